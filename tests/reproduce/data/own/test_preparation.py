"""Prepared images: names, splits, the file that keeps them, and a data set like the others."""

import os

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays_of

from reproduce.config import Config
from reproduce.data import datasets, registry
from reproduce.data.own import preparation, raw, source
from reproduce.data.own.preparation import Preparation
from reproduce.errors import ConfigError, DataError


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("IMAGES_CACHE", str(tmp_path / "kept"))
    yield str(tmp_path / "kept")
    datasets.forget()


@pytest.fixture
def path(tmp_path, rng):
    labels = np.repeat([3, 20, 100], 10)
    np.savez(str(tmp_path / "some.npz"), images=rng.integers(0, 256, (30, 12, 10, 3), dtype="uint8"), labels=labels)
    return str(tmp_path / "some.npz")


def test_images_are_a_data_set(path):
    name = preparation.prepare(path, Preparation())
    dataset = datasets.load(name)
    assert name.startswith("images-12x10x3-") and registry.image_shape(name) == (3, 12, 10)
    assert dataset.train_images.shape == (24, 3, 12, 10) and dataset.test_images.shape == (6, 3, 12, 10)
    assert (
        dataset.train_images.dtype == np.float32 and 0 <= dataset.train_images.min() <= dataset.train_images.max() <= 1
    )
    assert np.bincount(dataset.train_labels).tolist() == [8, 8, 8] and source.label_names(name) == ("3", "20", "100")


def test_images_for_tests_may_come_from_elsewhere(path, tmp_path, rng):
    others = rng.integers(0, 256, (7, 12, 10, 3), dtype="uint8")
    np.savez(str(tmp_path / "others.npz"), images=others, labels=[100, 100, 100, 7, 7, 7, 7])
    name = preparation.prepare(path, Preparation(invert=True), str(tmp_path / "others.npz"))
    dataset = datasets.load(name)
    assert len(dataset.train_images) == 30
    np.testing.assert_array_equal(dataset.test_images, (255 - others.transpose(0, 3, 1, 2)) / np.float32(255))
    assert source.label_names(name) == ("3", "7", "20", "100") and dataset.test_labels.tolist() == [3] * 3 + [1] * 4
    assert source.about(name)["tests"] == "others.npz" and name != preparation.prepare(path, Preparation(invert=True))


@pytest.mark.parametrize(
    "arrays, message",
    [
        ({"images": np.zeros((5, 12, 12, 3), "uint8"), "labels": [0] * 5}, "12 x 10 x 3 and .* 12 x 12 x 3; --size"),
        ({"images": np.zeros((5, 12, 10, 3), "uint8")}, "others.npz has no classes"),
    ],
)
def test_images_for_tests_have_to_fit(path, tmp_path, arrays, message):
    np.savez(str(tmp_path / "others.npz"), **arrays)
    with pytest.raises(DataError, match=message):
        preparation.prepare(path, Preparation(), str(tmp_path / "others.npz"))


def test_a_source_with_tests_takes_no_others(path, tmp_path):
    both = {"images": np.zeros((5, 12, 10, 3), "uint8"), "test_images": np.zeros((5, 12, 10, 3), "uint8")}
    np.savez(str(tmp_path / "both.npz"), **both)
    with pytest.raises(DataError, match="has images for tests already"):
        preparation.prepare(str(tmp_path / "both.npz"), Preparation(), path)


def test_a_run_is_named_after_their_content(path, tmp_path, rng):
    names = [preparation.prepare(path, given) for given in (Preparation(), Preparation(), Preparation(invert=True))]
    assert names[0] == names[1] != names[2]
    keys = [Config("vae", dataset=name).key() for name in names[1:]]
    assert keys[0].startswith(names[0] + "-vae-") and keys[0] != keys[1]
    np.save(str(tmp_path / "grey.npy"), rng.integers(0, 256, (9, 28, 28), dtype="uint8"))
    assert preparation.prepare(str(tmp_path / "grey.npy"), Preparation()).startswith("images-28x28-")


def test_a_rotated_one_is_turned(path):
    name = preparation.prepare(path, Preparation())
    turned = datasets.load("rot-" + name)
    assert turned.train_images.shape == (24, 3, 12, 10) and turned.train_angles is not None


