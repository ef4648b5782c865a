"""The models as a scikit-learn transformer: images to codes, anywhere in a `Pipeline` or a search over settings.

>>> make_pipeline(SpatialVAE("tvae_affine", dim_z=8), LinearSVC(dual=False)).fit(images, labels)

is a row of Table 1. The estimator passes scikit-learn's ``check_estimator`` but for one check, see `EXCEPTIONS`; with
``levels='range'``, since the checks draw any real numbers.
"""

import dataclasses
import math

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

try:
    from sklearn.utils.validation import validate_data
except ImportError:  # before scikit-learn 1.6 it was a method of every estimator

    def validate_data(estimator, X, **options):
        """Return X checked as the options say, and its number of columns kept in, or held against, the estimator."""
        return estimator._validate_data(X, **options)


from original.models import parameters
from original.sizes import image_size
from reproduce.config import Config
from reproduce.config.data_settings import DataSettings
from reproduce.errors import ConfigError
from reproduce.evaluation.sampling import mean_pose
from reproduce.model import Model, as_images
from reproduce.runs.network import build
from reproduce.runs.training import Training

LEVELS = ("unit", "range")
SMALLEST_PHOTOGRAPH = 8  # pixels on a side; fewer features in three equal parts are taken for a row of numbers
OF_DATA = {"dataset", "restarts"}.union(field.name for field in dataclasses.fields(DataSettings))  # mean nothing here
PRESERVED = ["float32"]  # what codes are whatever the images were

# Checks of scikit-learn that this estimator does not pass, and why.
EXCEPTIONS = {
    "check_methods_sample_order_invariance": "codes are single precision, in which a matrix product rounds by where a "
    "row stands: by 3e-8 here, where the check allows 1e-9"
}


