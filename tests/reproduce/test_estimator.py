"""The models in scikit-learn: codes in pipelines and searches, and scikit-learn's own checks."""

import inspect
import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.utils import estimator_checks

from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.errors import TrainingError
from reproduce.estimator import EXCEPTIONS, SpatialVAE
from reproduce.experiments import table1
from reproduce.experiments.options import Options
from reproduce.runs import run
from reproduce.runs.store import Store

DIGITS = datasets.load("digits")
X, LABELS = DIGITS.train_images.reshape(-1, 784), DIGITS.train_labels
SMALL = SpatialVAE(dim_z=2, epochs=1, levels="range")
QUICK = (
    "check_dict_unchanged",
    "check_estimators_nan_inf",
    "check_n_features_in",
    "check_estimators_pickle",
    "check_fit2d_1sample",
    "check_get_params_invariance",
    "check_parameters_default_constructible",
    "check_no_attributes_set_in_init",
)


@pytest.fixture(scope="module")
def fitted():
    return SpatialVAE("tvae_affine", dim_z=3, epochs=2).fit(X[:300])


def test_it_trains_what_a_run_trains(tmp_path):
    config = Config("vae", dim_z=4, dataset="digits", epochs=1, seed=5)
    metrics = run.find_or_train(config, str(tmp_path))
    ours = SpatialVAE(dim_z=4, epochs=1, random_state=5).fit(X)
    assert abs(ours.score(DIGITS.test_images.reshape(-1, 784)) - metrics["test"]["elbo"]) < 1e-2
    assert abs(ours.history_[0] - float(files.read_csv(str(tmp_path / "history.csv"))[0]["elbo"])) < 1e-2


def test_codes_and_their_images(fitted):
    codes = fitted.transform(X[:5])
    assert codes.shape == (5, 3) and codes.dtype == "float32" and fitted.mean_pose_.shape == (6,)
    images = fitted.inverse_transform(codes)
    assert images.shape == (5, 784) and 0 <= images.min() and images.max() <= 1
    assert list(fitted.get_feature_names_out()) == ["spatialvae0", "spatialvae1", "spatialvae2"]
    assert len(fitted.history_) == 2 and fitted.history_[1] > fitted.history_[0]


def test_a_copy_keeps_the_codes_and_a_clone_only_the_parameters(fitted):
    copy = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(copy.transform(X[:5]), fitted.transform(X[:5]))
    assert copy.score(X[:5]) == fitted.score(X[:5])
    assert clone(fitted).get_params() == fitted.get_params()
    with pytest.raises(NotFittedError):
        clone(fitted).transform(X[:5])


def test_a_row_of_table_1_is_a_pipeline(tmp_path):
    options = Options({"dataset": "digits", "epochs": 5})
    (row,) = table1.content(options, Store(str(tmp_path)), [("vae", 8)])
    pipeline = make_pipeline(SpatialVAE(dim_z=8, epochs=5), LinearSVC(dual=False)).fit(X, LABELS)
    accuracy = pipeline.score(DIGITS.test_images.reshape(-1, 784), DIGITS.test_labels)
    # Codes are single precision, rounded otherwise in batches of another size: one test image may change sides.
    assert abs(100 * accuracy - row["obtained"]["test"]) <= 100 / len(DIGITS.test_labels) and accuracy > 0.5


@pytest.mark.heavy
def test_searches_and_cross_validation_judge_by_the_bound():
    small = SpatialVAE(epochs=2)
    scores = cross_val_score(small.set_params(dim_z=2), X[:200], cv=2)
    assert scores.shape == (2,) and (scores < 0).all()
    epochs, rates = np.arange(1, 7, 5), np.array([1], "float32")  # NumPy's numbers, as searches over ranges have them
    search = GridSearchCV(SpatialVAE(dim_z=2), {"epochs": epochs, "learning_rate": rates}, cv=2).fit(X[:200])
    assert search.best_params_ == {"epochs": 6, "learning_rate": 1}


def test_images_need_not_be_square_and_levels_may_be_anything():
    images = 100 * np.random.default_rng(0).random((30, 12)) - 20
    ours = SpatialVAE(dim_z=2, epochs=1, image_shape=(3, 4), levels="range").fit(images)
    assert ours.image_shape_ == (3, 4) and ours.range_ == (images.min(), images.max())
    back = ours.inverse_transform(ours.transform(images))
    assert back.shape == images.shape and images.min() <= back.min() < back.max() <= images.max() and back.max() > 1


