"""The first epoch of a training by the engine at hand: the running mean of the bound after each minibatch.

    python tests/curves.py vae --form graph --rate 0.1 --ulps 0 1     # prints JSON: what ran, {ulps: nats per image}
    python tests/curves.py write     # with Theano-PyMC and MNIST: those of the environment's precision, once more,
                                     # in tests/data/curves.npz

`--ulps` moves every initial weight by that many units of its last place, which shows what rounding does to the curve.
The environment chooses engine and back end as for `reproduce`, and THEANO_FLAGS or PYTENSOR_FLAGS=floatX=float64 make
it double precision. Order and noise are those of seed 0, the same by every engine.
"""

import argparse
import json
import os
import sys

from original.engines.compat import BACKEND, ENGINE, theano
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.runs.training import Training

import engines
import numpy as np

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "curves.npz")

# What the engines are compared by: the VAE on 47 minibatches that need no download, and on MNIST, an epoch of 469. And
# on the digits all networks whose gradients `engines` compares: at the initial weights every pose is the identity,
# where bilinear sampling has a kink, and at the thesis' rate rounding grows to nats within an epoch; away from the
# kink, and slowly, it does not.
NETS = {
    case: [model]
    + [word for name in ("prior", "structure") if name in options for word in ("--" + name, options[name])]
    for case, (model, options) in engines.CASES.items()
    if set(options) <= {"prior", "structure", "localization_units"}  # images and codes of another kind: gradients only
}
_DIGITS = ["--dataset", "digits", "--batch-size", "32", "--rate"]
CASES = {"digits": ["vae"] + _DIGITS + ["0.1"], "mnist, rate 0.1": ["vae", "--rate", "0.1"], "mnist, rate 1": ["vae"]}
CASES.update((net, given + _DIGITS + ["0.003", "--away"]) for net, given in NETS.items())
# By how much Theano's own weights are moved for the curves that are written down.
ULPS = ["--ulps", "0", "1", "-1"]


class _Recorded:
    """The steps of a trainer, and the ELBO that each of them gave, however many the engine takes in a call."""

    def __init__(self, steps):
        self._steps, self.at_a_time, self.elbos = steps, steps.at_a_time, []

    def __call__(self, minibatches):
        terms = self._steps(minibatches)
        self.elbos += [px - kl_z - kl_u for px, kl_z, kl_u in terms]
        return terms


def curves(config, ulps=(0,), away=False):
    """{ulps: running means of the ELBO, a list of float, nats per image} of the first epoch of `config`.

    `away`: from initial weights that a normal number of deviation 0.02 is added to, each.
    """
    training = Training(config, datasets.load_for(config).train_images.astype(theano.config.floatX))
    training.build()
    training.compile()
    trainer, images = training.trainer, training.images
    start, steps = trainer.get_state(), trainer._steps
    if away:
        random = np.random.default_rng(0)
        for param in trainer.params:
            moved = start[param.name] + random.normal(0, 0.02, start[param.name].shape).astype("float32")
            start[param.name] = moved.astype("float32").astype(theano.config.floatX)
    done = np.minimum(np.arange(config.batch_size, len(images) + config.batch_size, config.batch_size), len(images))
    found = {}
    for each in ulps:
        state = dict(start)
        for param in trainer.params:
            state[param.name] = start[param.name] + each * np.spacing(start[param.name])
        trainer.set_state(state)
        trainer._steps = _Recorded(steps)
        trainer.run_epoch(1)
        found[each] = (np.cumsum(trainer._steps.elbos, dtype="float64") / done).tolist()
    return found


def of(arguments):
    """`curves` as the command line asks for them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--form", choices=("fused", "graph"), default="fused")
    parser.add_argument("--ulps", type=int, nargs="+", default=[0])
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--dataset", default="mnist")
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--away", action="store_true")
    parser.add_argument("--prior", default="flat")
    parser.add_argument("--structure", default="independent")
    options = parser.parse_args(arguments)
    config = Config.fitting(
        options.model,
        dataset=options.dataset,
        sampler=options.form,
        kernels=options.form,
        learning_rate=options.rate,
        batch_size=options.batch_size,
        pose_prior=options.prior,
        structure=options.structure,
    )
    return curves(config, options.ulps, options.away)


def read(floatX):
    """{case: {ulps: ndarray}} as Theano gave them in a precision."""
    content = {}
    with np.load(PATH) as file:
        for key in file.files:
            case, precision, ulps = key.split("/")
            if precision == floatX:
                content.setdefault(case, {})[int(ulps)] = file[key]
    return content


def write():
    """Put the curves of all cases by this engine into the file, beside those of the other precision."""
    with np.load(PATH) as file:
        content = dict(file)
    for case, given in CASES.items():
        content.update(
            (f"{case}/{theano.config.floatX}/{ulps}", np.array(curve)) for ulps, curve in of(given + ULPS).items()
        )
    np.savez_compressed(PATH, **content)


def main(arguments):
    if arguments != ["write"]:
        print(
            json.dumps({"engine": ENGINE, "backend": BACKEND, "floatX": theano.config.floatX, "curves": of(arguments)})
        )
        return 0
    if ENGINE != "theano":
        print("the reference is Theano-PyMC", file=sys.stderr)
        return 1
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
