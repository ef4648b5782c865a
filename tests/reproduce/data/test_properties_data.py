"""Properties of the loader of MNIST: whatever is in the files, the data or the documented error."""

import gzip
import hashlib
import itertools
import os
import shutil
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import altered, cut, examples, extended, flipped, replaced, with_a_flip

from reproduce.data import idx, mnist
from reproduce.errors import DataError

REAL_FOLDER = os.environ.get("MNIST_DIR")


def idx_file(array):
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


@st.composite
def nearly_idx_files(draw):
    """Files whose header mostly announces what follows."""
    shape = draw(st.lists(st.integers(0, 3), max_size=4) | st.lists(st.sampled_from([0, 1, 2**32 - 1]), max_size=70))
    announced = int(np.prod(shape, dtype=object))
    length = max(0, (announced if announced < 100 else 0) + draw(st.sampled_from([0, 0, 0, -1, 1])))
    magic = draw(st.just(b"\0\0\x08") | st.binary(min_size=3, max_size=3))
    return (
        magic
        + bytes([len(shape)])
        + b"".join(size.to_bytes(4, "big") for size in shape)
        + draw(st.binary(min_size=length, max_size=length))
    )


@examples(200)
@given(st.one_of(nearly_idx_files(), st.binary(max_size=40)))
def test_idx_is_what_its_header_says(content):
    try:
        array = idx.parse(content)
    except ValueError:
        return
    assert array.dtype == np.uint8
    assert idx_file(array) == content


@examples(60)
@given(st.lists(st.integers(0, 3), max_size=4), st.integers(0, 255))
def test_idx_round_trip(shape, first):
    array = (np.arange(np.prod(shape, dtype=int)) + first).astype("uint8").reshape(shape)
    read = idx.parse(idx_file(array))
    assert read.shape == array.shape and read.tobytes() == array.tobytes()


NAMES = list(mnist.FILES)
IMAGES, LABELS, TEST_IMAGES, TEST_LABELS = NAMES
ARRAYS = {
    IMAGES: np.arange(48, dtype="uint8").reshape(3, 4, 4),
    LABELS: np.arange(3, dtype="uint8"),
    TEST_IMAGES: np.arange(100, 132, dtype="uint8").reshape(2, 4, 4),
    TEST_LABELS: np.arange(5, 7, dtype="uint8"),
}
PLAIN = {name: idx_file(array) for name, array in ARRAYS.items()}
PACKED = {name + ".gz": gzip.compress(content, mtime=0) for name, content in PLAIN.items()}
each_file = pytest.mark.parametrize("name", NAMES)


def of_each(contents, strategy):
    """Pairs of a name and ``strategy(its content)``."""
    return st.one_of(*(st.tuples(st.just(name), strategy(content)) for name, content in contents.items()))


def with_another_header(content):
    """Another magic number or other sizes, before the same bytes."""
    length = 4 + 4 * content[3]
    header = st.binary(min_size=length, max_size=length) | st.integers(0, 8 * length - 1).map(
        lambda bit: flipped(content[:length], bit)
    )
    return header.filter(lambda other: other != content[:length]).map(lambda other: other + content[length:])


