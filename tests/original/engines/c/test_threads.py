"""One pool of threads for OpenBLAS and the kernels."""

import json
import os
import subprocess
import sys

import pytest
import theano

from original.engines import compat
from original.engines.c import threads

# In a process of its own, since the thread pools of this one have their size already.
PROGRAM = """
from original.engines import compat
import json, numpy as np, theano, theano.tensor as T
from original.kernels.bernoulli import LogBernoulliImages
a, x = T.fmatrix(), T.ftensor4()
matrix, image = np.random.RandomState(0).rand(500, 500).astype("float32"), np.full((64, 1, 28, 28), 0.5, "float32")
product, kernel = theano.function([a], T.dot(a, a)), theano.function([x], LogBernoulliImages()(x, x)[0])
wrong = [np.abs(product(matrix) - matrix @ matrix).max(), np.abs(kernel(image) + 784 * np.log(2)).max()]
print(json.dumps([theano.config.openmp, float(max(wrong))]))
"""


def openmp_and_error(**environment):
    reply = subprocess.check_output(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        text=True,
        env=dict(os.environ, OMP_NUM_THREADS="3", OPENBLAS_NUM_THREADS="3", **environment),
    )
    return json.loads(reply)


@pytest.mark.skipif(not theano.config.openmp, reason="the kernels have no threads here")
def test_products_and_kernels_on_three_threads():
    openmp, error = openmp_and_error()
    assert openmp and error < 1e-3  # sums of 500 and 784 float32 numbers


def test_the_flag_of_the_engine_is_followed():
    openmp, error = openmp_and_error(**{compat.engine.FLAGS: os.environ.get(compat.engine.FLAGS, "") + ",openmp=False"})
    assert not openmp and error < 1e-3


def test_the_number_of_threads(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert threads.number() == 3
    monkeypatch.setenv("OMP_NUM_THREADS", "")
    assert 1 <= threads.number() <= os.cpu_count()
