"""The training loop: it learns, it repeats itself, it stops at what is no number."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from original import models, training


def digits(num=256):
    """Real digits in the middle of 28 x 28 pixels, enlarged by repetition."""
    images = np.repeat(np.repeat(load_digits().images[:num] / 16, 2, axis=1), 2, axis=2)
    return np.pad(images, ((0, 0), (6, 6), (6, 6)))[:, None].astype("float32")


def trained(seed=0, epochs=2, images=None, **options):
    training.seed_weights(seed)
    net = models.build("vae", dim_z=2)
    trainer = training.Trainer(net, digits() if images is None else images, batch_size=100, seed=seed, **options)
    return trainer, [trainer.run_epoch(epoch) for epoch in range(1, epochs + 1)]


def test_the_bound_rises():
    _, terms = trained(epochs=6)
    # Measured: from -307 to -173 nats.
    assert terms[-1].elbo > terms[0].elbo + 60


def test_the_seed_determines_every_number():
    first, again, other = [trained(seed)[0].get_state() for seed in (1, 1, 2)]
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    assert any((first[name] != other[name]).any() for name in first)


def test_streams_don_t_share_their_noise():
    draws = {(purpose, epoch, seed): training.stream(seed, purpose, epoch).random()
             for purpose in ("weights", "order", "noise", "evaluation") for epoch in (0, 1) for seed in (0, 1)}
    assert len(set(draws.values())) == len(draws)


def test_every_image_is_seen_once_an_epoch():
    seen = []
    trainer, _ = trained(epochs=0)
    trainer._step = lambda index, noise: seen.append((index, noise)) or [0.0, 0.0, 0.0]
    trainer.run_epoch(1)
    assert [len(index) for index, _ in seen] == [100, 100, 56]
    assert sorted(np.concatenate([index for index, _ in seen])) == list(range(256))
    assert [noise.shape for _, noise in seen] == [(1, 100, 2), (1, 100, 2), (1, 56, 2)]


def test_the_state_can_be_taken_up_again():
    straight, _ = trained(epochs=3)
    stopped, _ = trained(epochs=2)
    resumed, _ = trained(epochs=0)
    resumed.set_state(stopped.get_state())
    resumed.run_epoch(3)
    for name, value in straight.get_state().items():
        np.testing.assert_array_equal(resumed.get_state()[name], value)


def test_a_state_of_another_model_is_refused_as_a_whole():
    trainer, _ = trained(epochs=0)
    before, foreign = trainer.get_state(), trainer.get_state()
    foreign["template.W"] = foreign["template.W"][:10]
    with pytest.raises(ValueError, match="template.W has shape"):
        trainer.set_state(foreign)
    for name, value in before.items():
        np.testing.assert_array_equal(trainer.get_state()[name], value)


@pytest.mark.parametrize("fused", (True, False))
def test_nan_stops_the_training_and_is_located(fused):
    images = digits()
    images[:, 0, 3, 3] = np.nan
    with pytest.raises(training.Diverged, match=r"log_px_given_zu became nan in epoch 1, batch 1"):
        trained(images=images, epochs=1, fused=fused)
