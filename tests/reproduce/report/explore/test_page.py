"""The explorer as a file: what it holds, what it leaves out, and what is refused."""

import base64
import json
import re
import shutil
import zlib

import numpy as np
import pytest

from explorer import write_run
from original.models import parameters
from original.spec import PRIORS
from reproduce import files
from reproduce.cli import commands
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.experiments.options import Options
from reproduce.report.explore import models, packing, page
from reproduce.runs import network, pretrained, run
from reproduce.runs.pretrained import Index

LARGEST = 12e6  # bytes of the page
MOST_WEIGHTS = 60e6  # bytes of all pretrained weights


def unpacked(text, layout):
    """The numbers of a text of weights, as the browser reads them."""
    planes = zlib.decompress(base64.b85decode(text)[: layout["bytes"]])
    high, low = np.frombuffer(planes, "u1").reshape(2, -1)
    return (high.astype("<u2") << 8 | low).view("<f2")


def read(path):
    """The models and their weights in a page."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    said = json.loads(re.search('id="models">(.*?)</script>', text).group(1))
    weights = dict(re.findall('id="weights-(.*?)">(.*?)</script>', text))
    return text, said, weights


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    return page.make(str(tmp_path_factory.mktemp("results")), pretrained.find())


def test_weights_come_back_in_half_precision(rng):
    arrays = {"b": rng.standard_normal(7), "a": rng.standard_normal((3, 5)) * 1e-3}
    layout, text = packing.packed(arrays)
    assert layout["arrays"] == [["b", [7]], ["a", [3, 5]]]
    expected = np.concatenate([arrays["b"], arrays["a"].ravel()]).astype("<f2")
    np.testing.assert_array_equal(unpacked(text, layout), expected)


def test_a_decoder_alone_is_what_z_and_u_need():
    net = network.build(Config("dtvae_affine", dim_z=3, pose_prior="full"))
    names = set(packing.weights(net, encodes=False))
    assert {"decoder1.W", "template.b", "pose.W", "prior_mu.values"} <= names
    assert not names & {"encoder1.W", "localization1.W", "z_mu.W", "u_mu.W"}
    assert {param.name for param in parameters(net)} <= set(packing.weights(net))


def test_the_page_has_the_models_of_the_comparison_each_kind_of_prior_and_the_maps(explorer):
    _, said, weights = read(explorer)
    assert [model["title"] for model in said if model["place"] == models.MAIN] == [
        "VAE",
        "Affine-TVAE",
        "TPS-TVAE",
        "Affine-DTVAE",
        "TPS-DTVAE",
    ]
    assert {model["id"] for model in said} == set(weights)
    priors = [shown.config.pose_prior for shown in models.of_pretrained() if shown.place == models.PRIOR]
    index = Index.read(pretrained.find())
    there = {config.pose_prior for config in index.entries if index.has_weights(config)}
    assert set(priors) == {name for name in there if PRIORS[name].density}
    maps = [model for model in said if model["place"] == models.MAP]
    assert len(maps) == 4 and all(model["dim_z"] == 2 and len(model["centres"]) == 10 for model in maps)


def test_the_page_needs_nothing_else_and_is_not_too_large(explorer):
    text, _, weights = read(explorer)
    for own in weights.values():
        text = text.replace(own, "")
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:)""", text)
    assert re.findall(r"https?://[^\"%]+", text) in ([], ["http://www.w3.org/2000/svg"])
    with open(explorer, "rb") as file:
        assert len(file.read()) < LARGEST


def test_all_weights_together_are_not_too_large():
    entries = Index.read(pretrained.find()).entries.values()
    assert sum(entry.get("bytes", 0) + entry.get("codes", {}).get("bytes", 0) for entry in entries) < MOST_WEIGHTS


