"""Trained models as objects: the same numbers as the functions behind them, and errors that say what is wrong."""

import os
import subprocess
import sys

import numpy as np
import pytest
import theano

import reproduce
from original.models import build
from original.training import seed_weights
from reproduce.config import Config
from reproduce.data import datasets, warps
from reproduce.errors import ConfigError, StoreError
from reproduce.evaluation import importance_sampling, importance_weights, sampling
from reproduce.evaluation.evaluator import Evaluator
from reproduce.model import Model, as_images
from reproduce.runs import network, pretrained, run
from reproduce.runs.choice import choose

IMAGES = datasets.load("digits").test_images[:12]


def made(name, **options):
    seed_weights(1)
    net = build(name, 3, localization_init="glorot", **options) if name != "vae" else build(name, 3)
    return Model(net, sampling.mean_pose(net, IMAGES) if name != "vae" else None, seed=4)


@pytest.fixture(scope="module")
def vae():
    return made("vae")


@pytest.fixture(scope="module")
def tvae():
    return made("tvae_affine")


@pytest.fixture(scope="module")
def normal():
    return made("tvae_affine", prior="normal")


def test_codes_and_poses_are_those_of_the_network(tvae, vae):
    posterior = tvae.posterior(IMAGES)
    np.testing.assert_allclose(posterior.z, Evaluator(tvae.net).codes(IMAGES), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(posterior.u, sampling.poses(tvae.net, IMAGES), rtol=1e-5, atol=1e-6)
    assert posterior.log_sigma.shape == (12, 3) and (tvae.dim_z, tvae.dim_u, vae.dim_u) == (3, 6, 0)
    np.testing.assert_array_equal(tvae.encode(IMAGES), posterior.z)
    assert vae.posterior(IMAGES).u is None


def test_the_mean_bound_is_that_of_the_evaluation(tvae, normal):
    for model in (tvae, normal):
        of_images = model.elbo(IMAGES)
        assert of_images.shape == (12,)
        assert abs(of_images.mean() - Evaluator(model.net, model.seed).terms(IMAGES)["elbo"]) < 1e-3


def test_a_reconstruction_is_the_decoded_code_in_its_pose(tvae, vae):
    posterior = tvae.posterior(IMAGES)
    np.testing.assert_allclose(tvae.reconstruct(IMAGES), tvae.decode(posterior.z, posterior.u), atol=1e-5)
    assert abs(tvae.reconstruct(IMAGES) - tvae.decode(posterior.z, "identity")).max() > 1e-3
    np.testing.assert_allclose(vae.reconstruct(IMAGES), vae.decode(vae.encode(IMAGES)), atol=1e-5)


def test_samples_are_those_of_the_figures(tvae, vae):
    for model, pose in ((tvae, "mean"), (tvae, "identity"), (vae, "mean")):
        expected = sampling.sample(model.net, 5, seed=2, pose=pose, images=IMAGES)
        np.testing.assert_allclose(model.sample(5, seed=2, pose=pose), expected, atol=1e-5)
    np.testing.assert_allclose(tvae.decode(np.zeros((2, 3)), tvae.mean_pose), tvae.decode(np.zeros((2, 3))), atol=1e-6)


def test_poses_from_the_prior(normal, tvae):
    codes = sampling.draw_codes(5, 3)
    expected = sampling.decode(normal.net, codes, sampling.draw_poses(normal.net, codes))
    np.testing.assert_allclose(normal.sample(5, pose="prior"), expected, atol=1e-5)
    with pytest.raises(ValueError, match="flat"):
        tvae.sample(5, pose="prior")


def test_log_likelihood_lies_above_the_bound_and_is_told_where_it_does_not_exist(vae, tvae):
    estimate = vae.log_likelihood(IMAGES[:2], samples=500, seed=3)
    drawn = importance_sampling.draw(vae.net, IMAGES[:2], 500, seed=3)
    np.testing.assert_allclose(estimate, importance_weights.estimate(drawn.log_weights).log_p, rtol=1e-6)
    assert (estimate > drawn.elbo).all()
    with pytest.raises(ConfigError, match="Ask for log_px_given_u"):
        tvae.log_likelihood(IMAGES, 10)
    with pytest.raises(ConfigError, match="quantity must be one of log_px, log_px_given_u, got 'log px'"):
        vae.log_likelihood(IMAGES, 10, quantity="log px")
    assert tvae.log_likelihood(IMAGES[:2], 10, quantity="log_px_given_u").shape == (2,)


def test_functions_are_compiled_when_first_used_and_once(monkeypatch):
    counted, compile_now = [], theano.function
    monkeypatch.setattr(theano, "function", lambda *args, **kwargs: counted.append(1) or compile_now(*args, **kwargs))
    model = made("vae")
    assert not counted
    for _ in range(3):
        model.encode(IMAGES)
        model.posterior(IMAGES[:2])
    assert len(counted) == 1


def test_images_come_in_four_forms(vae):
    expected = vae.encode(IMAGES)
    for form in (IMAGES[:, 0], IMAGES.reshape(12, 784), IMAGES.astype("float64"), IMAGES[:, :, ::-1][:, :, ::-1]):
        np.testing.assert_array_equal(vae.encode(form), expected)


@pytest.mark.parametrize(
    "x, said",
    [
        (np.zeros((28, 28)), r"got \(28, 28\); a single one is x\[None\]"),
        (np.zeros((2, 783)), r"got \(2, 783\)"),
        (np.zeros((0, 784)), "at least one image"),
        (np.full((1, 784), 200), r"0, 1\], got 200.0 to 200.0; divide by 255"),
        (np.full((1, 784), -0.5), "got -0.5 to -0.5$"),
        (np.zeros((1, 3, 28, 28)), r"got \(1, 3, 28, 28\)"),
        (np.full((1, 784), np.nan), "got nan"),
        (3, r"got \(\)"),
        (np.full((1, 784), "a"), "must be numbers"),
    ],
)
def test_what_is_no_image_is_told(x, said):
    with pytest.raises(ValueError, match=said):
        as_images(x, (28, 28))


def test_what_is_no_code_or_pose_is_told(tvae, vae):
    for z, pose, said in (
        (np.zeros((2, 4)), "mean", r"z must be numbers of shape \(N, 3\), got shape \(2, 4\)"),
        (np.full((2, 3), np.inf), "mean", "z must be finite"),
        (np.zeros((2, 3)), "up", "got 'up'"),
        (np.zeros((2, 3)), np.zeros(5), r"pose must be numbers of shape \(N, 6\)"),
        (np.zeros((2, 3)), np.zeros((3, 6)), "3 poses don't go with 2 codes"),
    ):
        with pytest.raises(ValueError, match=said):
            tvae.decode(z, pose)
    with pytest.raises(ValueError, match="has no pose"):
        vae.decode(np.zeros((2, 3)), np.zeros(6))
    with pytest.raises(ValueError, match="mean pose of this model is not known"):
        Model(tvae.net).sample(2)


def posed(model, pose, **options):
    """A small model of two channels that infers `pose` for every image."""
    seed_weights(1)
    net = build(model, 3, image_shape=(33, 41), channels=2, num_units=(8, 7), **options)
    head = net["l_undo" if model.startswith("dtvae") else "l_u_mu" if "prior" in options else "l_u"]
    head.W.set_value(0 * head.W.get_value())
    head.b.set_value(np.array(pose, "float32"))
    return Model(net)


def blobs():
    """Smooth images, (N, H, W, C), dark at their edges."""
    rows, columns = np.meshgrid(np.linspace(-1, 1, 33), np.linspace(-1, 1, 41), indexing="ij")
    plain = np.exp(-8 * ((rows - 0.1) ** 2 + (columns + 0.1) ** 2) - 3 * rows * columns)
    return 0.9 * plain[None, :, :, None] / plain.max() * np.linspace(1, 0.4, 6).reshape(3, 1, 1, 2)


@pytest.mark.parametrize(
    "model, options", [("tvae_affine", {"prior": "normal"}), ("tvae_affine", {}), ("dtvae_affine", {})]
)
def test_an_aligned_image_is_the_one_before_the_warp(model, options):
    pose = np.array([0.8, -0.3, 0.1, 0.2, 1.1, -0.2])
    images, model = blobs(), posed(model, pose, **options)
    if "l_undo" in model.net:  # whose network infers the inverse
        matrix = np.linalg.inv(np.vstack([pose.reshape(2, 3), [0, 0, 1]]))[:2]
    else:
        matrix = pose.reshape(2, 3)
    np.testing.assert_allclose(model.pose(images), np.tile(matrix.ravel(), (3, 1)), atol=1e-5)
    warped = warps.warped(
        images.transpose(0, 3, 1, 2).reshape(6, 1, 33, 41).astype("float32"), np.tile(matrix.ravel(), (6, 1))
    )
    warped = warped.reshape(3, 2, 33, 41).transpose(0, 2, 3, 1)
    aligned = model.align(warped)
    assert aligned.shape == images.shape and aligned.dtype == "float32"
    inside = np.s_[:, 8:-8, 10:-10]
    # Measured: 0.02, what sampling twice blurs.
    assert abs(aligned - images)[inside].max() < 0.05 < 0.2 < abs(warped - images)[inside].max()
    in_rows = warped.transpose(0, 3, 1, 2).reshape(3, -1)  # one channel after the other
    np.testing.assert_array_equal(model.align(in_rows), aligned.transpose(0, 3, 1, 2).reshape(3, -1))


def test_images_of_several_channels_have_them_last(rng):
    model = posed("tvae_affine", [1, 0, 0, 0, 1, 0])
    images = rng.random((3, 33, 41, 2), dtype="float32")
    assert (model.image_shape, model.channels) == ((33, 41), 2)
    codes = model.encode(images)
    first = np.ascontiguousarray(images.transpose(0, 3, 1, 2))
    for form in (first, first.reshape(3, -1)):
        np.testing.assert_array_equal(model.encode(form), codes)
    assert model.reconstruct(images).shape == model.decode(codes, "identity").shape == images.shape
    with pytest.raises(ValueError, match=r"must have shape \(N, 33, 41, 2\), \(N, 2706\) or \(N, 2, 33, 41\), got"):
        model.encode(images[..., :1])


def test_a_vae_has_no_pose(vae):
    for method in (vae.pose, vae.align):
        with pytest.raises(ValueError, match="has no pose: it is a VAE"):
            method(IMAGES)


THERE = [
    Config("vae", 8),
    Config("tvae_affine", 20),
    Config("tvae_affine", 20, pose_prior="full", pose_rank=3),
    Config("tvae_affine", 20, pose_prior="full", pose_rank=6),
    Config("tvae_tps", 20, pose_prior="normal"),
]


def test_settings_choose_a_model():
    for number, wanted in enumerate(
        [
            {"model": "vae"},
            {"model": "tvae_affine", "dim_z": 20},
            {"model": "tvae_affine", "pose_rank": 3},
            {"model": "tvae_affine", "pose_rank": 6, "dim_z": 20},
            {"model": "tvae_tps"},
        ]
    ):
        assert choose(THERE, wanted) == THERE[number]


@pytest.mark.parametrize(
    "wanted, said",
    [
        ({"model": "vea"}, "unknown model 'vea'; there are: vae dim_z=8; tvae_affine dim_z=20; "),
        ({"model": "vae", "dimz": 8}, "unknown setting dimz; settings are model, dim_z"),
        ({"model": "vae", "dim_z": 9}, "no pretrained weights fit .*dim_z=9.*there are: vae dim_z=8"),
        ({"model": "tvae_affine", "pose_prior": "full"}, "several .*pose_prior=full pose_rank=3; "),
    ],
)
def test_what_chooses_none_or_several_is_told(wanted, said):
    with pytest.raises(ConfigError, match=said):
        choose(THERE, wanted)


def test_pretrained_models_load(tmp_path, monkeypatch):
    monkeypatch.setattr(pretrained, "INSTALLED", (str(tmp_path),))
    with pytest.raises(StoreError, match="there are no pretrained weights"):
        reproduce.load("vae")


def test_a_folder_that_is_not_there_is_not_replaced_by_another(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(StoreError, match=f"{folder} holds neither pretrained weights, .* nor a finished run"):
            reproduce.load("vae", folder=str(folder))
    with pytest.raises(ConfigError, match="name a model"):
        reproduce.load()


@pytest.fixture(scope="module")
def of_run(tmp_path_factory):
    """A finished run of one epoch, and its folder."""
    folder = str(tmp_path_factory.mktemp("runs") / "own")
    config = Config("tvae_affine", 3, dataset="digits", epochs=1, train_images=200, batch_size=100)
    run.find_or_train(config, folder)
    return config, folder


def test_the_folder_of_a_run_gives_its_model(of_run, tmp_path):
    config, folder = of_run
    model = reproduce.load(folder=folder)
    net = network.load_network(config, folder)
    np.testing.assert_array_equal(model.encode(IMAGES), Model(net).encode(IMAGES))
    trained_on = datasets.load("digits").train_images[:200]
    np.testing.assert_allclose(model.mean_pose, sampling.mean_pose(net, trained_on), atol=1e-6)
    assert reproduce.load("tvae_affine", folder=folder, dim_z=3).dim_u == 6
    for wanted in ({"model": "vae"}, {"dim_z": 8}, {"model": "tvae_affine", "dim_z": 8}):
        with pytest.raises(ConfigError, match="holds a run of tvae_affine dim_z=3 .*, not of "):
            reproduce.load(folder=folder, **wanted)
    with pytest.raises(ConfigError, match="unknown setting dimz"):
        reproduce.load(folder=folder, dimz=8)


def test_the_package_is_cheap_to_import():
    code = "import sys, reproduce, reproduce.model; reproduce.load; assert not {'theano', 'sklearn'} & set(sys.modules)"
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))),
    )
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        getattr(reproduce, "lode")  # noqa: B009  a name of its own would be an expression without an effect


