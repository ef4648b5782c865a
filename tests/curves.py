"""The first epoch on MNIST in one form of the computation: ``python tests/curves.py MODEL graph|fused ULPS``.

Prints the running mean of the ELBO after each minibatch as JSON. ULPS moves every initial weight by that many units
of its last place. THEANO_FLAGS=floatX=float64 makes it double precision.
"""

import json
import sys

from original import training
from original.compat import theano
from reproduce import data, runs
from reproduce.config import Config

import numpy as np


def curve(model, form, ulps=0):
    config = Config(model, sampler=form, kernels=form)
    training.seed_weights(config.seed)
    images = data.load("mnist").train_images.astype(theano.config.floatX)
    trainer = training.Trainer(runs.build(config), images, config.batch_size, config.learning_rate,
                               config.num_samples, config.seed, fused=form == "fused")
    for param in trainer.params:
        value = param.get_value()
        param.set_value(value + ulps * np.spacing(value))
    means = []
    trainer.run_epoch(1, lambda done, terms: means.append(terms.elbo))
    return means


if __name__ == "__main__":
    print(json.dumps(curve(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
