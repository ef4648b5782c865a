"""One answer from every sampler: kernels in C++ and Numba and the engine's own operations, over all that they may get.

Images of any size, also of one row or column, positions that are not finite or far outside, and both float types.
"""

import functools
import os
import subprocess
import sys

import numpy as np
import pytest
import theano
import theano.tensor as T
from fresh import ROOT
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from original.engines.compat import BACKEND, ENGINE
from original.spec import BORDER_MODES
from original.transformers.sampling import bilinear_sample

SPECIAL = [np.nan, np.inf, -np.inf, 1e30, -1e30, 1.5e9, -1.5e9, 1e6, -1e6, -1.0, 0.0, 1.0, 2.0]
VALUES = {"constant": 0.3}  # grey levels outside the image, of border modes that take one
TYPES = [("float32", "float32"), ("float64", "float64"), ("float32", "float64"), ("float64", "float32")]


@functools.lru_cache(maxsize=None)
def compiled(types, sampler):
    """A function of image, positions and cotangent: for each border mode the samples and both gradients."""
    image, positions = T.tensor4(dtype=types[0]), T.tensor3(dtype=types[1])
    cotangent, outputs = T.tensor3(dtype="float32"), []
    for border_mode in BORDER_MODES:
        sampled = bilinear_sample(image, positions, border_mode, sampler, VALUES.get(border_mode, 0.0))
        outputs += [sampled] + theano.grad((sampled * cotangent).sum(), [image, positions])
    return theano.function([image, positions, cotangent], outputs)


@st.composite
def cases(draw):
    """Image, positions and cotangent in double precision, small enough that a wrong neighbour shows."""
    images, channels, height, width, points = [
        draw(st.integers(low, high)) for low, high in ((0, 3), (1, 2), (1, 4), (1, 4), (0, 140))
    ]
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    positions = rng.uniform(-9, 9, (images, 2, points)).astype("float32").astype("float64")
    for value in draw(st.lists(st.sampled_from(SPECIAL), max_size=4)) if positions.size else ():
        positions.flat[draw(st.integers(0, positions.size - 1))] = value
    return (
        rng.uniform(-1, 1, (images, channels, height, width)),
        positions,
        rng.uniform(-1, 1, (images, channels, points)),
    )


def typed(case, types):
    return [array.astype(dtype) for array, dtype in zip(case, types + ("float32",))]


def same(found, expected):
    for value, reference in zip(found, expected):
        assert value.shape == reference.shape
        np.testing.assert_allclose(value, reference, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("types", TYPES[:2] if BACKEND == "c" else TYPES[:1])
@given(case=cases())
@examples(60)
def test_the_kernels_equal_the_graph(types, case):
    arrays = typed(case, types)
    same(compiled(types, "fused")(*arrays), compiled(types, "graph")(*arrays))


@pytest.mark.slow
@pytest.mark.parametrize("types", TYPES[2:])
@given(case=cases())
@examples(200)
def test_the_kernels_equal_the_graph_for_mixed_types(types, case):
    arrays = typed(case, types)
    same(compiled(types, "fused")(*arrays), compiled(types, "graph")(*arrays))


@pytest.mark.slow
@pytest.mark.skipif(ENGINE != "pytensor" or BACKEND != "c", reason="Numba is a back end of PyTensor")
@pytest.mark.parametrize("border_mode", [mode for mode in BORDER_MODES if mode not in VALUES])
def test_numba_equals_the_graph(border_mode):
    numba = pytest.importorskip("numba")
    from original.kernels import bilinear_numba

    inner_sample, inner_gradients, _ = bilinear_numba.functions(border_mode)
    # Those can be called from code of Numba alone.
    sample = numba.njit(lambda image, positions: inner_sample(image, positions))
    gradients = numba.njit(lambda image, positions, cotangent: inner_gradients(image, positions, cotangent))
    first = 3 * BORDER_MODES.index(border_mode)

    @given(case=cases())
    @examples(100)
    def agree(case):
        arrays = typed(case, TYPES[0])
        found = [sample(*arrays[:2]), *gradients(*arrays)]
        same(found, compiled(TYPES[0], "graph")(*arrays)[first : first + 3])

    agree()
    image, positions = np.ones((2, 1, 4, 4), "float32"), np.ones((1, 2, 5), "float32")
    with pytest.raises(ValueError, match="needs images"):
        sample(image, positions)


@pytest.mark.slow
@pytest.mark.skipif(BACKEND != "c" or not sys.platform.startswith("linux"), reason="of compiled C++ on Linux")
def test_no_kernel_leaves_its_memory(tmp_path):
    """The tests of the kernels again, compiled with AddressSanitizer, which ends the process at a wrong access."""
    library = subprocess.run(["g++", "-print-file-name=libasan.so"], capture_output=True, text=True, check=False)
    if not os.path.isabs(library.stdout.strip()):
        pytest.skip("g++ has no AddressSanitizer")
    flags = f"base_compiledir={tmp_path},gcc__cxxflags=-O1 -g -fsanitize=address -fno-omit-frame-pointer"
    environment = {
        "LD_PRELOAD": library.stdout.strip(),
        "ASAN_OPTIONS": "detect_leaks=0",  # Python itself leaks
        "THEANO_FLAGS": flags + ",blas__ldflags=",
        "PYTENSOR_FLAGS": flags + ",blas__ldflags=",
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow", os.path.dirname(__file__), "-p", "no:xdist"],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
