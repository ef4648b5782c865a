"""The IDX parser, on files written out byte by byte."""

import numpy as np
import pytest

from reproduce.data import idx

LABELS = b"\x00\x00\x08\x01\x00\x00\x00\x03\x07\x02\xff"
IMAGES = b"\x00\x00\x08\x03\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x03abcdef"


def test_labels():
    labels = idx.parse(LABELS)
    assert labels.dtype == np.uint8
    assert labels.tolist() == [7, 2, 255]


def test_images_are_row_major():
    assert idx.parse(IMAGES).tolist() == [[[97, 98, 99]], [[100, 101, 102]]]


def test_sizes_are_big_endian_and_unsigned():
    assert idx.parse(b"\x00\x00\x08\x01\x00\x00\x01\x00" + bytes(256)).shape == (256,)


def test_no_items():
    assert idx.parse(b"\x00\x00\x08\x03" + bytes(12)).shape == (0, 0, 0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x00\x08",
        b"\x1f\x8b\x08\x00" + bytes(20),
        b"<html>not found</html>",
        b"\x00\x00\x0d\x01" + LABELS[4:],
    ],  # floats, which MNIST has none of
    ids=["empty", "cut in the magic number", "gzip", "html", "floats"],
)
def test_what_is_not_idx_of_bytes(data):
    with pytest.raises(ValueError, match="no IDX header of unsigned bytes"):
        idx.parse(data)


def test_header_cut_off():
    with pytest.raises(ValueError, match="header is cut off"):
        idx.parse(IMAGES[:15])


@pytest.mark.parametrize(
    "data, length",
    [(IMAGES[:-1], 21), (IMAGES + b"x", 23), (IMAGES[:16], 16)],
    ids=["too short", "too long", "no pixels"],
)
def test_length_differs_from_the_header(data, length):
    with pytest.raises(ValueError, match=f"{length} bytes, but the header announces 22"):
        idx.parse(data)


def test_sizes_whose_product_overflows_64_bits():
    # 2^32 - 1 cubed wraps around in NumPy's integers; it must not match the length of a small file.
    with pytest.raises(ValueError, match=f"announces {16 + (2**32 - 1) ** 3}"):
        idx.parse(b"\x00\x00\x08\x03" + b"\xff" * 12)
