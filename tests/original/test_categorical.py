"""Discrete codes: their draws and relaxations against NumPy and SciPy, and models that have them."""

import lasagne
import numpy as np
import pytest
import scipy.special
import scipy.stats
import theano
import theano.tensor as T

from original import models, training
from original.annealing import Annealing
from original.categorical import CategoricalSampleLayer, gumbel, log_probabilities
from original.distributions import kl_categorical_uniform, log_softmax
from original.labels import one_hot
from original.objective import DiscreteElboTerms, elbo_terms

CODES, CLASSES = 2, 5
DRAWS = 20000
ALL = ("vae", "tvae_affine", "tvae_tps", "dtvae_affine", "dtvae_tps")


@pytest.fixture(scope="module")
def layer():
    """(layer, logits, noise): a sample layer of two codes, and its inputs."""
    l_logits, l_noise = [lasagne.layers.InputLayer((None, CODES * CLASSES)) for _ in range(2)]
    return CategoricalSampleLayer(l_logits, l_noise, CODES, CLASSES)


def function_of(layer, temperature=False, deterministic=False):
    logits, noise, t = T.matrix(), T.matrix(), T.scalar()
    given = dict(zip(layer.input_layers, (logits, noise)))
    options = {"temperature": t} if temperature else {}
    c = lasagne.layers.get_output(layer, given, deterministic=deterministic, **options)
    return theano.function([logits, noise, t], c, on_unused_input="ignore")


@pytest.fixture(scope="module")
def drawn(layer):
    """Logits (codes, classes), and noise and exact draws of so many rows."""
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 1.5, (CODES, CLASSES)).astype("float32")
    rows = np.tile(logits.reshape(1, -1), (DRAWS, 1))
    noise = rng.standard_normal((DRAWS, CODES * CLASSES), dtype="float32")
    return logits, rows, noise, function_of(layer)(rows, noise, 0)


def error_of(logits):
    """Five standard deviations of a frequency over the draws: of 10 numbers none of 1,000,000 runs would be outside."""
    p = scipy.special.softmax(logits, axis=1)
    return p, 5 * np.sqrt(p * (1 - p) / DRAWS)


def test_gumbel_draws_are_those_of_the_normal_draws_quantiles():
    n = np.linspace(-9, 9, 201)
    found = theano.function([], gumbel(T.constant(n.astype("float32"))))()
    expected = scipy.stats.gumbel_r.ppf(scipy.stats.norm.cdf(n[n < 5]))
    np.testing.assert_allclose(found[n < 5], expected, rtol=2e-4, atol=2e-5)
    # Beyond 5 the upper tail keeps its digits where 1 - Phi would not: -log of the survival function.
    np.testing.assert_allclose(found[n >= 5], -scipy.stats.norm.logsf(n[n >= 5]), rtol=1e-4)


def test_divergence_from_the_uniform_is_that_of_monte_carlo(rng):
    logits = rng.normal(0, 2, CLASSES)
    q = scipy.special.softmax(logits)
    ratios = np.log(q * CLASSES)[rng.choice(CLASSES, p=q, size=200000)]
    found = theano.function([], kl_categorical_uniform(log_softmax(T.constant(logits)), CLASSES).sum())()
    assert abs(found - ratios.mean()) < 5 * ratios.std() / np.sqrt(len(ratios))
    even = theano.function([], kl_categorical_uniform(log_softmax(T.zeros((1, CLASSES))), CLASSES))()
    np.testing.assert_allclose(even, 0, atol=1e-7)


def test_probabilities_of_large_logits_are_finite():
    logits = np.array([[800.0, -800, 0, 0]], "float32")
    found = theano.function([], log_probabilities(T.constant(logits), 2, 2))()
    np.testing.assert_allclose(found, [[[0, -1600], [np.log(0.5)] * 2]], rtol=1e-6)


def test_draws_are_one_hot_with_the_frequencies_of_q(drawn):
    logits, _, _, c = drawn
    c = c.reshape(DRAWS, CODES, CLASSES)
    assert set(np.unique(c)) == {0, 1} and (c.sum(axis=2) == 1).all()
    p, error = error_of(logits)
    assert (abs(c.mean(axis=0) - p) < error).all()


