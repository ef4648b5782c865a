"""A check that the device on which the engine works computes what NumPy does.

Theano's GPU back end is from 2017. Its sums rely on the threads of a warp going in step. Cards since Volta no longer
promise that, so sums may be wrong there without an error. The check does each kind of work of a training once, in sizes
that fill a warp, a block or neither, and compares.
"""

import functools
import os
from typing import List

import numpy as np

from reproduce.errors import StackError
from reproduce.stack import fresh_python
from reproduce.stack.device import variables

SIZES = (1, 31, 32, 33, 128, 500, 784, 1025)  # threads of a warp: 32; of a block: up to 1024
TOLERANCE = 1e-4  # relative to the largest value; single precision sums of a thousand numbers differ by some 1e-6


def problems() -> List[str]:
    """Return what is computed wrongly: sentences, none if all is well. Takes seconds, compiling included."""
    from original.engines.compat import theano

    rng = np.random.default_rng(0)
    return [sentence for check in (_sums, _products, _elementwise, _warps) for sentence in check(theano, rng)]


def problems_of(device: str) -> List[str]:
    """Return the `problems` of a device, found in a process of its own, since an engine can't change its device."""
    environment = {**os.environ, **variables(device)}
    lines, failure = fresh_python.ask("-m", __name__, environment=environment)
    return [f"the check ended with {failure}"] if failure and not lines else lines


@functools.lru_cache(maxsize=None)
def assert_sound() -> None:
    """Raise `StackError` with the first of the `problems` of another device than the CPU; asks once per process."""
    from original.engines.compat import device

    if device() == "cpu":
        return
    found = problems()
    if found:
        raise StackError(f"the device {device()} computes wrongly: {found[0]}; train on the CPU (--device cpu)")


def _sums(theano, rng):
    x, images = theano.tensor.matrix(), theano.tensor.tensor4()
    of_matrix = theano.function([x], [x.sum(axis=0), x.sum(axis=1), x.sum()])
    of_images = theano.function([images], [images.sum(axis=(1, 2, 3)), images.sum(axis=(0, 2, 3))])
    for rows in SIZES:
        for columns in SIZES:
            values = rng.random((rows, columns), dtype="float32")
            yield from _differences(
                f"sums of a {rows} x {columns} matrix",
                of_matrix(values),
                [values.sum(axis=axis, dtype="float64") for axis in (0, 1, None)],
            )
    for shape in ((128, 1, 28, 28), (33, 3, 7, 5)):
        values = rng.random(shape, dtype="float32")
        yield from _differences(
            f"sums over images of shape {shape}",
            of_images(values),
            [values.sum(axis=axis, dtype="float64") for axis in ((1, 2, 3), (0, 2, 3))],
        )


def _products(theano, rng):
    a, b = theano.tensor.matrices(2)
    product = theano.function([a, b], theano.tensor.dot(a, b))
    for size in SIZES:
        left, right = [rng.standard_normal((128, size), dtype="float32") for _ in range(2)]
        yield from _differences(
            f"products of {size} terms", [product(left, right.T)], [left.astype("float64") @ right.T]
        )


def _elementwise(theano, rng):
    x = theano.tensor.matrix()
    function = theano.function(
        [x],
        [
            theano.tensor.nnet.sigmoid(x),
            theano.tensor.exp(x),
            theano.tensor.log(theano.tensor.maximum(x, 1e-6)),
            theano.tensor.sqrt(abs(x)),
        ],
    )
    values = rng.standard_normal((128, 784), dtype="float32")
    wide = values.astype("float64")
    yield from _differences(
        "functions of single numbers",
        function(values),
        [1 / (1 + np.exp(-wide)), np.exp(wide), np.log(np.maximum(wide, 1e-6)), np.sqrt(abs(wide))],
    )


def _warps(theano, rng):
    from original.transformers.sampling import bilinear_sample

    image, positions = theano.tensor.tensor4(), theano.tensor.tensor3()
    value = bilinear_sample(image, positions)
    slope = theano.grad(value.sum(), [image, positions])
    images = rng.random((16, 1, 28, 28), dtype="float32")
    at = rng.uniform(0.1, 25.9, (16, 2, 784)).astype("float32")  # inside the image, where every border is the same
    found = theano.function([image, positions], [value.reshape((16, -1))] + slope)(images, at)
    yield from _differences("bilinear samples and their gradient", found, _sampled(images.astype("float64"), at))


def _sampled(images, at):
    """Return, by NumPy, samples (N, P) and their sum's gradient by images (N, 1, H, W) and positions (N, 2, P)."""
    left, top = np.floor(at[:, 0]).astype(int), np.floor(at[:, 1]).astype(int)
    dx, dy = at[:, 0] - left, at[:, 1] - top
    number = np.arange(len(images))[:, None]
    values, by_position, by_image = np.zeros(left.shape), np.zeros(at.shape), np.zeros(images.shape)
    for right in (0, 1):
        for below in (0, 1):
            pixel = images[number, 0, top + below, left + right]
            x, y = dx if right else 1 - dx, dy if below else 1 - dy
            values += x * y * pixel
            by_position += np.stack([(2 * right - 1) * y * pixel, (2 * below - 1) * x * pixel], axis=1)
            np.add.at(by_image[:, 0], (number, top + below, left + right), x * y)
    return [values, by_image, by_position]


def _differences(what, found, expected):
    for value, reference in zip(found, expected):
        error = float(np.max(np.abs(np.asarray(value, dtype="float64") - reference)))
        if not error <= TOLERANCE * max(1, float(np.max(np.abs(reference)))):  # this way round NaN is found, too
            yield f"{what} differ by {error:.1e} from NumPy's"


if __name__ == "__main__":
    for problem in problems():
        print(problem)
