"""The models as a scikit-learn transformer: images to codes, anywhere in a `Pipeline` or a search over settings.

>>> make_pipeline(SpatialVAE("tvae_affine", dim_z=8), LinearSVC(dual=False)).fit(images, labels)

is a row of Table 1. The estimator passes scikit-learn's ``check_estimator`` but for one check, see `EXCEPTIONS`; with
``levels='range'``, since the checks draw any real numbers.
"""

import dataclasses

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


from original.images import as_images, like_images, rows_of
from original.models import parameters
from original.sizes import channel_count, shape_of_rows
from reproduce import estimator_file
from reproduce.config import Config
from reproduce.config.data_settings import DataSettings
from reproduce.errors import ConfigError
from reproduce.evaluation.sampling import mean_pose
from reproduce.model import Model
from reproduce.runs.network import build
from reproduce.runs.training import Training

LEVELS = ("unit", "range")
# Mean nothing here: X is what is trained on, once, and `transform` has no labels.
OF_DATA = {"dataset", "restarts", "conditional"}.union(field.name for field in dataclasses.fields(DataSettings))
PRESERVED = ["float32"]  # what codes are whatever the images were

# Checks of scikit-learn that this estimator does not pass, and why.
EXCEPTIONS = {
    "check_methods_sample_order_invariance": "codes are single precision, in which a matrix product rounds by where a "
    "row stands: by 3e-8 here, where the check allows 1e-9"
}