@pytest.mark.parametrize(
    "parameters, said",
    [
        ({"model": "vea"}, "model must be one of"),
        ({"dim_z": 0}, "dim_z must be at least 1"),
        ({"levels": "grey"}, "levels must be one of unit, range, got 'grey'"),
        ({"image_shape": 28}, "image_shape must be rows and columns"),
        ({"image_shape": (28.0, 28)}, "image_shape must be rows and columns"),
        ({"image_shape": (5, 5)}, r"image_shape \(5, 5\) does not go with 784 features"),
        ({"settings": {"dim_z": 3}}, "dim_z is a parameter of its own"),
        ({"settings": {"dataset": "mnist"}}, "dataset is of no use here"),
        ({"settings": {"pose_prior": "full"}}, "of no use to the VAE"),
    ],
)
def test_what_has_no_meaning_is_a_value_error(parameters, said):
    with pytest.raises(ValueError, match=said):
        SpatialVAE(epochs=1).set_params(**parameters).fit(X[:10])


def test_levels_outside_the_unit_are_refused():
    with pytest.raises(ValueError, match="divide by 255"):
        SpatialVAE(epochs=1).fit(255 * X[:10])


def test_a_training_that_fails_is_told():
    with pytest.raises(TrainingError, match="a smaller learning_rate may help"):
        SpatialVAE(dim_z=2, epochs=20, learning_rate=1e30).fit(X[:300])


@pytest.mark.parametrize(
    "parameters, images", [({"image_shape": (5, 5)}, X[:10]), ({"model": "vea"}, X[:10]), ({}, 2 * X[:10, 300:325])]
)
def test_a_refit_that_fails_changes_nothing(fitted, parameters, images):
    ours = pickle.loads(pickle.dumps(fitted)).set_params(**parameters)
    before, codes = dict(vars(ours)), ours.transform(X[:5])
    with pytest.raises(ValueError):
        ours.fit(images)
    assert vars(ours) == before
    np.testing.assert_array_equal(ours.transform(X[:5]), codes)


def test_colour_images_are_not_taken_for_one_grey_row():
    with pytest.raises(ValueError, match="3072 features are as many as colour images of 32 x 32 pixels"):
        SpatialVAE(epochs=1).fit(np.zeros((4, 3072)))


def checks(estimator):
    if hasattr(estimator_checks, "estimator_checks_generator"):  # from scikit-learn 1.6 on
        generated = estimator_checks.estimator_checks_generator(estimator)
    else:
        generated = estimator_checks.check_estimator(estimator, generate_only=True)
    return [(check.func.__name__, check) for _, check in generated]


@pytest.mark.parametrize("name", QUICK)
@pytest.mark.filterwarnings("ignore")
def test_some_of_the_checks_of_scikit_learn(name):
    named = [check for found, check in checks(SMALL) if found == name]
    assert named
    for check in named:
        check(clone(SMALL))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("model", ["vae", "tvae_affine", "dtvae_affine"])
def test_all_checks_of_scikit_learn(model):
    estimator = clone(SMALL).set_params(model=model)
    assert len(EXCEPTIONS) == 1 and set(EXCEPTIONS) <= {name for name, _ in checks(estimator)}
    # Before scikit-learn 1.6 the estimator's own tags name the exceptions.
    tells = "expected_failed_checks" in inspect.signature(estimator_checks.check_estimator).parameters
    estimator_checks.check_estimator(estimator, **{"expected_failed_checks": EXCEPTIONS} if tells else {})


def test_a_discrete_code_stands_behind_z_and_is_saved(tmp_path):
    discrete = SpatialVAE("vae", dim_z=2, epochs=1, discrete=3).fit(X[:200])
    codes = discrete.transform(X[:5])
    assert codes.shape == (5, 5) and set(codes[:, 2:].sum(axis=1)) == {1}
    assert len(discrete.get_feature_names_out()) == 5 and discrete.inverse_transform(codes).shape == (5, 784)
    path = str(tmp_path / "model.npz")
    discrete.save(path)
    again = SpatialVAE.load(path)
    assert again.discrete == 3
    np.testing.assert_array_equal(again.transform(X[:5]), codes)


def test_a_model_that_sees_the_class_has_no_labels_here():
    with pytest.raises(ValueError, match="conditional is of no use here: transform has no labels"):
        SpatialVAE(settings={"conditional": 10}).fit(X[:10], LABELS[:10])