class SpatialVAE(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """A model of figure 4, trained by `fit`; codes are the means of q(z given x).

    Parameters
    ----------
    model : str
        Architecture: 'vae', 'tvae_affine', 'tvae_tps', 'dtvae_affine' or 'dtvae_tps'.
    dim_z : int
        Dimension of the code.
    epochs : int
        Passes over the training images.
    batch_size : int
        Images in a minibatch.
    learning_rate : float
        Factor on Adadelta's step.
    random_state : int, RandomState instance or None
        Determines weights, order of the images and noise. An int trains what `reproduce train --seed` does.
    image_shape : (int, int) or None
        Rows and columns of the images, which come as rows of X; None: as many rows as columns if that is possible,
        or else one row. As many features as square colour images have are an error then.
    levels : {'unit', 'range'}
        Grey levels: in [0, 1], all else is an error; or anything, the range of the training images brought to [0, 1]
        and other images clipped to it.
    settings : dict or None
        Further settings of `reproduce.config.Config` that belong to model and training, ``pose_prior`` for instance.

    Attributes
    ----------
    weights_ : dict of str to ndarray
        The trained parameters by name.
    mean_pose_ : ndarray of shape (dim_u,) or None
        The mean of u over the training images; None without a pose.
    history_ : list of float
        The bound in each epoch of the training, nats per image.
    image_shape_ : (int, int)
    range_ : (float, float) or None
        Grey levels that are 0 and 1 to the model; None: they are the same.
    config_ : Config
        All settings of the training.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Only if the columns of the training images have names.
    """

    def __init__(
        self,
        model="vae",
        dim_z=8,
        epochs=50,
        batch_size=128,
        learning_rate=1.0,
        random_state=0,
        image_shape=None,
        levels="unit",
        settings=None,
    ):
        self.model = model
        self.dim_z = dim_z
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.image_shape = image_shape
        self.levels = levels
        self.settings = settings

    def fit(self, X, y=None):
        """Train on images X, array of shape (n_samples, n_features); y is ignored. Returns self.

        A training that fails leaves the estimator as it was.
        """
        before = dict(vars(self))
        try:
            return self._fit(X)
        except BaseException:
            vars(self).clear()
            vars(self).update(before)
            raise

    def _fit(self, X):
        X = self._checked(X, reset=True)
        if self.levels not in LEVELS:
            raise ValueError(f"levels must be one of {', '.join(LEVELS)}, got {self.levels!r}")
        self.range_ = None if self.levels == "unit" else (float(X.min()), float(X.max()))
        self.image_shape_ = _image_shape(self.image_shape, X.shape[1])
        self.config_ = self._config()
        images = self._images(X)
        training = Training(self.config_, images, image_shape=self.image_shape_)
        training.build()
        training.compile()
        self.history_ = [training.run_epoch(epoch).elbo for epoch in range(1, self.epochs + 1)]
        self.weights_ = training.weights()
        self.mean_pose_ = mean_pose(training.net, images) if "l_u" in training.net else None
        self._model = self._around(training.net)
        return self

    def transform(self, X):
        """Return the codes of images X, shape (n_samples, n_features): float32 of shape (n_samples, dim_z)."""
        check_is_fitted(self)
        return self._model.encode(self._validated(X))

    def inverse_transform(self, Z):
        """Return the images of codes at the training images' mean pose: float32 of shape (n_samples, n_features)."""
        check_is_fitted(self)
        images = self._model.decode(np.asarray(Z)).reshape(len(Z), -1)
        low, high = self.range_ or (0, 1)
        return low + (high - low) * images

    def score(self, X, y=None):
        """Return the evidence lower bound of images X: nats per image, a float; y is ignored."""
        check_is_fitted(self)
        return float(self._model.elbo(self._validated(X)).mean())

    @property
    def _n_features_out(self):
        """Columns of what `transform` gives; scikit-learn asks for it under this name."""
        return self.weights_["z_mu.b"].size

    def _validated(self, X):
        """Return images X for the trained model: float32 of shape (n_samples, 1, H, W)."""
        return self._images(self._checked(X, reset=False))

    def _checked(self, X, reset):
        """Return X as an array of floats; its number of columns is kept if `reset`, or else checked."""
        return validate_data(self, X, dtype=("float64", "float32"), reset=reset)

    def _images(self, X):
        if self.range_:
            low, high = self.range_
            X = np.clip((X - low) / (high - low or 1), 0, 1)
        return as_images(X, self.image_shape_)

    def _config(self):
        """Return the `Config` of the training; ValueError, as scikit-learn's have it, for values without a meaning."""
        seed = self.random_state
        if not isinstance(seed, (int, np.integer)):
            seed = check_random_state(seed).randint(2**31)
        given = {name: getattr(self, name) for name in ("model", "dim_z", "epochs", "batch_size", "learning_rate")}
        more = dict(self.settings or {})
        for name in more:
            if name in given or name == "seed":
                raise ValueError(f"{name} is a parameter of its own, not one of the settings")
            if name in OF_DATA:
                raise ValueError(f"{name} is of no use here: X is what is trained on, once")
        try:
            return Config.from_dict(dict(more, seed=int(seed), **given))
        except ConfigError as error:
            raise ValueError(str(error)) from error

    def _around(self, net):
        return Model(net, self.mean_pose_, self.config_.seed)

    def __getstate__(self):
        # Compiled functions stay behind; the weights are enough to make them again.
        return {name: value for name, value in super().__getstate__().items() if name != "_model"}

    def __setstate__(self, state):
        super().__setstate__(state)
        if hasattr(self, "weights_"):
            net = build(self.config_, image_shape=self.image_shape_)
            for param in parameters(net):
                param.set_value(self.weights_[param.name])
            self._model = self._around(net)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = PRESERVED
        return tags

    def _more_tags(self):
        # the same, for scikit-learn before 1.6
        return {"preserves_dtype": PRESERVED, "_xfail_checks": EXCEPTIONS}


def _image_shape(given, features):
    """Return (rows, columns) of images with so many `features`."""
    if given is None:
        _refuse_colours(features)
        side = math.isqrt(features)
        return (side, side) if side**2 == features else (1, features)
    rows, columns = image_size(given)
    if rows * columns != features:
        raise ValueError(f"image_shape {(rows, columns)} does not go with {features} features")
    return rows, columns


def _refuse_colours(features):
    """Raise ValueError for so many features as square colour images have."""
    side = math.isqrt(features // 3)
    if side >= SMALLEST_PHOTOGRAPH and 3 * side**2 == features:
        raise ValueError(
            f"{features} features are as many as colour images of {side} x {side} pixels have, and the models take one "
            "grey level for each pixel: average the channels, or name the image_shape"
        )