def test_at_a_low_temperature_the_relaxation_is_the_draw(layer, drawn):
    logits, rows, noise, c = drawn
    relaxed = function_of(layer, temperature=True)(rows, noise, 0.01)
    p, error = error_of(logits)
    # Measured: 0.0018 at most, between the means of relaxed and of exact draws.
    assert (abs(relaxed.reshape(DRAWS, CODES, CLASSES).mean(axis=0) - p) < error + 0.005).all()
    assert abs(relaxed - c).mean() < 0.01


def test_at_any_temperature_the_largest_number_is_the_draw_and_the_sum_is_1(layer, drawn):
    _, rows, noise, c = drawn
    warm, hot = [function_of(layer, temperature=True)(rows, noise, t).reshape(-1, CLASSES) for t in (0.5, 5)]
    for relaxed in (warm, hot):
        np.testing.assert_array_equal(relaxed.argmax(axis=1), c.reshape(-1, CLASSES).argmax(axis=1))
        np.testing.assert_allclose(relaxed.sum(axis=1), 1, rtol=1e-5)
    assert hot.max(axis=1).mean() < warm.max(axis=1).mean()


def test_deterministic_is_the_likeliest_class(layer, drawn):
    logits, rows, noise, _ = drawn
    c = function_of(layer, deterministic=True)(rows[:3], noise[:3], 0).reshape(3, CODES, CLASSES)
    np.testing.assert_array_equal(c.argmax(axis=2), np.tile(logits.argmax(axis=1), (3, 1)))


def test_the_gradient_reaches_the_logits(layer, rng):
    logits, noise, t = T.matrix(), T.matrix(), T.scalar()
    c = lasagne.layers.get_output(layer, dict(zip(layer.input_layers, (logits, noise))), temperature=t)
    towards = rng.standard_normal(CODES * CLASSES).astype("float32")
    function = theano.function([logits, noise, t], [c, theano.grad((c * towards).sum(), logits)])
    given = rng.standard_normal((2, 4, CODES * CLASSES)).astype("float32")
    found, slope = function(*given, 0.7)
    c, w = found.reshape(4, CODES, CLASSES), towards.reshape(CODES, CLASSES)
    expected = c * (w - (c * w).sum(axis=2, keepdims=True)) / 0.7  # of a softmax, by hand
    np.testing.assert_allclose(slope, expected.reshape(4, -1), rtol=1e-4, atol=1e-6)
    assert abs(slope).max() > 0.05


def test_shapes_that_do_not_fit_are_told():
    layers = [lasagne.layers.InputLayer((None, size)) for size in (10, 9)]
    with pytest.raises(ValueError, match=r"must have shape \(B, 10\)"):
        CategoricalSampleLayer(*layers, 2, 5)


def test_the_temperature_falls_to_its_floor():
    annealing = Annealing()
    assert annealing.at(0) == 1 and annealing.at(1000) == pytest.approx(np.exp(-0.1))
    assert annealing.at(6931) > 0.5 and annealing.at(6932) == annealing.at(10**6) == 0.5
    assert Annealing(2.0, 0.1, 0.0).at(10**9) == 2


def test_labels_are_one_hot_or_told():
    np.testing.assert_array_equal(one_hot(np.array([1, 0]), 3), [[0, 1, 0], [1, 0, 0]])
    for labels, said in (([0, 3], "0 to 2, got 0 to 3"), ([-1], "got -1"), ([0.5], "float"), ([[0]], "shape")):
        with pytest.raises(ValueError, match=said):
            one_hot(np.array(labels), 3)


@pytest.mark.parametrize("name", ALL)
def test_every_model_takes_codes_and_the_class(name):
    net = models.build(name, 3, discrete=4, discrete_codes=2, conditional=6)
    assert net["l_c"].output_shape == net["l_c_logits"].output_shape == (None, 8)
    assert net["l_y"].output_shape == (None, 6)
    assert net["l_noise"].output_shape == (None, 3 + 8)
    weights = {param.name: param.get_value() for param in models.parameters(net)}
    assert weights["encoder1.W"].shape == (784 + 6, 256) and weights["decoder1.W"].shape == (3 + 8 + 6, 256)
    if name.startswith("dtvae"):
        assert weights["localization1.W"].shape == (784 + 6, 128)


