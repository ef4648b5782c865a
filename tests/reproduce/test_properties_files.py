"""Properties of the readers of results: whatever is in a file, what was written or the documented error."""

import io
import itertools
import json
import os
import pickle
import warnings
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import JSON, NAMED_JSON, altered, cut, examples, extended, flipped, with_a_flip

from reproduce import files


def npz(**arrays):
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def npy(array):
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def zipped(*members, compression=zipfile.ZIP_STORED):
    """A zip file of (name, bytes)."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice
        for name, member in members:
            archive.writestr(name, member)
    return content.getvalue()


# Larger than what zipfile reads at a time: only then can NumPy leave a part of a member unread.
WEIGHTS = {"encoder1.W": np.arange(2400, dtype="float32").reshape(40, 60), "epoch": np.array(3)}
NPZ = npz(**WEIGHTS)
START, DIRECTORY = NPZ.index(b"\x93NUMPY"), NPZ.index(b"PK\x01\x02")
BULK = NPZ.index(WEIGHTS["encoder1.W"].tobytes())


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "file")


def read(reader, path, content, **options):
    """Return what a reader makes of a file with this content: what it returns, or None if it refuses as documented."""
    with open(path, "wb") as file:
        file.write(content)
    try:
        value = reader(path, **options)
    except files.Damaged as error:
        message = str(error)
        assert message.startswith(path + " is no sound ") and len(message) > len(path) + 25
        assert len(message.splitlines()) == 1
        return None
    assert value is not None or reader is files.read_json
    return value


def same(arrays, expected):
    return {name: (array.dtype, array.shape, array.tobytes()) for name, array in arrays.items()} == {
        name: (array.dtype, array.shape, array.tobytes()) for name, array in expected.items()
    }


def test_npz_unaltered(path):
    assert same(read(files.read_npz, path, NPZ, like=WEIGHTS), WEIGHTS)


@examples(100)
@given(st.one_of(cut(NPZ), st.integers(len(NPZ) - 200, len(NPZ) - 1).map(lambda kept: NPZ[:kept]), extended(NPZ)))
def test_npz_cut_off_or_extended_is_refused(path, content):
    assert read(files.read_npz, path, content) is None


@examples(100)
@given(with_a_flip(NPZ) | with_a_flip(NPZ[:BULK]).map(lambda start: start + NPZ[BULK:]))
def test_npz_altered_is_refused_or_holds_the_same(path, content):
    arrays = read(files.read_npz, path, content)
    assert arrays is None or same(arrays, WEIGHTS)


def test_npz_with_any_bit_of_a_header_flipped_is_refused_or_holds_the_same(path):
    # All of them: the few that make a smaller shape, or hide an array in a comment, are not found by chance.
    for bit in itertools.chain(range(8 * START, 8 * BULK), range(8 * DIRECTORY, 8 * len(NPZ))):
        arrays = read(files.read_npz, path, flipped(NPZ, bit))
        assert arrays is None or same(arrays, WEIGHTS), f"bit {bit % 8} of byte {bit // 8}"


def test_npz_that_a_flipped_bit_would_empty_is_refused(path):
    # With this length of the name the directory has 64 bytes, which one bit turns to none.
    expected = {"encoder_long.W": np.arange(3)}
    content = npz(**expected)
    for bit in range(8 * (len(content) - 22), 8 * len(content)):
        arrays = read(files.read_npz, path, flipped(content, bit))
        assert arrays is None or same(arrays, expected)


@examples(100)
@given(
    st.tuples(
        st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\x93NUMPY\x01\x00", b"\x80\x04"]), st.binary(max_size=100)
    ).map(b"".join)
)
def test_npz_of_anything_is_refused(path, content):
    assert read(files.read_npz, path, content) is None


@st.composite
def nearly_npy_files(draw):
    """(member of an npz file, its shape, its bytes); whatever the header announces."""
    shape = tuple(draw(st.lists(st.integers(-2, 5) | st.integers(), max_size=4)))
    order = draw(st.sampled_from([False, True, None]))
    descr = draw(
        st.sampled_from(["<f4", ">i8", "|O", "<U3", "|V0", "<f3", [("a", "|O")], [("a", "<f4")], {}, 3])
        | st.text(max_size=5)
    )
    header = repr({"descr": descr, "fortran_order": order, "shape": shape}) + draw(st.sampled_from(["\n", "", "("]))
    header = header.encode("latin1", "replace")
    bulk = draw(st.sampled_from([0, 4, 8, 16, 24, 48]) | st.integers(0, 50))
    version = draw(st.sampled_from([b"\x01\x00", b"\x01\x00", b"\x01\x00", b"\x04\x00"]))
    return b"\x93NUMPY" + version + len(header).to_bytes(2, "little") + header + bytes(bulk), shape, bulk


@examples(200)
@given(nearly_npy_files())
def test_npz_with_any_header_is_refused_or_is_what_it_says(path, member):
    content, shape, bulk = member
    arrays = read(files.read_npz, path, zipped(("epoch.npy", content)))
    if arrays is not None:
        assert list(arrays) == ["epoch"]
        array = arrays["epoch"]
        assert array.shape == shape and array.nbytes == bulk and not array.dtype.hasobject


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


@pytest.mark.parametrize(
    "content",
    [
        lambda trap: npz(epoch=np.array([trap], dtype=object)),
        lambda trap: npz(epoch=np.array([(1, trap)], dtype=[("a", "i4"), ("b", "O")])),
        lambda trap: zipped(("epoch.npy", pickle.dumps(trap))),
        lambda trap: zipped(("epoch", pickle.dumps(trap))),
        lambda trap: npy(np.array([trap], dtype=object)),
        pickle.dumps,
    ],
    ids=["array of objects", "field of objects", "in place of an array", "beside the arrays", "npy", "bare"],
)
def test_npz_with_a_pickle_is_refused_and_nothing_unpickled(path, tmp_path, content):
    trapped = str(tmp_path / "trapped")
    assert read(files.read_npz, path, content(Trap(trapped))) is None
    assert not os.path.exists(trapped)


def npy_of_shape(shape):
    return npy(np.zeros(4)).replace(b"(4,)", shape)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        NPZ + NPZ[-22:].replace(b"PK", b"no"),
        zipped(),
        npy(np.zeros(3)),
        zipped(("epoch", npy(np.zeros(3)))),
        zipped(("readme.txt", b"text"), ("epoch.npy", npy(np.zeros(3)))),
        zipped(("epoch.npy", npy(np.zeros(3))), ("epoch.npy", npy(np.ones(3)))),
        zipped(("epoch.npy", npy(np.zeros(3))[:-1])),
        zipped(("epoch.npy", npy(np.zeros(3)) + b"\0")),
        zipped(("epoch.npy", npy_of_shape(b"(3,)"))),
        zipped(("epoch.npy", npy_of_shape(b"(9,)"))),
        zipped(("epoch.npy", npy_of_shape(b"(-4,)"))),
        zipped(("epoch.npy", npy_of_shape(b"(10**9,)"))),
        zipped(("epoch.npy", npy_of_shape(b"(999999999999999,)"))),
        zipped(("epoch.npy", npy_of_shape(b"(" + b"9" * 50 + b",)"))),
        zipped(("epoch.npy", b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535)),
        zipped(("epoch.npy", b"\x93NUMPY\x01\x00\xff\x03" + b"(" * 1023)),
        zipped(("epoch.npy", npy(np.zeros(1 << 20))), compression=zipfile.ZIP_DEFLATED),
        zipped(("epoch.npy", npy(np.zeros(9))), compression=zipfile.ZIP_LZMA),
    ],
    ids=[
        "empty",
        "more behind it",
        "no array",
        "npy",
        "no ending",
        "text",
        "twice",
        "too short",
        "too long",
        "smaller",
        "larger",
        "negative",
        "power",
        "huge",
        "overflow",
        "long header",
        "nested header",
        "deflated",
        "lzma",
    ],
)
def test_npz_that_is_hostile_is_refused(path, content):
    assert read(files.read_npz, path, content) is None


@pytest.mark.parametrize(
    "arrays, told",
    [
        ({"epoch": WEIGHTS["epoch"]}, "missing: ['encoder1.W']"),
        (dict(WEIGHTS, other=np.zeros(1)), "don't belong there: ['other']"),
        (dict(WEIGHTS, epoch=np.array([3])), "epoch has shape (1,) and type int64, expected () and int64"),
        (dict(WEIGHTS, epoch=np.array(3.0)), "epoch has shape () and type float64, expected () and int64"),
        (dict(WEIGHTS, **{"encoder1.W": WEIGHTS["encoder1.W"].T}), "encoder1.W has shape (60, 40)"),
    ],
    ids=["missing", "one more", "shape", "type", "transposed"],
)
def test_npz_of_other_arrays_is_refused(path, arrays, told):
    files.write_npz(path, arrays)
    with pytest.raises(files.Damaged) as caught:
        files.read_npz(path, like=WEIGHTS)
    assert told in str(caught.value) and path in str(caught.value)


@examples(50)
@given(JSON)
def test_json_round_trip(path, value):
    files.write_json(path, value)
    assert files.read_json(path) == value


@examples(50)
@given(NAMED_JSON.map(lambda value: json.dumps(value, indent=2).encode()).flatmap(cut))
def test_json_cut_off_is_refused(path, content):
    assert read(files.read_json, path, content) is None


@examples(50)
@given(NAMED_JSON.map(lambda value: json.dumps(value).encode()).flatmap(altered) | st.binary(max_size=60))
def test_json_of_anything_is_refused_or_json(path, content):
    value = read(files.read_json, path, content)
    if value is not None:
        assert json.dumps(value) == json.dumps(json.loads(content.decode("utf-8")))


@pytest.mark.parametrize(
    "content",
    [b"", b"[" * 100000, b'{"a":' * 100000, b"\xff\xfe", b"\xef\xbb\xbf{}", b"1 2", b"\x00"],
    ids=["empty", "nested lists", "nested dicts", "not text", "mark of order", "two", "zero"],
)
def test_json_that_is_hostile_is_refused(path, content):
    assert read(files.read_json, path, content) is None


# A lone carriage return is written without quotes by some versions of Python.
FIELDS = st.text(max_size=6).filter(lambda text: "\r" not in text and "\0" not in text)
TABLES = st.lists(FIELDS, min_size=2, max_size=4, unique=True).flatmap(
    lambda header: st.tuples(
        st.just(header), st.lists(st.fixed_dictionaries(dict.fromkeys(header, FIELDS)), max_size=4)
    )
)


@examples(50)
@given(TABLES)
def test_csv_round_trip(path, table):
    header, rows = table
    files.write_csv(path, rows, header)
    assert files.read_csv(path) == rows


@examples(50)
@given(TABLES, st.integers(0, 10**6))
def test_csv_cut_off_is_refused_or_holds_the_first_rows(path, table, kept):
    header, rows = table
    files.write_csv(path, rows, header)
    with open(path, "rb") as file:
        content = file.read()
    first = read(files.read_csv, path, content[: kept % len(content)])
    assert first is None or first == rows[: len(first)]


@examples(80)
@given(
    st.one_of(
        altered(b'epoch,"elbo, nats"\n1,-123.45\n2,"-101\n.5"\n'),
        st.binary(max_size=40),
        st.text(',"\n\r\0ab', max_size=20).map(str.encode),
    )
)
def test_csv_of_anything_is_refused_or_rows_of_its_header(path, content):
    rows = read(files.read_csv, path, content)
    for row in rows or []:
        assert set(row) == set(rows[0])
        assert all(isinstance(text, str) for text in itertools.chain(row, row.values()))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"a,a\n1,2\n",
        b"a,b\n1\n",
        b"a,b\n1,2,3\n",
        b"a,b\n1,2",
        b"a,b\n\xff,2\n",
        b'a,b\n1,"2\n',
        b"a,b\n1," + b"2" * 200000 + b"\n",
    ],
    ids=["empty", "no header", "a field twice", "short", "long", "cut off", "not text", "open quote", "endless field"],
)
def test_csv_that_is_hostile_is_refused(path, content):
    assert read(files.read_csv, path, content) is None


@pytest.mark.parametrize("reader", [files.read_npz, files.read_json, files.read_csv])
def test_file_that_can_not_be_read_is_an_os_error(reader, tmp_path):
    with pytest.raises(FileNotFoundError):
        reader(str(tmp_path / "none"))
    with pytest.raises(IsADirectoryError):
        reader(str(tmp_path))
