"""The networks in the browser compute what `reproduce.load` computes."""

import numpy as np
import pytest

from browser import Watched
from explorer import write_run
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.evaluation.forward import Forward
from reproduce.report.explore import models, page
from reproduce.runs import network, pretrained
from reproduce.runs.pretrained import Index

CLOSE = 1e-3  # largest difference of any number; 2e-6 was measured
OUTPUTS = ("l_z_mu", "l_z_log_sigma", "l_u", "l_u_log_sigma", "l_upright", "l_template", "l_out")
PRIOR = ("l_prior_mu", "l_prior_log_sigma")
PRETRAINED = models.of_pretrained()
ENCODERS = [shown for shown in PRETRAINED if shown.encodes]
DECODERS = [shown for shown in PRETRAINED if not shown.encodes]

# Settings that no pretrained model has.
RUNS = [
    Config("tvae_affine", dim_z=2, pose_prior="mlp", pose_rank=3, pose_activation="tanh", border_mode="mirror"),
    Config("tvae_tps", dim_z=2, pose_prior="normal", structure="conditional", localization="network"),
    Config("dtvae_affine", dim_z=2, pose_prior="normal", pose="affine5", border_mode="wrap", hidden_layers=1),
    Config("dtvae_tps", dim_z=2, pose_prior="normal-zero", pose_activation="sigmoid"),
    Config("tvae_affine", dim_z=2, border_mode="zeros"),
    Config("dtvae_affine", dim_z=2, border_mode="constant", border_value=0.7),
]
SMALL = Config("tvae_tps", dim_z=2, dataset="images-20x20-0123456789ab", border_mode="constant", border_value=0.3)

ENCODE = """async ([id, x]) => {
  const { load } = await import("explore/models.js");
  const network = await load(id);
  const { mu, logSigma, u, uLogSigma, upright, pose } = network.encode(Float32Array.from(x));
  const template = network.decode(mu);
  const prior = network.said.density ? network.prior(mu) : {};
  const found = { l_z_mu: mu, l_z_log_sigma: logSigma, l_u: u, l_u_log_sigma: uLogSigma, l_upright: upright,
                  l_template: template, l_out: network.show(template, pose),
                  l_prior_mu: prior.mu, l_prior_log_sigma: prior.logSigma };
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, values && [...values]]));
}"""
DECODE = """async ([id, z, u]) => {
  const { load } = await import("explore/models.js");
  const network = await load(id);
  const template = network.decode(z);
  const prior = u && network.said.density ? network.prior(z) : null;
  return { l_template: [...template], l_out: [...network.show(template, u && network.poseOf(u))],
           l_prior_mu: prior && [...prior.mu], l_prior_log_sigma: prior && [...prior.logSigma] };
}"""


@pytest.fixture(scope="module")
def explorer(browser, tmp_path_factory):
    path = page.make(str(tmp_path_factory.mktemp("results")), pretrained.find())
    return Watched(browser, path).open()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("runs")
    return [write_run(str(root / str(number)), config, number) for number, config in enumerate(RUNS)]


@pytest.fixture(scope="module")
def explorer_of_runs(browser, folders, tmp_path_factory):
    return Watched(browser, page.make_of_runs(str(tmp_path_factory.mktemp("results")), folders)).open()


@pytest.fixture(scope="module")
def image():
    return datasets.load("digits").test_images[3:4]


def compare(found, names, expected):
    for name, array in zip(names, expected):
        np.testing.assert_allclose(found[name], array.ravel(), rtol=0, atol=CLOSE, err_msg=name)


def compare_from_image(page, config, net, image):
    names = [name for name in OUTPUTS + PRIOR if name in net]
    found = page.evaluate(ENCODE, [config.key(), image.ravel().tolist()])
    compare(found, names, Forward(net)(names, l_in=image))


def compare_from_code(page, config, net, rng):
    z = rng.standard_normal((1, config.dim_z), dtype="float32")
    given = {"l_z": z}
    if config.dim_u:
        given["l_u"] = 0.3 * rng.standard_normal((1, config.dim_u), dtype="float32")
    names = ["l_template", "l_out"] + [name for name in PRIOR if name in net]
    u = given["l_u"].ravel().tolist() if config.dim_u else None
    found = page.evaluate(DECODE, [config.key(), z.ravel().tolist(), u])
    compare(found, names, Forward(net)(names, **given))


@pytest.mark.parametrize("shown", ENCODERS, ids=lambda shown: shown.config.key())
def test_pretrained_models_infer_and_reconstruct(explorer, image, shown):
    net, _ = Index.read(pretrained.find()).load(shown.config)
    compare_from_image(explorer, shown.config, net, image)


@pytest.mark.parametrize("shown", DECODERS, ids=lambda shown: shown.config.key())
def test_pretrained_decoders_decode(explorer, rng, shown):
    net, _ = Index.read(pretrained.find()).load(shown.config)
    compare_from_code(explorer, shown.config, net, rng)


@pytest.mark.parametrize("number", range(len(RUNS)))
def test_runs_of_other_settings(explorer_of_runs, folders, image, number):
    net = network.load_network(RUNS[number], folders[number])
    compare_from_image(explorer_of_runs, RUNS[number], net, image)


def test_a_run_on_images_of_another_size(browser, tmp_path, rng):
    folder = write_run(str(tmp_path / "run"), SMALL)
    shown = Watched(browser, page.make_of_runs(str(tmp_path), [folder])).open()
    compare_from_image(shown, SMALL, network.load_network(SMALL, folder), rng.random((1, 1, 20, 20), dtype="float32"))
    assert shown.evaluate("document.querySelector('canvas.pixels').width") == 20


def test_the_terms_of_the_bound_are_those_at_the_means(explorer, image):
    from original.engines.compat import theano
    from original.objective import elbo_terms

    shown = PRETRAINED[0]
    net, _ = Index.read(pretrained.find()).load(shown.config)
    x = theano.tensor.tensor4("x")
    terms = theano.function([x], list(elbo_terms(net, x))[:2])(image)
    found = explorer.evaluate(
        """async ([id, x]) => {
          const { load } = await import("explore/models.js");
          const { reconstruction, klToStandard, total } = await import("explore/bound.js");
          const network = await load(id);
          const { mu, logSigma } = network.encode(x);
          return [-reconstruction(x, network.decode(mu)), total(klToStandard(mu, logSigma))];
        }""",
        [shown.config.key(), image.ravel().tolist()],
    )
    np.testing.assert_allclose(found, [float(term[0]) for term in terms], atol=0.01)


def test_halves_are_those_of_numpy(explorer):
    bits = list(range(0, 0x7C00, 37)) + list(range(0x8000, 0xFC00, 41))
    found = explorer.evaluate(
        "async (bits) => { const { fromHalf } = await import('explore/weights.js'); return bits.map(fromHalf); }", bits
    )
    np.testing.assert_array_equal(found, np.array(bits, "<u2").view("<f2").astype("float64"))
