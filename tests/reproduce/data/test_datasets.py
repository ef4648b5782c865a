"""The data sets as the models see them."""

import os
import subprocess
import sys

import numpy as np
import pytest

from reproduce.config import Config, choices_of
from reproduce.data import datasets, mnist, registry, rotation
from reproduce.data.registry import DATASETS, DataSource

# Twelve images of one grey level, as a new data set would bring them.
GREY = np.full((12, 1, 28, 28), 0.25, dtype="float32")
NAMES = "train_images", "train_labels", "test_images", "test_labels", "clean_test_images"


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.fixture
def grey(monkeypatch):
    """Takes MNIST's place: the same 100 images, of every grey level, for training and for testing."""
    images = np.resize(np.arange(256, dtype="uint8"), (100, 28, 28))
    labels = np.resize(np.arange(10, dtype="uint8"), 100)
    monkeypatch.setattr(mnist, "load", lambda folder: dict(zip(mnist.FILES, (images, labels, images, labels))))
    datasets.forget()
    yield images
    datasets.forget()


def assert_same(dataset, other, names=NAMES):
    for name in names:
        np.testing.assert_array_equal(getattr(dataset, name), getattr(other, name))


def test_digits_have_the_format_of_mnist(digits):
    assert digits.train_images.shape == (1500, 1, 28, 28)
    assert digits.test_images.shape == (297, 1, 28, 28)
    assert digits.train_labels.shape == (1500,) and digits.test_labels.shape == (297,)
    assert digits.train_images.dtype == digits.test_images.dtype == np.float32
    for labels in (digits.train_labels, digits.test_labels):
        assert sorted(set(labels)) == list(range(10))


def test_digits_use_the_whole_range(digits):
    assert digits.train_images.min() == 0 and digits.train_images.max() == 1


def test_digits_keep_a_margin_of_4_pixels(digits):
    inside = np.zeros((28, 28), dtype=bool)
    inside[4:-4, 4:-4] = True
    assert (digits.train_images[..., ~inside] == 0).all()
    for edge in (digits.train_images[:, 0, 4], digits.train_images[:, 0, -5]):
        assert edge.max() > 0.5


def test_digits_are_scikit_learns(digits):
    from sklearn.datasets import load_digits

    # Means over 5 x 5 pixels of the new image and over 2 x 2 of the old cover the same part of the digit;
    # interpolation mixes in some of the neighbours. Neighbouring digits differ by 0.16.
    old = load_digits().images[:1500].reshape(1500, 4, 2, 4, 2).mean(axis=(2, 4)) / 16
    new = digits.train_images[:, 0, 4:-4, 4:-4].reshape(1500, 4, 5, 4, 5).mean(axis=(2, 4))
    assert abs(new - old).mean() < 0.05
    assert digits.train_labels[:10].tolist() == list(range(10))


def test_digits_are_the_same_every_time(digits):
    datasets.forget()
    again = datasets.load("digits")
    assert again is not digits
    assert_same(again, digits)


def test_mnist_is_scaled_to_1(grey):
    loaded = datasets.load("mnist")
    assert loaded.train_images.shape == loaded.test_images.shape == (100, 1, 28, 28)
    assert loaded.train_images.dtype == np.float32
    np.testing.assert_allclose(loaded.train_images[:, 0], grey / 255, rtol=1e-7)
    assert loaded.train_labels[:3].tolist() == [0, 1, 2] and loaded.train_labels.dtype == np.int64


def test_mnist_folder_is_handed_on(monkeypatch):
    class Asked(Exception):
        pass

    def load(folder):
        raise Asked(folder)

    monkeypatch.setattr(mnist, "load", load)
    datasets.forget()
    with pytest.raises(Asked, match="somewhere"):
        datasets.load("mnist", mnist_dir="somewhere")


def test_threshold_is_one_half(grey):
    loaded = datasets.load("mnist", binarize="threshold")
    assert loaded.train_images.dtype == np.float32
    # 127 / 255 is below one half, 128 / 255 above.
    np.testing.assert_array_equal(loaded.train_images[:, 0], grey >= 128)
    np.testing.assert_array_equal(loaded.test_images[:, 0], grey >= 128)


