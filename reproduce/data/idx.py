"""The IDX format of MNIST's files: a magic number, the sizes, the bytes."""

import math

import numpy as np


def written(array: np.ndarray) -> bytes:
    """Return an array of unsigned bytes as an IDX file."""
    sizes = np.array(array.shape, dtype=">u4").tobytes()
    return bytes([0, 0, 8, array.ndim]) + sizes + np.asarray(array, dtype="uint8").tobytes()


def parse(data: bytes) -> np.ndarray:
    """Return the array of an IDX file of unsigned bytes.

    Raises
    ------
    ValueError
        If the header is not that of such a file, or the length is not what the header says.
    """
    if len(data) < 4 or data[:3] != b"\x00\x00\x08":
        raise ValueError("no IDX header of unsigned bytes")
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise ValueError("the IDX header is cut off")
    shape = tuple(np.frombuffer(data[4:start], dtype=">u4").tolist())
    expected = start + math.prod(shape)
    if len(data) != expected:
        raise ValueError(f"{len(data)} bytes, but the header announces {expected}")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(shape)
