"""The page to play with, made from pretrained weights or from runs: no data, no training."""

import os
import urllib.parse
from typing import Any, Dict, List, Sequence, Tuple

import jinja2

from original.spec import MODELS
from reproduce import __version__, files
from reproduce.errors import ConfigError, StoreError
from reproduce.report.explore import packing
from reproduce.report.explore.models import MAIN, MAP, Shown, of_pretrained
from reproduce.runs import description, network, run
from reproduce.runs.pretrained import Index, in_words
from reproduce.thesis.reported import reported

FILE, FILE_OF_RUNS = "explore.html", "explore-runs.html"
SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page")
CLAIMS = ("song.pose", "figure6.vae_slanted", "figure6.upright", "figure12.thick", "figure12.identity")

Entry = Tuple[Dict[str, Any], str]  # what the page says of a model, and its weights as text


def make(folder: str, weights: str) -> str:
    """Write ``explore.html`` into `folder` from the pretrained `weights`, and return its path."""
    index = Index.read(weights)
    return _write(os.path.join(folder, FILE), [_pretrained(index, shown) for shown in of_pretrained()], folder)


def make_of_runs(folder: str, runs: Sequence[str]) -> str:
    """Write ``explore-runs.html`` into `folder` from the folders of finished trainings, and return its path."""
    entries: Dict[str, Entry] = {}
    for path in runs:
        said, text = _of_run(path)
        if said["id"] in entries:
            raise ConfigError(f"{path} holds a training that another of the runs holds, too: {said['id']}")
        others = next(iter(entries.values()), (said, ""))[0]
        if said["side"] != others["side"]:
            raise ConfigError(
                f"a page has images of one size: those of {path} have {said['side']} pixels a side, of the runs before "
                f"it {others['side']}"
            )
        entries[said["id"]] = said, text
    return _write(os.path.join(folder, FILE_OF_RUNS), list(entries.values()), folder)


def _pretrained(index: Index, shown: Shown) -> Entry:
    net, mean_pose = index.load(shown.config)
    metrics, centres = index.metrics(shown.config), []
    if shown.place == MAP and index.has_codes(shown.config, None):
        coded = index.codes(shown.config)
        centres = [coded.codes[coded.labels == label].mean(axis=0).tolist() for label in range(10)]
    return _entry(shown, net, metrics, mean_pose, centres)


def _of_run(path: str) -> Entry:
    config = description.read_config(os.path.join(path, "config.json"))
    packing.check_images(config, path)
    metrics = run.finished(path)
    if metrics is None:
        raise StoreError(f"{path} holds no finished run, or a damaged one")
    changed = in_words(config).partition(" ")[2]
    shown = Shown(config, MAIN, f"{MODELS[config.model].title}, {changed}")
    return _entry(shown, network.load_network(config, path), metrics, None, [])


def _entry(shown: Shown, net, metrics, mean_pose, centres) -> Entry:
    layout, text = packing.packed(packing.weights(net, shown.encodes))
    said = packing.described(shown.config, metrics["test"]["kl_z_per_dim"], mean_pose)
    own = {"id": shown.config.key(), "place": shown.place, "title": shown.title, "encodes": shown.encodes}
    return {**own, **said, **layout, "centres": centres}, text


def _write(path: str, entries: List[Entry], folder: str) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SOURCES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    content = environment.get_template("page.html.j2").render(
        models=[said for said, _ in entries],
        weights={said["id"]: text for said, text in entries},
        modules=_modules(),
        style=_source("style.css"),
        claims=_claims(folder),
        version=__version__,
    )
    files.write_text(path, content + "\n")
    return path


def _modules() -> Dict[str, str]:
    """Return the import map of the page: each module's name, and its source as a URL that needs no network."""
    names = sorted(name for name in os.listdir(SOURCES) if name.endswith(".js"))
    return {f"explore/{name}": "data:text/javascript," + urllib.parse.quote(_source(name)) for name in names}


def _source(name: str) -> str:
    with open(os.path.join(SOURCES, name), encoding="utf-8") as file:
        return file.read()


def _claims(folder: str) -> Dict[str, Dict[str, str]]:
    """Return the claims behind the guided tasks by id, with their verdicts where `folder` has them."""
    path = os.path.join(folder, "claims.json")
    judged = {claim["id"]: claim for claim in (files.read_json(path) if os.path.isfile(path) else [])}
    found = {}
    for claim in reported("claims"):
        if claim["id"] in CLAIMS:
            verdict = judged.get(claim["id"], {"verdict": "not judged", "why": "`reproduce claims` judges it"})
            found[claim["id"]] = {
                "claim": claim["claim"],
                "where": claim["where"],
                "obtained": claim["obtained"],
                "verdict": verdict["verdict"],
                "why": verdict["why"],
            }
    return found