def test_sample_has_the_grey_level_as_its_mean(grey):
    loaded = datasets.load("mnist", binarize="sample")
    assert loaded.train_images.dtype == np.float32
    for images in (loaded.train_images[:, 0], loaded.test_images[:, 0]):
        assert set(np.unique(images)) == {0, 1}
        assert (images[grey == 0] == 0).all() and (images[grey == 255] == 1).all()
        for low in range(0, 256, 64):
            chosen = (grey >= low) & (grey < low + 64)
            # About 20,000 draws: the standard error of their mean is below 0.0036.
            assert images[chosen].mean() == pytest.approx(grey[chosen].mean() / 255, abs=0.015)


def read_twice(**options):
    loaded = datasets.load("mnist", **options)
    datasets.forget()
    return loaded, datasets.load("mnist", **options)


def test_sample_is_drawn_once_and_apart_for_train_and_test(grey):
    loaded, again = read_twice(binarize="sample")
    np.testing.assert_array_equal(loaded.train_images, again.train_images)
    np.testing.assert_array_equal(loaded.test_images, again.test_images)
    # The grey images are the same, so that the same draws would give the same pixels.
    assert (loaded.train_images != loaded.test_images).mean() > 0.1


def test_noise_is_drawn_once_and_apart_for_train_and_test(grey):
    kinds = [("salt-and-pepper", 0.25), ("gaussian", 0.3)]
    for loaded, again in [read_twice(noise=kind, noise_level=level) for kind, level in kinds]:
        np.testing.assert_array_equal(loaded.train_images, again.train_images)
        np.testing.assert_array_equal(loaded.test_images, again.test_images)
        # The clean images are the same, so that the same draws would give the same pixels.
        assert (loaded.train_images != loaded.test_images).mean() > 0.1
        np.testing.assert_array_equal(loaded.clean_test_images[:, 0], (grey / 255).astype("float32"))
        assert loaded.test_images.dtype == np.float32


def test_noise_comes_after_the_pixels_are_drawn(grey):
    drawn, noisy = datasets.load("mnist", "sample"), datasets.load("mnist", "sample", noise="gaussian", noise_level=0.3)
    np.testing.assert_array_equal(noisy.clean_test_images, drawn.test_images)
    assert not set(np.unique(noisy.test_images)) <= {0, 1}


def test_without_noise_the_clean_images_are_the_images(digits):
    assert digits.clean_test_images is digits.test_images


def test_a_training_sees_what_its_settings_say(digits):
    config = Config("vae", dataset="digits", binarize="threshold", noise="salt-and-pepper", noise_level=0.1)
    expected = datasets.load("digits", "threshold", None, "salt-and-pepper", 0.1)
    assert_same(datasets.load_for(config), expected)
    np.testing.assert_array_equal(datasets.load_for(Config("vae", dataset="digits")).train_images, digits.train_images)


def test_none_leaves_grey_levels_alone(digits):
    assert ((digits.train_images > 0) & (digits.train_images < 1)).any()


@pytest.mark.parametrize("degrees", [-170, -45, 0, 30, 90])
def test_angles_turn_counter_clockwise(degrees):
    # A line from the centre to the right, 9 pixels long.
    line = np.zeros((1, 1, 28, 28), dtype="float32")
    line[0, 0, 13:15, 14:23] = 1
    turned = rotation.rotated(line, np.radians([degrees]))
    assert turned.shape == line.shape and turned.dtype == np.float32
    rows, columns = np.mgrid[:28, :28] - 13.5
    direction = np.arctan2(-(rows * turned[0, 0]).sum(), (columns * turned[0, 0]).sum())
    assert np.degrees(direction) == pytest.approx(degrees, abs=1)
    assert turned.sum() == pytest.approx(18, rel=0.02) and turned.max() <= 1


def test_rotated_digits_are_turned_by_the_angles_kept(digits):
    turned = datasets.load("rot-digits")
    np.testing.assert_array_equal(turned.train_images, rotation.rotated(digits.train_images, turned.train_angles))
    np.testing.assert_array_equal(turned.test_images, rotation.rotated(digits.test_images, turned.test_angles))
    np.testing.assert_array_equal(turned.train_labels, digits.train_labels)
    np.testing.assert_array_equal(turned.test_labels, digits.test_labels)
    datasets.forget()
    assert_same(datasets.load("rot-digits"), turned, NAMES + ("train_angles", "test_angles"))
    assert digits.train_angles is digits.test_angles is None


def test_angles_cover_the_circle(digits):
    turned = datasets.load("rot-digits")
    for angles in (turned.train_angles, turned.test_angles):
        counts, _ = np.histogram(angles, bins=4, range=(-np.pi, np.pi))
        assert counts.sum() == len(angles) and abs(counts / len(angles) - 0.25).max() < 0.1
    assert not np.isin(turned.test_angles, turned.train_angles).any()