@pytest.mark.parametrize("options, said", [({"discrete": 1}, "at least 2"), ({"conditional": -3}, "at least 2")])
def test_one_class_is_none(options, said):
    with pytest.raises(ValueError, match=said):
        models.build("vae", 2, **options)


SMALL = {"image_shape": (6, 6), "num_units": (8, 7)}


@pytest.fixture(scope="module")
def small():
    training.seed_weights(0)
    return models.build("tvae_affine", 2, prior="normal", discrete=3, discrete_codes=2, **SMALL)


def test_the_bound_has_the_divergence_of_every_code(small, rng):
    x, noise = T.tensor4(), T.tensor3()
    terms = elbo_terms(small, x, noise)
    assert isinstance(terms, DiscreteElboTerms)
    logits = lasagne.layers.get_output(small["l_c_logits"], {small["l_in"]: x})
    images, draws = rng.random((4, 1, 6, 6), dtype="float32"), rng.standard_normal((1, 4, 14), dtype="float32")
    *found, elbo, logits = theano.function([x, noise], [*terms, terms.elbo, logits])(images, draws)
    q = scipy.special.softmax(logits.reshape(4, 2, 3), axis=2)
    np.testing.assert_allclose(found[3], (q * np.log(3 * q)).sum(axis=(1, 2)), rtol=1e-4)
    np.testing.assert_allclose(elbo, found[0] - found[1] - found[2] - found[3], rtol=1e-6)
    assert terms.kl_z is not terms.kl_c


def test_weights_of_the_divergences():
    terms = DiscreteElboTerms(-100.0, 7.0, 2.0, 1.0)
    assert terms.elbo == terms.weighted() == -110
    assert terms.weighted(0.5, 0.25, 0) == -104


def test_a_model_that_sees_the_class_asks_for_it():
    net = models.build("vae", 2, conditional=3, **SMALL)
    with pytest.raises(ValueError, match="it needs y"):
        elbo_terms(net, T.tensor4())
    images = np.zeros((5, 1, 6, 6), "float32")
    with pytest.raises(ValueError, match="a label for each of the 5 images"):
        training.Trainer(net, images)
    with pytest.raises(ValueError, match="0 to 2, got 0 to 4"):
        training.Trainer(net, images, labels=np.arange(5))


class Stop(Exception):
    pass


@pytest.fixture(scope="module")
def trainer():
    """A trainer of codes and the class whose temperature falls fast, so that another step would be another curve."""
    training.seed_weights(0)
    net = models.build("vae", 2, discrete=3, conditional=3, **SMALL)
    rng = np.random.default_rng(0)
    images, labels = rng.random((50, 1, 6, 6), dtype="float32"), rng.integers(3, size=50)
    annealing = Annealing(rate=0.05)
    return training.Trainer(net, images, batch_size=16, learning_rate=0.1, labels=labels, annealing=annealing)


def test_a_training_that_was_interrupted_goes_on_as_if_not(trainer):
    start = trainer.get_state()
    whole = [trainer.run_epoch(epoch) for epoch in (1, 2)]
    end = trainer.get_state()

    def stop(done, terms):
        if done >= 32:
            raise Stop

    trainer.set_state(start)
    trainer.run_epoch(1)
    with pytest.raises(Stop):
        trainer.run_epoch(2, stop)
    stopped = trainer.get_state()
    trainer.run_epoch(1)  # elsewhere in between
    trainer.set_state(stopped)
    assert trainer.run_epoch(2) == whole[1]
    for name, value in trainer.get_state().items():
        np.testing.assert_array_equal(value, end[name], err_msg=name)


def test_the_temperature_is_that_of_the_step_over_all_epochs(trainer):
    trainer._progress = trainer._start_of(2)
    steps = [temperature for _, _, temperature in trainer._minibatches(2)]
    assert steps == [pytest.approx(max(0.5, np.exp(-0.05 * step))) for step in (4, 5, 6, 7)]
