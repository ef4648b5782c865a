"""The data sets as the models see them: float32 images in [0, 1] and labels."""

from collections import namedtuple

import numpy as np

from reproduce.data import mnist
from reproduce.data.noise import noisy

Dataset = namedtuple(
    "Dataset",
    "train_images train_labels test_images test_labels clean_test_images train_angles test_angles",
    defaults=[None] * 3,
)
Dataset.__doc__ = """Images of shape (N, 1, 28, 28), float32 in [0, 1]; labels of shape (N,), 0 to 9.

``clean_test_images`` are the test images before noise was added, and where none was the test images themselves. Of
rotated digits the angles, too, of shape (N,): radians counter-clockwise; None for upright ones.
"""

DIGITS_TRAIN = 1500  # of scikit-learn's 1,797; the rest are the test images
ROTATED = "rot-"  # in front of a data set's name
ROTATED_TRAIN = 1500  # "1500 training samples of rotated samples of MNIST" (section IV)


def load_for(config, mnist_dir=None):
    """The data set that the training of `config`, a `reproduce.config.Config`, sees; see `load`."""
    return load(config.dataset, config.binarize, mnist_dir, config.noise, config.noise_level, config.white)


def load(name="mnist", binarize="none", mnist_dir=None, noise="none", noise_level=0.0, white=255):
    """A data set by name.

    Parameters
    ----------
    name : {'mnist', 'digits', 'rot-mnist', 'rot-digits'}
        MNIST (section IV), or scikit-learn's 8 x 8 digits brought to MNIST's format: a stand-in for machines with
        no network, whose results are never compared with the thesis'. After ``rot-`` the first 1,500 training images
        and all test images, each turned by an angle drawn once over the whole circle (rot-MNIST, section IV).
    binarize : {'none', 'threshold', 'sample'}
        Grey levels as they are; 1 above one half; or 1 with the grey level as probability, drawn once.
    mnist_dir : str or None
        See `reproduce.data.mnist.load`.
    noise, noise_level : str, float
        On training and test images, after `binarize`; see `reproduce.data.noise.noisy`. Drawn once, like the pixels of
        'sample', so that a training sees each image with the same noise in every epoch.
    white : int
        What a byte of MNIST is divided by.

    Raises
    ------
    DataError
        If MNIST can't be had; the message has the remedies.
    """
    if name.startswith(ROTATED):
        dataset = _rotated(load(name[len(ROTATED) :], mnist_dir=mnist_dir, white=white))
    else:
        dataset = _digits() if name == "digits" else _mnist(mnist_dir, white)
    train_images = _binarized(dataset.train_images, binarize, _stream(0))
    test_images = _binarized(dataset.test_images, binarize, _stream(1))
    return dataset._replace(
        train_images=noisy(train_images, noise, noise_level, _stream(4)),
        test_images=noisy(test_images, noise, noise_level, _stream(5)),
        clean_test_images=test_images,
    )


def _stream(number):
    """Random numbers that belong to the data: the same in every training, whatever its seed; one for each purpose."""
    return np.random.default_rng([2017, number])


def _mnist(folder, white):
    arrays = mnist.load(folder)

    def images(name):
        return arrays[name][:, None].astype("float32") / np.float32(white)

    return Dataset(
        images("train-images-idx3-ubyte"),
        arrays["train-labels-idx1-ubyte"].astype("int64"),
        images("t10k-images-idx3-ubyte"),
        arrays["t10k-labels-idx1-ubyte"].astype("int64"),
    )


def _digits():
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    digits = load_digits()
    # As in MNIST the digit fills the 20 x 20 pixels in the middle.
    small = zoom(digits.images / 16, (1, 2.5, 2.5), order=1, grid_mode=True, mode="nearest")
    images = np.pad(np.clip(small, 0, 1), ((0, 0), (4, 4), (4, 4)))[:, None].astype("float32")
    return Dataset(
        images[:DIGITS_TRAIN], digits.target[:DIGITS_TRAIN], images[DIGITS_TRAIN:], digits.target[DIGITS_TRAIN:]
    )


def _rotated(dataset):
    train_images = dataset.train_images[:ROTATED_TRAIN]
    train_angles, test_angles = [
        _stream(number).uniform(-np.pi, np.pi, len(images))
        for number, images in ((2, train_images), (3, dataset.test_images))
    ]
    return Dataset(
        rotated(train_images, train_angles),
        dataset.train_labels[:ROTATED_TRAIN],
        rotated(dataset.test_images, test_angles),
        dataset.test_labels,
        train_angles=train_angles,
        test_angles=test_angles,
    )


def rotated(images, angles):
    """Images (N, 1, H, W), each turned counter-clockwise about its centre by its angle in radians; bilinear."""
    from scipy.ndimage import rotate

    turned = [rotate(image[0], angle, reshape=False, order=1) for image, angle in zip(images, np.degrees(angles))]
    return np.clip(turned, 0, 1).astype("float32")[:, None]


def _binarized(images, binarize, rng):
    if binarize == "threshold":
        return (images > 0.5).astype("float32")
    if binarize == "sample":
        return (rng.random(images.shape, dtype="float32") < images).astype("float32")
    return images
