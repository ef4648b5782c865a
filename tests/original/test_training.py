"""The training loop: it learns, it repeats itself, it stops at what is no number."""

import lasagne
import numpy as np
import pytest
from sklearn.datasets import load_digits

from original import kernels, models, training


def digits(num=256):
    """Real digits in the middle of 28 x 28 pixels, enlarged by repetition."""
    images = np.repeat(np.repeat(load_digits().images[:num] / 16, 2, axis=1), 2, axis=2)
    return np.pad(images, ((0, 0), (6, 6), (6, 6)))[:, None].astype("float32")


@pytest.fixture(scope="module")
def compiled():
    """One trainer for all tests of this file: compiling takes longer than they do."""
    return training.Trainer(models.build("vae", dim_z=2), digits(), batch_size=100)


@pytest.fixture
def start(compiled):
    """Function that sets the trainer back to the start of a training with some seed, and returns it."""

    def with_seed(seed=0):
        training.seed_weights(seed)
        weights = lasagne.layers.get_all_params(models.build("vae", dim_z=2)["l_out"])
        state = {name: np.zeros_like(value) for name, value in compiled.get_state().items()}
        state.update({param.name: param.get_value() for param in weights})
        compiled.set_state(state)
        compiled.seed = seed
        return compiled

    return with_seed


def run(trainer, *epochs):
    """The trainer's state after these epochs."""
    for epoch in epochs:
        trainer.run_epoch(epoch)
    return trainer.get_state()


def test_the_bound_rises(start):
    trainer = start()
    elbos = [trainer.run_epoch(epoch).elbo for epoch in range(1, 7)]
    # Measured: from -307 to -173 nats.
    assert elbos[-1] > elbos[0] + 60


def test_the_seed_determines_every_number(start):
    first, again, other = [run(start(seed), 1, 2) for seed in (1, 1, 2)]
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    assert any((first[name] != other[name]).any() for name in first)


def test_loss_and_epsilon_are_adadeltas(start):
    images = digits(100)
    net, epsilon = models.build("vae", dim_z=2), 1e-3
    trainer = training.Trainer(net, images, batch_size=100, loss="sum", epsilon=epsilon)
    state = start().get_state()
    trainer.set_state(state)
    trainer.run_epoch(1)
    mean = training.Trainer(net, images, batch_size=100)
    mean.set_state(state)
    mean.run_epoch(1)
    summed, averaged = trainer.get_state(), mean.get_state()
    for name in ("template.W", "z_mu.W"):
        accu = summed[name + ".accu"]
        # A gradient a hundred times as large; then Zeiler's step, from accumulators that were zero.
        np.testing.assert_allclose(accu, 1e4 * averaged[name + ".accu"], rtol=1e-3, atol=1e-6)
        np.testing.assert_allclose(
            summed[name + ".delta_accu"], accu * epsilon / (accu + epsilon), rtol=1e-3, atol=1e-9
        )


def test_streams_don_t_share_their_noise():
    draws = {
        (purpose, epoch, seed): training.stream(seed, purpose, epoch).random()
        for purpose in ("weights", "order", "noise", "evaluation")
        for epoch in (0, 1)
        for seed in (0, 1)
    }
    assert len(set(draws.values())) == len(draws)


def test_every_image_is_seen_once_an_epoch(start, monkeypatch):
    seen, trainer = [], start()
    monkeypatch.setattr(
        type(trainer._steps),
        "__call__",
        lambda self, minibatches: seen.extend(minibatches) or [[0.0, 0.0, 0.0] for _ in minibatches],
    )
    trainer.run_epoch(1)
    assert [len(index) for index, _ in seen] == [100, 100, 56]
    assert sorted(np.concatenate([index for index, _ in seen])) == list(range(256))
    assert [noise.shape for _, noise in seen] == [(1, 100, 2), (1, 100, 2), (1, 56, 2)]


def test_the_state_can_be_taken_up_again(start):
    straight, stopped = run(start(), 1, 2, 3), run(start(), 1, 2)
    resumed = start()
    resumed.set_state(stopped)
    for name, value in run(resumed, 3).items():
        np.testing.assert_array_equal(value, straight[name])


def test_a_state_of_another_model_is_refused_as_a_whole(start):
    trainer = start()
    before, foreign = trainer.get_state(), trainer.get_state()
    foreign["encoder1.W"] = foreign["encoder1.W"] + 1
    foreign["template.W"] = foreign["template.W"][:10]
    with pytest.raises(ValueError, match="template.W has shape"):
        trainer.set_state(foreign)
    for name, value in before.items():
        np.testing.assert_array_equal(trainer.get_state()[name], value)


@pytest.mark.parametrize("form", kernels.KERNELS)
def test_nan_stops_the_training_and_is_located(form):
    net = models.build("vae", dim_z=2)
    with kernels.chosen(form):
        trainer = training.Trainer(net, digits(100), batch_size=100)
    state = trainer.get_state()
    state["template.b"][3] = np.nan
    trainer.set_state(state)
    with pytest.raises(training.Diverged, match=r"log_px_given_zu became nan in epoch 1, batch 1"):
        trainer.run_epoch(1)


def test_images_of_double_precision_train_the_same(start):
    single = run(start(), 1)
    double = training.Trainer(models.build("vae", dim_z=2), digits().astype("float64"), batch_size=100)
    double.set_state(start().get_state())
    for name, value in run(double, 1).items():
        np.testing.assert_array_equal(value, single[name])


@pytest.mark.parametrize(
    "images, message",
    [
        (255 * digits(2), "divide by 255"),
        (digits(2)[:0], "at least one image"),
        (digits(2)[:, 0], r"images must have shape \(N, \*\(1, 28, 28\)\), got \(2, 28, 28\)"),
        (np.full((2, 1, 28, 28), np.nan), "got nan"),
    ],
)
def test_what_is_no_image_is_refused(images, message):
    with pytest.raises(ValueError, match=message):
        training.Trainer(models.build("vae", dim_z=2), images)
