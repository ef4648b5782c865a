"""Train the four models beside PyTorch and JAX, in turn, on the same data and threads: ``python -m benchmarks.bench``.

``results.json`` has every number, ``results.md`` is the page made from it. A run that leaves something out (fewer
images, models, contenders or rounds) writes ``results-partial.json`` and ``.md`` instead. With BENCH_DEVICE=cuda in the
environment all of them work on a GPU, ours by PyTensor through JAX, and the files are called ``gpu``.
"""

import argparse
import datetime
import json
import os
import sys
import tempfile
import time

import numpy as np

from benchmarks import environment, machine, profiles, report, scaling
from benchmarks.check import TOLERANCES, Differs, check, in_words
from benchmarks.client import DEVICE, WorkerDied
from benchmarks.contenders import ENTRIES, FLOOR, OURS, PEERS, PYTENSOR
from benchmarks.duel import duel
from benchmarks.goals import verdicts
from original.spec import thesis_models
from reproduce.data import datasets
from reproduce.errors import INTERRUPTED, UserError
from reproduce.stack.cores import cores

MODELS = thesis_models()
DIM_Z, BATCH_SIZE = 8, 128
LEAST_ROUNDS = 3  # of a run that counts


def main(arguments=None):
    options = _parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            run(options, folder)
    except (UserError, environment.NoEnvironment, Differs, WorkerDied) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nbench: stopped", file=sys.stderr)
        return INTERRUPTED
    return 0


def run(options, folder):
    """Everything that `options` ask for, with scratch files in `folder`."""
    say = _Clock()
    if DEVICE == "cuda" and (options.scaling or options.profile):
        raise UserError("--scaling and --profile are of Theano, on the CPU: leave BENCH_DEVICE out")
    if DEVICE == "cuda" and not PYTENSOR:
        raise UserError("on a GPU PyTensor takes part: `make setup PYTHON=python3.13 VENV=.venv-3.13 EXTRA=cuda12`")
    names = [OURS, FLOOR] if options.scaling else [OURS] if options.profile else options.contenders
    if set(names) & set(PEERS):
        environment.prepare()
    images = datasets.load("mnist").train_images[: options.images]
    if len(images) < BATCH_SIZE:
        raise UserError(f"--images must be at least {BATCH_SIZE}, one minibatch")
    path = os.path.join(folder, "images.npy")
    np.save(path, images)
    if machine.load() not in (None, 1):
        say("something else runs on this machine: read the ratios with care")

    settings = {"dim_z": DIM_Z, "batch_size": BATCH_SIZE, "learning_rate": 1.0, "seed": 0, "threads": options.threads}
    complete = (
        options.images is None
        and options.rounds >= LEAST_ROUNDS
        and (
            options.scaling
            or options.profile
            or (set(options.models) == set(MODELS) and set(options.contenders) == set(ENTRIES))
        )
    )
    if options.check:
        _check(options, names, settings, path, folder, say)
        return
    section = {
        "run": {
            "date": datetime.date.today().isoformat(),
            "num_images": len(images),
            "dim_z": DIM_Z,
            "batch_size": BATCH_SIZE,
            "rounds": options.rounds,
            "complete": complete,
        },
        "machine": machine.describe(options.threads),
    }
    if options.scaling:
        section["rows"] = [
            row
            for model in options.models
            for row in scaling.measure(
                dict(settings, model=model), path, len(images), options.rounds, options.threads, folder, say
            )
        ]
        print("\n" + report.aligned(report.scaling_table(section["rows"])))
    elif options.profile:
        section["models"] = {}
        for model in options.models:
            say(f"{model}: profiles an epoch")
            section["models"][model] = profiles.measure(dict(settings, model=model), path)
        print("\n" + report.aligned(report.profile_table(section["models"])))
    else:
        section["loss_differences"] = _check(options, names, settings, path, folder, say)
        section["models"] = {
            model: duel(
                names, dict(settings, model=model), path, len(images), options.rounds, options.threads, folder, say
            )
            for model in options.models
        }
        print("\n" + report.aligned(report.table(section["models"])))
        print("\n" + "\n".join(map(str, verdicts(section["models"]))))
    _write(
        "scaling" if options.scaling else "profile" if options.profile else "training", section, complete, options.out
    )


def _check(options, names, settings, images, folder, say):
    """For each step the largest relative difference between a peer's loss and ours; None without both."""
    if OURS not in names or not set(names) & set(PEERS):
        return None
    found = []
    for model in options.models:
        say(f"{model}: do all give the same losses?")
        found.append(check(model, names, dict(settings, model=model), images, options.threads, folder))
    largest = np.max(found, axis=0).tolist()
    say(f"all do, up to {in_words(largest)} (allowed are {in_words(TOLERANCES)})")
    return largest


def _write(name, section, complete, out):
    """Put `section` into the JSON file beside what is there, and make the page again."""
    os.makedirs(out, exist_ok=True)
    stem = os.path.join(out, ("gpu" if DEVICE == "cuda" else "results") + ("" if complete else "-partial"))
    results = {}
    if os.path.isfile(stem + ".json"):
        with open(stem + ".json", encoding="utf-8") as file:
            results = json.load(file)
    results[name] = section
    with open(stem + ".json", "w", encoding="utf-8") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    notes, path = "", os.path.join(environment.HERE, "notes.md")
    if complete and DEVICE == "cpu" and os.path.isfile(path):
        with open(path, encoding="utf-8") as file:
            notes = file.read()
    with open(stem + ".md", "w", encoding="utf-8") as file:
        file.write(report.markdown(results, notes))
    print("\nwritten: {0}.json, {0}.md".format(os.path.relpath(stem)))


class _Clock:
    """Prints lines with the minutes and seconds since the start."""

    def __init__(self):
        self._start = time.time()

    def __call__(self, text):
        print("[{:3d}:{:02d}] {}".format(*divmod(int(time.time() - self._start), 60), text), flush=True)


def _parser():
    parser = argparse.ArgumentParser(prog="benchmarks.bench", description=__doc__.split(":")[0] + ".")
    parser.add_argument(
        "--models",
        nargs="+",
        choices=MODELS,
        default=list(MODELS),
        metavar="MODEL",
        help="some of " + ", ".join(MODELS),
    )
    parser.add_argument(
        "--contenders",
        nargs="+",
        choices=list(ENTRIES),
        default=list(ENTRIES),
        metavar="NAME",
        help="some of " + ", ".join(ENTRIES),
    )
    parser.add_argument("--rounds", type=_positive, default=5, help="epochs of each contender that count (5)")
    parser.add_argument("--images", type=_positive, help="training images (all 60,000)")
    parser.add_argument("--threads", type=_positive, default=cores(), help="threads of each contender (all cores)")
    parser.add_argument("--check", action="store_true", help="compare the losses only")
    parser.add_argument("--scaling", action="store_true", help="measure how our cost grows instead")
    parser.add_argument("--profile", action="store_true", help="measure where the time of our epoch goes instead")
    parser.add_argument("--out", default=environment.HERE, help="folder for the results (benchmarks)")
    return parser


def _positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