def test_black_becomes_white(path):
    images = [
        datasets.load(preparation.prepare(path, Preparation(invert=invert))).test_images for invert in (False, True)
    ]
    np.testing.assert_allclose(images[0] + images[1], 1, atol=1e-6)


def test_a_part_for_tests_is_kept_as_it_is(tmp_path, rng):
    images = rng.integers(0, 256, (9, 6, 6), dtype="uint8")
    np.savez(str(tmp_path / "some.npz"), images=images, test_images=images[:2])
    dataset = datasets.load(preparation.prepare(str(tmp_path / "some.npz"), Preparation()))
    assert len(dataset.train_images) == 9
    np.testing.assert_array_equal(np.rint(255 * dataset.test_images[:, 0]), images[:2])


def test_what_is_kept_says_where_it_came_from(path):
    name = preparation.prepare(path, Preparation(size=(8, 8), grey=True))
    assert source.about(name) == {
        "source": "some.npz",
        "size": [8, 8],
        "invert": False,
        "grey": True,
        "test_share": 0.2,
        "label_level": 1,
    }


def test_images_that_are_gone_or_altered_are_told(path, kept):
    name = preparation.prepare(path, Preparation())
    with np.load(preparation.path_of(name)) as content:
        altered = dict(content, train_images=255 - content["train_images"])
    np.savez(preparation.path_of(name), **altered)
    with pytest.raises(DataError, match="was altered; delete it"):
        datasets.load(name)
    with open(preparation.path_of(name), "wb") as file:
        file.write(b"cut off")
    with pytest.raises(DataError, match="is damaged"):
        datasets.load(name)
    os.remove(preparation.path_of(name))
    with pytest.raises(DataError, match="not prepared on this machine: name them again, --images PATH"):
        datasets.load(name)


def test_images_that_do_not_fit_the_memory_are_told(path, monkeypatch):
    name = preparation.prepare(path, Preparation())
    monkeypatch.setattr(raw.os, "sysconf", lambda what: 100)
    with pytest.raises(DataError, match=r"images of 12 x 10 x 3 take .* GB .* --size makes them smaller"):
        datasets.load(name)


@pytest.mark.parametrize("name", ("some.txt", "missing", "missing.npz"))
def test_what_is_no_such_source_is_told(tmp_path, name):
    (tmp_path / "some.txt").write_text("words")
    with pytest.raises(DataError):
        preparation.prepare(str(tmp_path / name), Preparation())


@pytest.mark.parametrize("given", ({"size": (3, 9)}, {"size": (9, 129)}, {"test_share": 0.0}, {"test_share": 1.0}))
def test_a_preparation_without_a_meaning_is_told(given):
    with pytest.raises((ConfigError, DataError)):
        Preparation(**given)


def test_an_unknown_data_set_is_told():
    for name in ("images-28x28", "images-28x28-0123456789AB", "images-0123456789ab"):
        with pytest.raises(ConfigError, match="dataset must be one of"):
            Config("vae", dataset=name)


@given(
    images=arrays_of.arrays(
        st.sampled_from(["uint8", "float32", "int16", "bool"]),
        arrays_of.array_shapes(min_dims=1, max_dims=5, max_side=9),
    ),
    labels=st.none() | st.lists(st.integers(0, 3), max_size=9),
    given=st.builds(
        Preparation,
        size=st.none() | st.tuples(st.integers(4, 9), st.integers(4, 9)),
        invert=st.booleans(),
        grey=st.booleans(),
        test_share=st.floats(0.01, 0.99),
    ),
)
@settings(max_examples=200, deadline=None)
def test_any_arrays_become_a_data_set_or_a_documented_error(tmp_path_factory, images, labels, given):
    path = str(tmp_path_factory.mktemp("any") / "any.npz")
    np.savez(path, images=images, **({} if labels is None else {"labels": labels}))
    try:
        content = preparation.prepared(path, given)
    except DataError as error:
        assert "\n" not in str(error)
        return
    assert len(content["train_images"]) >= 1 and len(content["test_images"]) >= 1
    assert len(content["train_images"]) + len(content["test_images"]) == len(images)
    assert (
        content["train_images"].dtype == np.uint8
        and content["train_images"].shape[1:] == content["test_images"].shape[1:]
    )
