"""Golden vectors: what Lasagne 0.2.dev1's own transformer layers gave, and what an engine's back end makes of them.

``python -m reproduce.stack.golden_vectors`` prints the largest difference, of outputs and gradients, in float64.
"""

import os

from original.engines.choice import BACKEND_VARIABLE, ENGINE_VARIABLE
from reproduce.stack import fresh_python

PATH = os.path.join(fresh_python.ROOT, "tests", "data", "transformers.npz")
CASE = "tps9_mnist"
LARGEST = 1e-8  # difference; both are float64
_SECONDS = 600


def check(engine: str, backend: str) -> float:
    """Return the largest difference of `engine` through `backend`, found in a process of its own.

    Raises
    ------
    RuntimeError
        If it can't be computed; the message ends with the last line that was said.
    """
    environment = {**os.environ, ENGINE_VARIABLE: engine, BACKEND_VARIABLE: backend}
    for flags in ("THEANO_FLAGS", "PYTENSOR_FLAGS"):
        # What this process's engine wrote there belongs to its back end; the device stays the one that is asked for.
        environment[flags] = "floatX=float64"
    lines, failure = fresh_python.ask("-W", "ignore", "-m", __name__, environment=environment, timeout=_SECONDS)
    if failure:
        raise RuntimeError(failure)
    return float(lines[-1])


def main() -> None:
    """Print the largest difference of this process's engine."""
    import numpy as np

    from original.engines.compat import lasagne, theano
    from original.transformers.layers import TPSTransformerLayer

    with np.load(PATH) as vectors:
        data = {
            name: vectors[f"{CASE}/{name}"]
            for name in ("image", "theta", "output", "cotangent", "grad_image", "grad_theta")
        }
    l_image = lasagne.layers.InputLayer((None,) + data["image"].shape[1:])
    l_theta = lasagne.layers.InputLayer((None, data["theta"].shape[1]))
    layer = TPSTransformerLayer(l_image, l_theta, control_points=9)
    image, theta, cotangent = theano.tensor.tensor4(), theano.tensor.matrix(), theano.tensor.tensor4()
    output = lasagne.layers.get_output(layer, {l_image: image, l_theta: theta})
    function = theano.function(
        [image, theta, cotangent], [output] + theano.grad((output * cotangent).sum(), [image, theta])
    )
    found = function(data["image"], data["theta"], data["cotangent"])
    print(
        max(float(abs(value - data[name]).max()) for value, name in zip(found, ("output", "grad_image", "grad_theta")))
    )


if __name__ == "__main__":
    main()
