"""Loss and gradients of small models, by which the engines vouch for each other.

    python tests/engines.py write     # with Theano-PyMC: writes tests/data/engines.npz again
    python tests/engines.py add CASE  # the same, for new cases alone
    python tests/engines.py           # with the engine, back end and precision that the environment asks for

The second form prints how far loss and gradients are from those written down, as JSON. The numbers written down are
float64; weights, images and noise are float32, so that in both precisions they are those of the same function.
"""

import json
import os
import sys

from original import kernels, models
from original.engines.compat import BACKEND, ENGINE, theano
from original.kernels.rewrites import mode
from original.labels import one_hot
from original.objective import elbo_terms

import numpy as np

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "engines.npz")

SMALL = {"image_shape": (6, 6), "num_units": (8, 7)}
# The four models, and the Affine-TVAE under each prior on the pose that has a density.
CASES = {
    "vae": ("vae", {}),
    "tvae_affine": ("tvae_affine", {}),
    "tvae_tps": ("tvae_tps", {}),
    "dtvae_affine": ("dtvae_affine", {"localization_units": (5,)}),
}
CASES.update({prior: ("tvae_affine", {"prior": prior}) for prior in ("normal-identity", "normal", "full", "mlp")})
CASES["conditional"] = ("tvae_affine", {"prior": "normal", "structure": "conditional"})
# Relaxed discrete codes, and the class of the image.
CASES["discrete"] = ("tvae_affine", {"discrete": 4, "discrete_codes": 2})
CASES["class"] = ("dtvae_affine", {"prior": "normal", "discrete": 3, "conditional": 4, "localization_units": (5,)})
# Two channels, poses that reach outside the images, and a grey level there.
CASES["constant"] = ("tvae_tps", {"channels": 2, "border_mode": "constant", "border_value": 0.4})
BATCH, DIM_Z = 5, 3
TEMPERATURE = 0.7  # of discrete codes


def numbers(case, form):
    """{name: float64 ndarray} of a case, one of `CASES`: the loss, in nats per image, and its gradients by parameter.

    `form` is 'fused' or 'graph'.
    """
    model, options = CASES[case]
    if model != "vae":
        options = dict(options, sampler=form)
    net = models.build(model, DIM_Z, **SMALL, **options)
    random = np.random.default_rng(0)
    params = models.parameters(net)
    for param in params:
        value = param.get_value()
        # Away from the initial weights, at which every pose is the identity, where bilinear sampling has a kink.
        away = random.normal(0, 0.2, value.shape).astype("float32")
        start = 0 if value.ndim == 2 else value
        param.set_value((start + away).astype("float32").astype(value.dtype))
    images = random.random((BATCH, *net["l_in"].output_shape[1:]), dtype="float32")
    draws = random.standard_normal((1, BATCH, net["l_noise"].output_shape[1]), dtype="float32")

    x, noise = theano.tensor.tensor4("x"), theano.tensor.tensor3("noise")
    inputs, arrays, given = [x, noise], [images, draws], {}
    if "l_y" in net:
        given["y"] = theano.tensor.matrix("y")
        inputs.append(given["y"])
        arrays.append(one_hot(np.arange(BATCH) % net["l_y"].output_shape[1], net["l_y"].output_shape[1]))
    if "l_c" in net:
        given["temperature"] = theano.tensor.scalar("temperature")
        inputs.append(given["temperature"])
        arrays.append(np.asarray(TEMPERATURE, "float32"))
    with kernels.chosen(form):
        loss = -elbo_terms(net, x, noise, **given).elbo.mean()
        function = theano.function(inputs, [loss] + theano.grad(loss, params), mode=mode())
    found = function(*(array.astype(variable.dtype) for array, variable in zip(arrays, inputs)))
    return dict(zip(["loss"] + [param.name for param in params], (np.asarray(value, "float64") for value in found)))


def differences(found, expected):
    """The largest difference of each loss and gradient, relative to the largest of its numbers."""
    assert set(found) == set(expected)
    return {name: float(abs(found[name] - value).max() / abs(value).max()) for name, value in expected.items()}


def read():
    """{case: {name: ndarray}} as it was written down."""
    content = {}
    with np.load(PATH) as file:
        for key in file.files:
            case, _, name = key.partition("/")
            content.setdefault(case, {})[name] = file[key]
    return content


def main(arguments):
    if arguments[:1] in (["write"], ["add"]):
        if (ENGINE, theano.config.floatX) != ("theano", "float64"):
            print("the reference is Theano-PyMC in float64: THEANO_FLAGS=floatX=float64", file=sys.stderr)
            return 1
        content = read() if arguments[0] == "add" else {}
        content.update((case, numbers(case, "graph")) for case in arguments[1:] or CASES)
        np.savez_compressed(
            PATH, **{f"{case}/{name}": array for case in content for name, array in content[case].items()}
        )
        return 0
    expected = read()
    cases, form = arguments[1:] or list(CASES), arguments[0] if arguments else "fused"
    found = {case: differences(numbers(case, form), expected[case]) for case in cases}
    print(json.dumps({"engine": ENGINE, "backend": BACKEND, "floatX": theano.config.floatX, "differences": found}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