class SpatialVAE(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """A model of figure 4, trained by `fit`; codes are the means of q(z given x), and behind them discrete codes.

    Images X come as rows, shape (n_samples, n_features), one channel after the other, or as (n_samples, H, W), or of
    several channels as (n_samples, H, W, C).

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
        or else one row. As many features as square colour images have are an error then, if there is one channel.
    channels : int
        Numbers of each pixel, 3 for colours. They are independent Bernoullis, and one pose warps all of them.
    discrete : int
        Classes of a discrete code beside z, see `original.categorical`; 0: there is none.
    levels : {'unit', 'range'}
        Grey levels: in [0, 1], all else is an error; or anything, the range of the training images brought to [0, 1]
        and other images clipped to it.
    settings : dict or None
        Further settings of `reproduce.config.Config` that belong to model and training, ``pose_prior`` for instance.
        ``conditional`` is none of them: `transform` has images alone, and no labels.

    Attributes
    ----------
    weights_ : dict of str to ndarray
        The trained parameters by name.
    mean_pose_ : ndarray of shape (dim_u,) or None
        The mean of u over the training images; None without a pose.
    history_ : list of float
        The bound in each epoch of the training, nats per image.
    image_shape_ : (int, int)
    channels_ : int
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
        channels=1,
        discrete=0,
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
        self.channels = channels
        self.discrete = discrete

    def fit(self, X, y=None):
        """Train on images X, array of one of the forms of this class; y is ignored. Returns self.

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
        shape = X.shape[1:3] if _are_images(X) else None
        X = self._checked(X, reset=True)
        if self.levels not in LEVELS:
            raise ValueError(f"levels must be one of {', '.join(LEVELS)}, got {self.levels!r}")
        self.range_ = None if self.levels == "unit" else (float(X.min()), float(X.max()))
        self.channels_ = channel_count(self.channels)
        self.image_shape_ = shape_of_rows(self.image_shape or shape, self.channels_, X.shape[1])
        self.config_ = self._config()
        images = self._images(X)
        training = Training(self.config_, images, **self._options())
        training.build()
        training.compile()
        self.history_ = [training.run_epoch(epoch).elbo for epoch in range(1, self.epochs + 1)]
        self.weights_ = training.weights()
        self.mean_pose_ = mean_pose(training.net, images) if "l_u" in training.net else None
        self._model = self._around(training.net)
        return self

    def transform(self, X):
        """Return the codes of images X: float32 of shape (n_samples, dim_z), or with discrete codes dim_z + dim_c.

        Of discrete codes these are the likeliest classes, as one-hot vectors.
        """
        check_is_fitted(self)
        return self._model.encode(self._validated(X))

    def inverse_transform(self, Z):
        """Return the images of codes at the training images' mean pose: float32 of shape (n_samples, n_features)."""
        check_is_fitted(self)
        return self._levels(rows_of(self._model.decode(np.asarray(Z)), self.channels_))

    def pose(self, X):
        """Return the inferred poses of images X: float32 of shape (n_samples, dim_u).

        Under a flat prior u, under one with a density the mean of q(u given x). ValueError for the VAE, which has none.
        """
        check_is_fitted(self)
        return self._model.pose(self._validated(X))

    def align(self, X):
        """Return images X with their inferred pose undone, see `reproduce.model.Model.align`: float32, shaped as X.

        ValueError for the VAE, which has no pose.
        """
        check_is_fitted(self)
        images = self._model.align(self._validated(X))
        return self._levels(like_images(images, np.shape(X)))

    def save(self, path):
        """Write the trained model to one .npz file, from which `load` gives it back. Nothing in it is pickled.

        NotFittedError before `fit`, OSError or StoreError if it can't be written.
        """
        check_is_fitted(self)
        estimator_file.write(self, path)

    @classmethod
    def load(cls, path):
        """Return the trained model in a file that `save` wrote.

        Raises
        ------
        OSError
            If the file can't be read.
        ValueError
            If it is damaged, is no such file, or its weights are not those of the model that it names.
        """
        return estimator_file.read(cls, path)

    def score(self, X, y=None):
        """Return the evidence lower bound of images X: nats per image, a float; y is ignored."""
        check_is_fitted(self)
        return float(self._model.elbo(self._validated(X)).mean())

    @property
    def _n_features_out(self):
        """Columns of what `transform` gives; scikit-learn asks for it under this name."""
        return self._model.dim_z + self._model.dim_c

    def _validated(self, X):
        """Return images X for the trained model: float32 of shape (n_samples, C, H, W)."""
        return self._images(self._checked(X, reset=False))

    def _checked(self, X, reset):
        """Return X as an array of floats; its number of columns is kept if `reset`, or else checked."""
        if _are_images(X):
            X = rows_of(X, channel_count(self.channels))
        return validate_data(self, X, dtype=("float64", "float32"), reset=reset)

    def _images(self, X):
        if self.range_:
            low, high = self.range_
            X = np.clip((X - low) / (high - low or 1), 0, 1)
        return as_images(X, self.image_shape_, self.channels_)

    def _levels(self, images):
        """Return images in [0, 1] with the grey levels of the training images."""
        low, high = self.range_ or (0, 1)
        return low + (high - low) * images

    def _options(self):
        """Return the options of the network that no `Config` has."""
        return {"image_shape": self.image_shape_, "channels": self.channels_}

    def _config(self):
        """Return the `Config` of the training; ValueError, as scikit-learn's have it, for values without a meaning."""
        seed = self.random_state
        if not isinstance(seed, (int, np.integer)):
            seed = check_random_state(seed).randint(2**31)
        names = ("model", "dim_z", "epochs", "batch_size", "learning_rate", "discrete")
        given = {name: getattr(self, name) for name in names}
        more = dict(self.settings or {})
        for name in more:
            if name in given or name == "seed":
                raise ValueError(f"{name} is a parameter of its own, not one of the settings")
            if name in OF_DATA:
                why = "transform has no labels" if name == "conditional" else "X is what is trained on, once"
                raise ValueError(f"{name} is of no use here: {why}")
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
            net = build(self.config_, **self._options())
            estimator_file.set_weights(parameters(net), self.weights_)
            self._model = self._around(net)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = PRESERVED
        return tags

    def _more_tags(self):
        # the same, for scikit-learn before 1.6
        return {"preserves_dtype": PRESERVED, "_xfail_checks": EXCEPTIONS}


def _are_images(X):
    """Return whether X is an array of images that are not rows; all else is left to scikit-learn's checks."""
    return isinstance(X, np.ndarray) and X.ndim > 2
