"""Whether the device that the engine works on computes what NumPy does.

Theano's GPU back end is from 2017. Its sums let the threads of a warp go in step without saying so, which the cards
since Volta no longer promise: there they may be wrong, without an error. So each kind of work in a training is done
once in sizes that fill a warp, a block or neither, and compared.
"""

import functools
import os
import subprocess
import sys

import numpy as np

from reproduce.errors import StackError

SIZES = (1, 31, 32, 33, 128, 500, 784, 1025)  # threads of a warp: 32; of a block: up to 1024
TOLERANCE = 1e-4  # relative to the largest value; single precision sums of a thousand numbers differ by some 1e-6


def problems():
    """What is computed wrongly: list of sentences, empty if all is well. Takes seconds, compiling included."""
    rng = np.random.default_rng(0)
    return [sentence for check in (_sums, _products, _elementwise, _warps) for sentence in check(rng)]


def problems_of(device):
    """`problems` on a device, in a process of its own, since an engine can't change its device."""
    flags = "{},device={}".format(os.environ.get("THEANO_FLAGS", ""), device)
    environment = dict(os.environ, THEANO_FLAGS=flags, JAX_PLATFORMS=device)
    done = subprocess.run(
        [sys.executable, "-m", "reproduce.stack.device_check"], capture_output=True, env=environment, check=False
    )
    said = done.stdout.decode(errors="replace").splitlines()
    if done.returncode and not said:
        last = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()][-1:]
        return ["the check ended with exit code {}: {}".format(done.returncode, "".join(last))]
    return said


@functools.lru_cache(maxsize=None)
def assert_sound():
    """Raises `StackError` with the first of the `problems` of another device than the CPU; asks once per process."""
    from original.engines.compat import device

    if device() == "cpu":
        return
    found = problems()
    if found:
        raise StackError(f"the device {device()} computes wrongly: {found[0]}; train on the CPU (--device cpu)")


def _sums(rng):
    from original.engines.compat import theano

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


def _products(rng):
    from original.engines.compat import theano

    a, b = theano.tensor.matrices(2)
    product = theano.function([a, b], theano.tensor.dot(a, b))
    for size in SIZES:
        left, right = [rng.standard_normal((128, size), dtype="float32") for _ in range(2)]
        yield from _differences(
            f"products of {size} terms", [product(left, right.T)], [left.astype("float64") @ right.T]
        )


def _elementwise(rng):
    from original.engines.compat import theano

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


def _warps(rng):
    from original.engines.compat import theano
    from original.transformers.sampling import bilinear_sample

    image, positions = theano.tensor.tensor4(), theano.tensor.tensor3()
    value = bilinear_sample(image, positions)
    slope = theano.grad(value.sum(), [image, positions])
    images = rng.random((16, 1, 28, 28), dtype="float32")
    at = rng.uniform(0.1, 25.9, (16, 2, 784)).astype("float32")  # inside the image, where every border is the same
    found = theano.function([image, positions], [value.reshape((16, -1))] + slope)(images, at)
    yield from _differences("bilinear samples and their gradient", found, _sampled(images.astype("float64"), at))


def _sampled(images, at):
    """In NumPy: samples (N, P), and the gradient of their sum by images (N, 1, H, W) and positions (N, 2, P)."""
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
