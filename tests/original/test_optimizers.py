"""The optimizers beside Adadelta: Lasagne's own, and a training that goes on from its state."""

import numpy as np
import pytest
import theano

from original import models, training
from original.optimizers import OPTIMIZERS, updates_of
from reproduce.data import datasets


def test_adam_and_momentum_by_hand():
    for optimizer, expected in (("adam", [3 - 0.1, 3 - 0.1 - 0.1 * 0.9989]), ("momentum", [3 - 0.6, 3 - 0.6 - 1.02])):
        param = theano.shared(np.array([3.0]), name="p")
        updates, _ = updates_of(optimizer, (param**2).sum(), [param], learning_rate=0.1)
        step = theano.function([], [], updates=updates)
        for value in expected:
            step()
            # Adam's second step by Kingma and Ba: m = 0.19 g, v = 0.001999 g^2 up to the small change of g.
            np.testing.assert_allclose(param.get_value(), value, atol=2e-3)


def test_an_unknown_optimizer_is_refused():
    with pytest.raises(ValueError, match="optimizer must be one of adadelta, adam, momentum, got 'sgd'"):
        updates_of("sgd", None, [])


@pytest.mark.heavy
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_training_goes_on_exactly_from_its_state(optimizer):
    images = datasets.load("digits").train_images[:300]

    def trainer():
        training.seed_weights(0)
        return training.Trainer(
            models.build("vae", dim_z=2, num_units=(16, 16)), images, 100, 1e-3, optimizer=optimizer
        )

    straight, before, after = trainer(), trainer(), trainer()
    for epoch in (1, 2):
        straight.run_epoch(epoch)
    before.run_epoch(1)
    after.set_state(before.get_state())
    after.run_epoch(2)
    for name, value in straight.get_state().items():
        np.testing.assert_array_equal(after.get_state()[name], value)