def test_rot_mnist_has_the_first_training_images_and_all_test_images(grey, monkeypatch):
    monkeypatch.setattr(rotation, "NUM_TRAIN", 30)
    turned, upright = datasets.load("rot-mnist"), datasets.load("mnist")
    assert len(turned.train_images) == len(turned.train_labels) == len(turned.train_angles) == 30
    assert len(turned.test_images) == len(turned.test_labels) == len(turned.test_angles) == 100
    np.testing.assert_array_equal(turned.train_images, rotation.rotated(upright.train_images[:30], turned.train_angles))
    np.testing.assert_array_equal(turned.train_labels, upright.train_labels[:30])


def test_rotated_images_are_binarized_after_they_were_turned(grey):
    turned = datasets.load("rot-mnist")
    binary = datasets.load("rot-mnist", binarize="threshold")
    np.testing.assert_array_equal(binary.test_images, turned.test_images > 0.5)
    assert set(np.unique(datasets.load("rot-mnist", binarize="sample").train_images)) == {0, 1}


def twelve(folder, white):
    """Takes the place of what reads a data set, and counts how often it is called."""
    twelve.calls += 1
    return GREY.copy(), np.arange(12), GREY.copy(), np.arange(12)


def paths(folder):
    return [os.path.join(folder, "images")]


@pytest.fixture
def counted(monkeypatch, tmp_path):
    """Folder of a data set 'grey' whose file is there; `twelve.calls` counts how often it is read."""
    (tmp_path / "images").write_bytes(b"1")
    for function in (twelve, paths):
        monkeypatch.setattr(mnist, "grey_" + function.__name__, function, raising=False)
    twelve.calls = 0
    DATASETS.add(
        DataSource("grey", "twelve images", "7", "reproduce.data.mnist:grey_twelve", "reproduce.data.mnist:grey_paths")
    )
    yield str(tmp_path)
    DATASETS.remove("grey")
    datasets.forget()


def test_a_data_set_is_one_entry(counted):
    field = Config.__dataclass_fields__["dataset"]
    assert {"grey", "rot-grey"} <= set(choices_of(field))
    upright, turned = [Config("vae", dataset=name) for name in ("grey", "rot-grey")]
    assert upright.key().startswith("grey-vae-") and registry.fingerprint("rot-grey") == "7-rotated-1"
    assert datasets.load_for(upright, counted).train_images.shape == (12, 1, 28, 28)
    assert datasets.load_for(turned, counted).test_angles.shape == (12,)
    with pytest.raises(KeyError, match="unknown data set 'cifar'; there are mnist, digits, grey"):
        registry.fingerprint("rot-cifar")


def test_a_data_set_is_read_once(counted):
    config = Config("vae", dataset="grey")
    first = datasets.load_for(config, counted)
    assert datasets.load_for(config, counted) is first is datasets.load("grey", mnist_dir=counted)
    assert twelve.calls == 1
    noisy = datasets.load("grey", mnist_dir=counted, noise="gaussian", noise_level=0.3)
    assert noisy is not first and twelve.calls == 2


def test_files_that_changed_are_read_again(counted):
    first = datasets.load("grey", mnist_dir=counted)
    with open(os.path.join(counted, "images"), "wb") as file:
        file.write(b"22")
    assert datasets.load("grey", mnist_dir=counted) is not first and twelve.calls == 2
    os.utime(os.path.join(counted, "images"), (0, 0))
    datasets.load("grey", mnist_dir=counted)
    os.remove(os.path.join(counted, "images"))
    datasets.load("grey", mnist_dir=counted)
    assert twelve.calls == 4


def test_few_data_sets_are_kept(counted):
    first = datasets.load("grey", mnist_dir=counted)
    for level in (0.1, 0.2):
        datasets.load("grey", mnist_dir=counted, noise="gaussian", noise_level=level)
    assert datasets.KEPT == 2 and datasets.load("grey", mnist_dir=counted) is not first


def test_nothing_writes_to_what_is_kept(counted):
    dataset = datasets.load("rot-grey", mnist_dir=counted)
    for array in vars(dataset).values():
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_the_names_of_data_sets_read_no_data():
    found = (
        "import sys, reproduce.config; print([name for name in ('numpy', 'scipy', 'sklearn') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", found], stdout=subprocess.PIPE, text=True).stdout == "[]\n"