def test_it_is_made_without_data_and_without_training(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(datasets, "load", lambda *args: pytest.fail("reads data"))
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains"))
    monkeypatch.setattr(page, "of_pretrained", models_of_one)
    assert commands.main(["explore", "--results", str(tmp_path)]) == 0
    assert "explore.html; open it in a browser" in capsys.readouterr().out
    assert len(read(str(tmp_path / "explore.html"))[1]) == 1


def models_of_one():
    return [models.Shown(models.compared(Options({}))[0], models.MAIN, "VAE")]


def test_claims_have_their_verdicts_where_they_are_judged(tmp_path):
    assert page._claims(str(tmp_path))["song.pose"]["verdict"] == "not judged"
    judged = {"id": "song.pose", "verdict": "partly", "why": "0.5 is at least 0.4"}
    files.write_json(str(tmp_path / "claims.json"), [judged])
    claim = page._claims(str(tmp_path))["song.pose"]
    assert (claim["verdict"], claim["why"]) == ("partly", "0.5 is at least 0.4")
    assert set(page._claims(str(tmp_path))) == set(page.CLAIMS)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    config = Config("tvae_affine", dim_z=2, pose_prior="mlp", pose_rank=3, pose_activation="tanh")
    return write_run(str(tmp_path_factory.mktemp("trained") / "run"), config)


def test_a_run_of_ones_own_is_shown(trained, tmp_path, capsys):
    assert commands.main(["explore", trained, "--results", str(tmp_path)]) == 0
    assert "explore-runs.html" in capsys.readouterr().out
    _, (said,), weights = read(str(tmp_path / "explore-runs.html"))
    assert (said["place"], said["encodes"], said["map"], said["dim_u"]) == ("main", True, "hidden", 3)
    assert said["title"].startswith("Affine-TVAE, dim_z=2") and said["limit"]["activation"] == "tanh"
    assert len(weights) == 1


def test_what_is_no_finished_run_is_told(trained, tmp_path, capsys):
    def error(folder, code):
        assert commands.main(["explore", str(folder), "--results", str(tmp_path)]) == code
        said = capsys.readouterr()
        assert said.out == "" and said.err.count("\n") == 1
        return said.err

    assert "No such file" in error(tmp_path / "none", 2)
    shutil.copytree(trained, tmp_path / "run")
    (tmp_path / "run" / "metrics.json").unlink()
    assert "holds no finished run, or a damaged one" in error(tmp_path / "run", 5)
    assert not (tmp_path / "explore-runs.html").exists()
    assert commands.main(["explore", trained, trained, "--results", str(tmp_path)]) == 2
    assert "holds a training that another of the runs holds, too: mnist-tvae_affine-z2" in capsys.readouterr().err


def test_runs_that_the_page_can_not_show_are_told(tmp_path, capsys):
    datasets_of = ("images-20x20-0123456789ab", "images-28x20-0123456789ab", "images-20x20x3-0123456789ab", "digits")
    paths = [
        write_run(str(tmp_path / str(number)), Config("vae", dim_z=2, dataset=name))
        for number, name in enumerate(datasets_of)
    ]
    for shown, message in (
        (paths[1:2], "the page shows square images of one channel; "),
        (paths[2:3], "have 20 x 20 pixels of 3"),
        ((paths[0], paths[3]), "have 28 pixels a side, of the runs before it 20"),
    ):
        assert commands.main(["explore", *shown, "--results", str(tmp_path)]) == 2
        said = capsys.readouterr()
        assert message in said.err and said.err.count("\n") == 1 and said.out == ""
    assert commands.main(["explore", paths[0], "--results", str(tmp_path)]) == 0


def test_weights_that_are_missing_or_a_folder_that_is_none_are_told(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(page, "of_pretrained", models_of_one)
    assert commands.main(["explore", "--results", str(tmp_path / "file")]) == 5
    assert "can't make the folder" in capsys.readouterr().err
    monkeypatch.setattr(pretrained, "INSTALLED", ())
    assert commands.main(["explore", "--results", str(tmp_path)]) == 5
    assert "there are no pretrained weights" in capsys.readouterr().err
