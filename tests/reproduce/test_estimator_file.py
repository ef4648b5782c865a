"""Trained estimators as files: what is read is what was written, and what was altered is refused."""

import json
import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from reproduce import files
from reproduce.estimator import SpatialVAE

COLOURS = np.random.default_rng(0).random((20, 6, 5, 3))  # (N, H, W, C)


@pytest.fixture(scope="module")
def fitted():
    settings = {"border_mode": "constant", "border_value": 0.25, "pose_prior": "normal"}
    random_state = np.random.RandomState(3)
    model = SpatialVAE("tvae_affine", 2, 1, channels=3, levels="range", settings=settings, random_state=random_state)
    return model.fit(10 * COLOURS - 3)


@pytest.fixture
def path(fitted, tmp_path):
    fitted.save(str(tmp_path / "model.npz"))
    return str(tmp_path / "model.npz")


def altered(path, change):
    """Write the file again, its settings as `change` makes them and its other arrays as it leaves them."""
    arrays = files.read_npz(path)
    settings = json.loads(arrays["settings"].tobytes())
    change(settings, arrays)
    arrays["settings"] = np.frombuffer(json.dumps(settings).encode(), "uint8")
    files.write_npz(path, arrays)


def test_colours_are_coded_decoded_and_aligned(fitted):
    images = 10 * COLOURS - 3
    assert (fitted.image_shape_, fitted.channels_, fitted.n_features_in_) == ((6, 5), 3, 90)
    rows = images.transpose(0, 3, 1, 2).reshape(20, -1)
    np.testing.assert_array_equal(fitted.transform(images), fitted.transform(rows))
    assert fitted.inverse_transform(fitted.transform(images)).shape == (20, 90)
    aligned = fitted.align(images)
    assert aligned.shape == images.shape and fitted.pose(images).shape == (20, 6)
    np.testing.assert_array_equal(fitted.align(rows), aligned.transpose(0, 3, 1, 2).reshape(20, -1))
    assert images.min() <= aligned.min() < 0 and 5 < aligned.max() <= images.max()


def test_what_is_read_is_what_was_written(fitted, path):
    copy, images = SpatialVAE.load(path), 10 * COLOURS - 3
    np.testing.assert_array_equal(copy.transform(images), fitted.transform(images))
    np.testing.assert_array_equal(copy.align(images), fitted.align(images))
    assert copy.score(images) == fitted.score(images)
    assert copy.get_params() == dict(fitted.get_params(), random_state=fitted.config_.seed)
    for name in ("history_", "image_shape_", "channels_", "range_", "config_", "n_features_in_"):
        assert getattr(copy, name) == getattr(fitted, name)
    np.testing.assert_array_equal(copy.mean_pose_, fitted.mean_pose_)
    clone(copy)


def test_names_of_columns_and_a_model_without_a_pose_are_kept(tmp_path):
    pandas = pytest.importorskip("pandas")
    X = pandas.DataFrame(COLOURS[:, 0, :, 0], columns=list("abcde"))
    SpatialVAE(dim_z=1, epochs=1).fit(X).save(str(tmp_path / "of_columns.npz"))
    copy = SpatialVAE.load(str(tmp_path / "of_columns.npz"))
    assert list(copy.feature_names_in_) == list("abcde") and copy.mean_pose_ is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # scikit-learn warns where names differ
        copy.transform(X)
    with pytest.raises(ValueError, match="has no pose"):
        copy.align(X)


def test_nothing_is_saved_before_it_is_fitted(tmp_path):
    with pytest.raises(NotFittedError):
        SpatialVAE().save(str(tmp_path / "none.npz"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda settings, arrays: settings.update(format="SpatialVAE 0"), "format is not 'SpatialVAE 1'"),
        (lambda settings, arrays: settings.pop("params"), "'params' is missing"),
        (lambda settings, arrays: settings["params"].update(gan=1), "unexpected keyword argument 'gan'"),
        (lambda settings, arrays: settings["config"].update(model="gan"), "model must be one of"),
        (lambda settings, arrays: settings["config"].update(dim_z=3), "shape"),
        (lambda settings, arrays: settings["learned"].update(image_shape_=[6, 6]), "shape"),
        (lambda settings, arrays: settings["learned"].update(n_features_in_=30), "30 features are not images"),
        (lambda settings, arrays: arrays.pop("weights/z_mu.b"), r"missing: ..z_mu.b"),
        (lambda settings, arrays: arrays.update({"weights/other": np.zeros(2)}), r"don.t belong there: ..other.."),
        (lambda settings, arrays: arrays.pop("mean_pose"), "its mean pose does not have 6 numbers"),
        (lambda settings, arrays: arrays["weights/z_mu.b"].fill(np.nan), "not finite"),
    ],
)
def test_an_altered_file_is_refused(path, change, said):
    altered(path, change)
    with pytest.raises(ValueError, match=f"model.npz holds no sound SpatialVAE: .*{said}"):
        SpatialVAE.load(path)


def test_what_is_no_such_file_is_refused(tmp_path):
    path = tmp_path / "model.npz"
    with pytest.raises(FileNotFoundError):
        SpatialVAE.load(str(path))
    path.write_bytes(b"not a model")
    with pytest.raises(ValueError, match="is no sound npz file"):
        SpatialVAE.load(str(path))
    files.write_npz(str(path), {"other": np.zeros(2)})
    with pytest.raises(ValueError, match="'settings' is missing"):
        SpatialVAE.load(str(path))


@pytest.mark.parametrize(
    "parameters, X, said",
    [
        ({"channels": 3}, COLOURS[..., :2], r"channels=3 must have shape \(N, H, W, 3\), got \(20, 6, 5, 2\)"),
        ({}, COLOURS, r"channels=1 must have shape \(N, H, W\), got \(20, 6, 5, 3\)"),
        ({"channels": 4}, COLOURS[..., 0].reshape(20, 30), "4 channels do not go with 30 features"),
        ({"channels": 0}, COLOURS[..., 0].reshape(20, 30), "channels must be a whole number above 0"),
        ({"channels": 3, "image_shape": (5, 3)}, COLOURS, r"\(5, 3\) does not go with 90 features of 3 channels"),
    ],
)
def test_channels_that_do_not_fit_are_told(parameters, X, said):
    with pytest.raises(ValueError, match=said):
        SpatialVAE(epochs=1, **parameters).fit(X)