def checksums(contents):
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder for MNIST's files, with nothing of this machine, and no network."""
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setenv("MNIST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(mnist, "_fetch", lambda url: pytest.fail(f"downloads {url}"))
    return tmp_path / "mnist"


@pytest.fixture
def tiny(monkeypatch, folder):
    """The same, and `mnist` takes the tiny files for the real ones."""
    monkeypatch.setattr(mnist, "FILES", checksums(PLAIN))
    return folder


def fill(folder, *contents):
    """Make `folder` hold these files and nothing else; dicts of names to bytes."""
    shutil.rmtree(str(folder), ignore_errors=True)
    folder.mkdir()
    for name, content in itertools.chain.from_iterable(part.items() for part in contents):
        (folder / name).write_bytes(content)


def assert_refused(folder, name):
    """Loading ends in the documented error, which names the file in its first line."""
    with pytest.raises(DataError) as caught:
        mnist.load(str(folder))
    message = str(caught.value)
    first, *remedies = message.split("\n")
    assert str(folder / name) in first and "Delete or replace the file" in first and len(remedies) == 3


def assert_loaded(loaded):
    assert {name: (array.shape, array.tobytes()) for name, array in loaded.items()} == {
        name: (array.shape, array.tobytes()) for name, array in ARRAYS.items()
    }


@pytest.mark.parametrize("contents", [PLAIN, PACKED], ids=["plain", "packed"])
def test_unaltered_files_are_loaded(tiny, contents):
    fill(tiny, contents)
    assert_loaded(mnist.load(str(tiny)))


@examples(120)
@given(change=of_each(PLAIN, lambda content: altered(content) | with_another_header(content)), packed=st.booleans())
def test_altered_file_is_refused(tiny, change, packed):
    name, content = change
    if packed:
        others = {other: content for other, content in PACKED.items() if other != name + ".gz"}
        fill(tiny, others, {name + ".gz": gzip.compress(content)})
        assert_refused(tiny, name + ".gz")
    else:
        fill(tiny, PLAIN, {name: content})
        assert_refused(tiny, name)


@examples(80)
@given(
    of_each(
        PACKED,
        lambda content: st.one_of(
            cut(content), replaced(content), st.binary(max_size=60).map(lambda garbage: b"\x1f\x8b" + garbage)
        ),
    )
)
def test_packed_file_cut_off_or_of_garbage_is_refused(tiny, change):
    fill(tiny, PACKED, dict([change]))
    assert_refused(tiny, change[0])


@examples(120)
@given(of_each(PACKED, lambda content: with_a_flip(content) | extended(content)))
def test_packed_file_altered_is_refused_or_holds_the_same(tiny, change):
    # The time in a gzip header is no part of the data, and zeros may follow it.
    fill(tiny, PACKED, dict([change]))
    try:
        loaded = mnist.load(str(tiny))
    except DataError:
        assert_refused(tiny, change[0])
    else:
        assert_loaded(loaded)


@pytest.mark.parametrize("contents", [PLAIN, PACKED], ids=["plain", "packed"])
@pytest.mark.parametrize("pair", list(itertools.combinations(range(4), 2)))
def test_files_in_each_others_place_are_refused(tiny, contents, pair):
    first, second = (list(contents)[place] for place in pair)
    fill(tiny, dict(contents, **{first: contents[second], second: contents[first]}))
    assert_refused(tiny, first)


@each_file
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_folder_in_the_place_of_a_file_is_refused(tiny, name, packed):
    fill(tiny, PLAIN)
    (tiny / name).unlink()
    (tiny / (name + packed)).mkdir()
    with pytest.raises(DataError, match=f"there is no {name} or {name}.gz in {tiny}"):
        mnist.load(str(tiny))


@each_file
def test_file_that_may_not_be_read_is_refused(tiny, name, monkeypatch):
    def only_others(path, mode):
        if path.endswith(name):
            raise PermissionError(13, "Permission denied", path)
        return open(path, mode)

    fill(tiny, PLAIN)
    # For root, whom no permission stops, too.
    monkeypatch.setattr(mnist, "open", only_others, raising=False)
    with pytest.raises(DataError, match=f"can't read {tiny / name}: Permission denied"):
        mnist.load(str(tiny))


@examples(60)
@given(of_each(PLAIN, lambda content: cut(content) | extended(content) | st.binary(max_size=40)))
def test_file_with_the_right_checksum_that_is_not_idx_is_refused(tiny, change):
    name, content = change
    fill(tiny, PLAIN, {name: content})
    mnist.FILES.update(checksums(dict(PLAIN, **{name: content})))
    assert_refused(tiny, name)


def test_file_that_unpacks_to_more_than_the_memory_is_refused(tiny, monkeypatch):
    fill(tiny, PLAIN, {LABELS + ".gz": gzip.compress(bytes(1 << 24), mtime=0)})
    (tiny / LABELS).unlink()
    monkeypatch.setattr(mnist, "LARGEST", 1 << 20)
    tracemalloc.start()
    try:
        assert_refused(tiny, LABELS + ".gz")
        assert tracemalloc.get_traced_memory()[1] < 1 << 23
    finally:
        tracemalloc.stop()


def test_large_file_in_the_place_of_mnist_is_not_read_whole(tiny, monkeypatch):
    fill(tiny, PLAIN, {LABELS: bytes(1000)})
    monkeypatch.setattr(mnist, "LARGEST", 100)
    assert_refused(tiny, LABELS)
    with pytest.raises(DataError, match="more than 100 bytes"):
        mnist.load(str(tiny))


@examples(80)
@given(
    name=st.sampled_from(NAMES),
    content=st.one_of(
        *(st.just(content) | altered(content) for content in itertools.chain(PLAIN.values(), PACKED.values()))
    ),
)
def test_mirrors_that_send_anything(tiny, monkeypatch, name, content):
    cache = tiny.parent / "cache"
    fill(cache, {other: plain for other, plain in PLAIN.items() if other != name})
    monkeypatch.setattr(mnist, "_fetch", lambda url: content)
    try:
        loaded = mnist.load()
    except DataError as error:
        assert f"MNIST: {name} could not be downloaded" in str(error) and str(error).count("\n") == 3
        assert sorted(os.listdir(str(cache))) == sorted(set(NAMES) - {name}), "nothing of it may be kept"
    else:
        assert_loaded(loaded)


@examples(40)
@given(of_each(PLAIN, lambda content: altered(content) | st.just(content)))
def test_nothing_else_has_the_checksums_of_mnist(folder, change):
    fill(folder, PLAIN, dict([change]))
    assert_refused(folder, IMAGES)


@pytest.fixture(scope="module")
def real():
    """The bytes of the real files."""
    return {name: idx_file(array) for name, array in mnist.load(REAL_FOLDER).items()}


@pytest.mark.skipif(not REAL_FOLDER, reason="needs MNIST, see test_mnist.py")
@each_file
@examples(4)
@given(kind=st.sampled_from(["cut off", "extended", "a bit flipped"]), place=st.integers(0, 2**40))
def test_real_file_altered_anywhere_is_refused(folder, real, monkeypatch, name, kind, place):
    content = real[name]
    place %= 8 * len(content)
    monkeypatch.setattr(mnist, "FILES", {name: mnist.FILES[name]})
    fill(
        folder,
        {
            name: {
                "cut off": lambda: content[: place // 8],
                "extended": lambda: content + bytes([place % 256]),
                "a bit flipped": lambda: flipped(content, place),
            }[kind]()
        },
    )
    assert_refused(folder, name)
