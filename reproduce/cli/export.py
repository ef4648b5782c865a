"""The export of pretrained weights (`reproduce.runs.pretrained`): those of what can be made from them."""

import os
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple

from reproduce import files
from reproduce.config import Config
from reproduce.errors import StoreError
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table
from reproduce.report.explore import models
from reproduce.runs import pretrained
from reproduce.runs.store import Store, plan_of
from reproduce.wording import counted

LIMIT = 40e6  # bytes of all files together: they are part of the repository, and of the wheel


@dataclass
class Export:
    """The models to export.

    Attributes
    ----------
    shown : list of Config
        With their weights.
    others : list of Config
        With their metrics alone: a figure that chooses among its trainings by their metrics shows some of them only.
    coded : dict of Config to int or None
        Of what models the codes of how many test images are shown; None: of all.
    missing : list of str
        Sentences on trainings that are not there, and on figures that can't tell yet what they show.
    """

    shown: List[Config] = field(default_factory=list)
    others: List[Config] = field(default_factory=list)
    coded: Dict[Config, Optional[int]] = field(default_factory=dict)
    missing: List[str] = field(default_factory=list)


def make(options: Options, store: Store, folder: str) -> Tuple[pretrained.Index, List[str]]:
    """Export what is trained; what is in `folder` from before, of the same run or of none in the store, stays.

    Parameters
    ----------
    options : Options
    store : reproduce.runs.store.Store
    folder : str
        Receives the files listed in `reproduce.runs.pretrained`.

    Returns
    -------
    (Index, list of str)
        The models that are there now; and those that are missing, with the reason.

    Raises
    ------
    StoreError
        If nothing is trained.
    """
    asked = plan(options, store)
    if not asked.shown and not asked.others:
        raise StoreError(
            f"none of the {len(asked.missing)} trainings of Table 1 and figures 6 to 12 is finished in {store.root}"
        )
    known = os.path.isfile(os.path.join(folder, pretrained.INDEX))
    index = pretrained.Index.read(folder) if known else pretrained.Index(folder)
    for config in asked.others:
        if not index.has_weights(config):
            index.add(config, store.folder(config))
    for config in asked.shown:
        if not index.is_of(config, store.folder(config)):
            index.add(config, store.folder(config), store.dataset_for(config))
    for config, num in asked.coded.items():
        if not index.has_codes(config, num):
            index.add_codes(config, store.dataset(config.dataset, config.binarize, config.white), num)
    files.make_folder(folder)
    index.write()
    return index, asked.missing


def plan(options: Options, store: Store) -> Export:
    """Return what is to be exported, of all that can be made from pretrained weights: experiments and the explorer."""
    asked = Export()
    for experiment in EXPERIMENTS.values():
        if experiment.pretrained:
            _add(experiment, options, store, asked)
    asked.shown += models.compared(options)
    trainings = list(dict.fromkeys(asked.shown + asked.others))
    untrained = [f"{pretrained.in_words(run)} ({run.key()})" for run in trainings if not store.has(run)]
    asked.missing = untrained + asked.missing
    made = [config for config in trainings if store.has(config)]
    asked.others = [config for config in made if config not in asked.shown]
    asked.shown = [config for config in made if config in asked.shown]
    return asked


def _add(experiment: Experiment, options: Options, store: Store, asked: Export) -> None:
    """Add the models that an experiment shows to those `asked`, or the reason why it can't tell to its ``missing``."""
    trainings = [run for run in experiment.plan(options) if run.epochs]  # no baselines
    picture, shown = experiment.picture, trainings
    if picture and picture.chosen:
        asked.others += trainings
        title = experiment.title.lower()
        if not all(store.has(config) for config in trainings):
            asked.missing.append(f"the models that {title} draws, chosen once all that it needs are trained")
            return
        try:
            shown = picture.chosen(options, store.make(plan_of(trainings)))
        except StoreError as error:
            asked.missing.append(f"a model that {title} draws: {error}")
            return
    asked.shown += shown
    if picture and picture.codes != 0:
        asked.coded.update((config, picture.codes) for config in shown if store.has(config))


def text(index: pretrained.Index, missing: List[str]) -> str:
    """Return the models with the bound at both precisions, the size of all files, and what is missing."""
    entries = [(config, entry) for config, entry in index.entries.items() if "file" in entry]
    cells = [
        [
            pretrained.in_words(config),
            f"{entry['metrics']['test']['elbo']:.3f}",
            f"{entry['half']['elbo']:.3f}",
            f"{entry['bytes'] / 1e3:.0f}",
        ]
        for config, entry in entries
    ]
    size = sum(kept["bytes"] for _, entry in entries for kept in (entry, entry.get("codes")) if kept)
    above = f", more than the {LIMIT / 1e6:.0f} they may have" if size > LIMIT else ""
    others = len(index.entries) - len(entries)
    caption = f"{counted(len(entries), 'model')}, {size / 1e6:.1f} MB{above}; of {others} more the metrics alone"
    lines = [Table(["model", "test ELBO", "in half precision", "kB"], cells, caption).text()]
    return "\n".join(lines + ["missing: " + line for line in missing])
