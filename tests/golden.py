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


# Models with codes that the thesis has not.
WITH_CODES = {
    "vae, discrete": Config("vae", dim_z=3, discrete=4, discrete_codes=2),
    "tvae_tps, discrete": Config("tvae_tps", dim_z=3, discrete=10, temperature_rate=0.1),
    "tvae_affine, conditional": Config("tvae_affine", dim_z=3, conditional=10),
    "dtvae_affine, both": Config("dtvae_affine", dim_z=3, discrete=3, conditional=10, pose_prior="normal"),
}


def numbers():
    """{model: numbers}: the bound's terms of two minibatches, on the test images afterwards, and the weights' sizes."""
    dataset = datasets.load("digits")
    configs = {**{model: Config(model, dim_z=3) for model in MODELS}, **WITH_CODES}
    return {name: _of_model(config, dataset) for name, config in configs.items()}


def _of_model(config, dataset):
    first = slice(STEPS * config.batch_size)
    training = Training(config, dataset.train_images[first], labels=dataset.train_labels[first])
    training.build()
    training.compile()
    net, trainer, means = training.net, training.trainer, []
    trainer.run_epoch(1, lambda done, terms: means.append(list(map(float, terms))))
    terms = Evaluator(net, config.seed).terms(dataset.test_images, dataset.test_labels)
    return {
        "training": means,
        "test": [terms[name] for name in ("elbo", "reconstruction", "kl_z", "kl_u", "kl_c") if name in terms],
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
        changed = differences({name: found[name] for name in expected if name in found}, expected)
        if not changed and set(found) == set(expected):
            print(f"the numbers are those of version {version}")
            return 0
        if changed and version == NUMERICS_VERSION:
            print(
                f"{len(changed)} changed, first {changed[0]}: raise NUMERICS_VERSION in reproduce/config/config.py "
                f"above {version}, then run this again",
                file=sys.stderr,
            )
            return 1
        if version == NUMERICS_VERSION:
            found = {**found, **expected}  # cases are new, and the numbers of the others stay to the last digit
    with open(PATH, "w", encoding="utf-8") as file:
        json.dump({"numerics_version": NUMERICS_VERSION, "numbers": found}, file, indent=1)
        file.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
