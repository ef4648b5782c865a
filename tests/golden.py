"""The numbers that a short training of each model gives: ``python tests/golden.py`` writes them down again.

They belong to `reproduce.config.NUMERICS_VERSION`: where they change, runs made before must no longer be found.
"""

import json
import os
import sys

from original.engines import compat  # noqa: F401  prepares Theano and Lasagne

import numpy as np

from original.spec import MODELS
from reproduce.config import NUMERICS_VERSION, Config
from reproduce.data import datasets
from reproduce.evaluation.evaluator import Evaluator
from reproduce.runs.training import Training

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "numerics.json")

# Adadelta's first steps at rate 1 are chaotic: after two, machines that round differently still agree to about 1e-5.
STEPS = 2
TOLERANCE = 1e-3


def numbers():
    """{model: numbers}: the bound's terms of two minibatches, on the test images afterwards, and the weights' sizes."""
    dataset = datasets.load("digits")
    return {model: _of_model(Config(model, dim_z=3), dataset) for model in MODELS}


def _of_model(config, dataset):
    training = Training(config, dataset.train_images[: STEPS * config.batch_size])
    training.build()
    training.compile()
    net, trainer, means = training.net, training.trainer, []
    trainer.run_epoch(1, lambda done, terms: means.append(list(map(float, terms))))
    terms = Evaluator(net, config.seed).terms(dataset.test_images)
    return {
        "training": means,
        "test": [terms[name] for name in ("elbo", "reconstruction", "kl_z", "kl_u")],
        "weights": {param.name: float(abs(param.get_value()).mean(dtype="float64")) for param in trainer.params},
    }


def differences(found, expected):
    """Names of the numbers that are not those expected, up to what machines round differently."""
    found, expected = _flat(found), _flat(expected)
    return sorted(set(found) ^ set(expected)) + [
        name
        for name in expected
        if name in found and not np.isclose(found[name], expected[name], rtol=TOLERANCE, atol=1e-6)
    ]


def _flat(value, name=""):
    if isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return {key: number for part, content in items for key, number in _flat(content, f"{name}/{part}").items()}
    return {name: value}


def read():
    """(version, numbers) as they were written down."""
    with open(PATH, encoding="utf-8") as file:
        content = json.load(file)
    return content["numerics_version"], content["numbers"]


def main():
    found = numbers()
    if os.path.exists(PATH):
        version, expected = read()
        changed = differences(found, expected)
        if not changed:
            print(f"the numbers are those of version {version}")
        elif version == NUMERICS_VERSION:
            print(
                f"{len(changed)} changed, first {changed[0]}: raise NUMERICS_VERSION in reproduce/config/config.py "
                f"above {version}, then run this again",
                file=sys.stderr,
            )
            return 1
    with open(PATH, "w", encoding="utf-8") as file:
        json.dump({"numerics_version": NUMERICS_VERSION, "numbers": found}, file, indent=1)
        file.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