class TestCodes:
    """Discrete codes, and models that see the class."""

    LABELS = datasets.load("digits").test_labels[:12]

    @pytest.fixture(scope="class")
    def discrete(self):
        seed_weights(2)
        return Model(build("tvae_affine", 3, discrete=4), np.array([1, 0, 0, 0, 1, 0], "float32"))

    @pytest.fixture(scope="class")
    def conditional(self):
        seed_weights(2)
        return Model(build("vae", 3, conditional=10))

    def test_codes_are_z_and_one_hot_classes(self, discrete):
        found, codes = discrete.posterior(IMAGES), discrete.encode(IMAGES)
        assert (discrete.dim_z, discrete.dim_c) == (3, 4) and codes.shape == (12, 7)
        np.testing.assert_array_equal(codes[:, :3], found.z)
        np.testing.assert_allclose(found.c.sum(axis=1), 1, rtol=1e-5)
        np.testing.assert_array_equal(codes[:, 3:], np.eye(4)[found.c.argmax(axis=1)])

    def test_codes_are_decoded(self, discrete):
        images = discrete.decode(discrete.encode(IMAGES), discrete.pose(IMAGES))
        np.testing.assert_allclose(images, discrete.reconstruct(IMAGES), atol=1e-5)
        with pytest.raises(ValueError, match=r"shape \(N, 7\)"):
            discrete.decode(np.zeros((2, 3)))

    def test_samples_of_a_class_of_the_code(self, discrete):
        one, same, other = discrete.sample(3, label=1), discrete.sample(3, label=[1, 1, 1]), discrete.sample(3, label=2)
        np.testing.assert_array_equal(one, same)
        assert abs(one - other).max() > 1e-3 and discrete.sample(3).shape == (3, 28, 28)
        with pytest.raises(ValueError, match="0 to 3, got 4"):
            discrete.sample(3, label=4)

    def test_a_label_needs_a_use(self, vae, conditional):
        with pytest.raises(ValueError, match="a label needs a model that sees the class"):
            vae.sample(3, label=1)
        for method in (vae.encode, vae.elbo, vae.reconstruct):
            with pytest.raises(ValueError, match="it takes no labels"):
                method(IMAGES, self.LABELS)
        for method in (conditional.encode, conditional.elbo, conditional.reconstruct):
            with pytest.raises(ValueError, match="a label for each of the 12 images"):
                method(IMAGES)

    def test_the_class_changes_codes_and_images(self, conditional):
        other = (self.LABELS + 1) % 10
        assert abs(conditional.encode(IMAGES, self.LABELS) - conditional.encode(IMAGES, other)).max() > 1e-3
        z = np.zeros((12, 3))
        assert abs(conditional.decode(z, labels=self.LABELS) - conditional.decode(z, labels=other)).max() > 1e-3
        assert abs(conditional.sample(2, label=1) - conditional.sample(2, label=2)).max() > 1e-3
        assert conditional.elbo(IMAGES, self.LABELS).shape == (12,)

    def test_log_px_given_the_class_lies_above_the_bound(self, conditional):
        found = conditional.log_likelihood(IMAGES[:4], samples=500, labels=self.LABELS[:4])
        assert (found > conditional.elbo(IMAGES, self.LABELS)[:4] - 1).all()
