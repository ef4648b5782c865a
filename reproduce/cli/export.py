"""Which runs become pretrained weights (`reproduce.runs.pretrained`): those of Table 1 and of figures 6 to 12."""

import os

from figures import make as figures
from reproduce import files
from reproduce.errors import StoreError
from reproduce.experiments import render, table1
from reproduce.runs import pretrained
from reproduce.runs.store import plan_of

FIGURES = tuple(range(6, 13))
LIMIT = 40e6  # bytes of all files together: they are part of the repository, and of the wheel


def make(options, store, folder):
    """Export what is trained; what is in `folder` from before, of the same run or of none in the store, stays.

    Parameters
    ----------
    options : reproduce.experiments.options.Options
    store : reproduce.runs.store.Store
    folder : str
        Receives the files listed in `reproduce.runs.pretrained`.

    Returns
    -------
    (Index, list of str)
        What there is now, and what is missing, with the reason.
    """
    shown, others, coded, missing = plan(options, store)
    if not shown and not others:
        raise StoreError(
            f"none of the {len(missing)} trainings of Table 1 and figures 6 to 12 is finished in {store.root}"
        )
    known = os.path.isfile(os.path.join(folder, pretrained.INDEX))
    index = pretrained.Index.read(folder) if known else pretrained.Index(folder)
    for config in others:
        if not index.has_weights(config):
            index.add(config, store.folder(config))
    for config in shown:
        if not index.is_of(config, store.folder(config)):
            index.add(config, store.folder(config), store.dataset_for(config))
    for config, num in coded.items():
        if not index.has_codes(config, num):
            index.add_codes(config, store.dataset(config.dataset, config.binarize, config.white), num)
    files.make_folder(folder)
    index.write()
    return index, missing


def plan(options, store):
    """What is to be exported: lists of Config with weights and by metrics alone, a dict, a list of str.

    A figure that chooses among its trainings by their metrics needs the weights of those that it draws alone, once
    all of them are there. The dict says, of what models the codes of how many test images are shown (None: all), the
    last list what is missing.
    """
    layout = table1.Layout(table1.thesis_inputs(), options.seeds, options.settings, "test")
    shown, others, coded, missing = table1.trainings(layout), [], {}, []
    for number in FIGURES:
        module = figures.module(number)
        drawn = configs = module.configs(options)
        if hasattr(module, "drawn"):
            others += configs
            if not all(store.has(config) for config in configs):
                missing.append(f"the models that figure {number} draws, chosen once all that it needs are trained")
                continue
            made = store.make(plan_of(configs))
            try:
                drawn = module.drawn(options, made)
            except StoreError as error:
                missing.append(f"a model that figure {number} draws: {error}")
                continue
        shown += drawn
        if hasattr(module, "CODED"):
            coded.update((config, module.CODED) for config in drawn if store.has(config))
    missing = [
        f"{pretrained.in_words(config)} ({config.key()})"
        for config in dict.fromkeys(shown + others)
        if not store.has(config)
    ] + missing
    return (
        [config for config in dict.fromkeys(shown) if store.has(config)],
        [config for config in dict.fromkeys(others) if store.has(config) and config not in shown],
        coded,
        missing,
    )


def text(index, missing):
    """The models with the bound at both precisions, the size of all files, and what is missing."""
    entries = [(config, entry) for config, entry in index.entries.items() if "file" in entry]
    header = ["model", "test ELBO", "in half precision", "kB"]
    cells = [
        [
            pretrained.in_words(config),
            "{:.3f}".format(entry["metrics"]["test"]["elbo"]),
            "{:.3f}".format(entry["half"]["elbo"]),
            "{:.0f}".format(entry["bytes"] / 1e3),
        ]
        for config, entry in entries
    ]
    size = sum(kept["bytes"] for _, entry in entries for kept in (entry, entry.get("codes")) if kept)
    lines = [
        render.text_table(header, cells),
        "",
        "{} models, {:.1f} MB{}; of {} more the metrics alone".format(
            len(entries),
            size / 1e6,
            f", more than the {LIMIT / 1e6:.0f} they may have" if size > LIMIT else "",
            len(index.entries) - len(entries),
        ),
    ]
    return "\n".join(lines + ["missing: " + line for line in missing])
