"""Kernels and Theano's own operations train alike: the same curve over the first epoch on MNIST, up to rounding."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from original.models import MODELS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not os.environ.get("MNIST_DIR"), reason="needs MNIST_DIR")]

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "curves.py")


def curve(model, form, ulps=0, float_type="float32"):
    flags = os.environ.get("THEANO_FLAGS", "") + ",floatX=" + float_type
    output = subprocess.check_output([sys.executable, "-W", "ignore", PROGRAM, model, form, str(ulps)],
                                     env=dict(os.environ, THEANO_FLAGS=flags), universal_newlines=True)
    return np.array(json.loads(output.splitlines()[-1]))


def difference(first, second):
    """Relative to the curve, for each minibatch."""
    return abs(first - second) / abs(second)


@pytest.mark.parametrize("model", MODELS)
def test_the_same_curve_in_float64(model):
    fused, graph = [curve(model, form, float_type="float64") for form in ("fused", "graph")]
    assert difference(fused, graph).max() < 1e-6


@pytest.mark.parametrize("model", MODELS)
def test_float32_differs_by_no_more_than_rounding_does(model):
    # Training at Adadelta's rate of 1 is chaotic: what a last digit of the initial weights changes, grows. The kernels
    # may change the curve by as much as that, not more.
    graph = curve(model, "graph")
    rounding = difference(curve(model, "graph", ulps=1), graph)
    kernels = difference(curve(model, "fused"), graph)
    assert kernels[0] < 1e-6
    assert kernels.max() < 10 * rounding.max()
