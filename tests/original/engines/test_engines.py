"""The engines vouch for each other: the same losses and gradients, and what JAX does otherwise."""

import importlib.util
import json
import os

import engines
import numpy as np
import pytest
from fresh import python

from original.engines import BACKENDS, compat

FOUND = [
    backend
    for backend in BACKENDS
    if backend == "c" or compat.ENGINE == "pytensor" and importlib.util.find_spec(backend)
]
# Relative to the largest number of a gradient; measured: 3e-15 and 3e-6 at most.
LARGEST = {"float64": 1e-5, "float32": 1e-3}
NUMBA_HAS = [("transformers", "test_sampling.py"), ("kernels", "test_bilinear.py")]


@pytest.mark.heavy
# Numba compiles for a minute what the others compile in seconds, and C's graph form has many modules.
@pytest.mark.parametrize("floatX", LARGEST)
@pytest.mark.parametrize(
    "backend, form",
    [
        ("c", "fused"),
        ("jax", "graph"),
        pytest.param("c", "graph", marks=pytest.mark.slow),
        pytest.param("numba", "fused", marks=pytest.mark.slow),
        pytest.param("numba", "graph", marks=pytest.mark.slow),
    ],
)
def test_loss_and_every_gradient_are_those_of_theano(backend, form, floatX):
    if backend not in FOUND:
        pytest.skip(f"this environment has no {backend}")
    flags = dict.fromkeys(("THEANO_FLAGS", "PYTENSOR_FLAGS"), "floatX=" + floatX)
    code, out, err = python("-W", "ignore", engines.__file__, form, REPRODUCE_BACKEND=backend, **flags)
    assert code == 0, err
    found = json.loads(out.splitlines()[-1])
    assert (found["engine"], found["backend"], found["floatX"]) == (compat.ENGINE, backend, floatX)
    assert set(found["differences"]) == set(engines.CASES)
    for case, differences in found["differences"].items():
        assert max(differences.values()) < LARGEST[floatX], (case, differences)


@pytest.mark.skipif("numba" not in FOUND, reason="this environment has no Numba")
def test_numba_samples_as_the_other_back_ends_do():
    paths = [os.path.join("tests", "original", *path) for path in NUMBA_HAS]
    code, out, _ = python("-m", "pytest", "-q", "-p", "no:cacheprovider", *paths, REPRODUCE_BACKEND="numba")
    assert code == 0, out


def test_a_wrong_gradient_is_noticed():
    expected = engines.read()["tvae_tps"]
    found = {name: value.copy() for name, value in expected.items()}
    assert max(engines.differences(found, expected).values()) == 0
    found["u.W"].flat[3] += 2e-5 * abs(expected["u.W"]).max()
    wrong = engines.differences(found, expected)
    assert [name for name, difference in wrong.items() if difference > LARGEST["float64"]] == ["u.W"]


PROGRAM = """
import json, sys
from original import models, training
import numpy as np
training.seed_weights(0)
net = models.build("vae", 2, image_shape=(6, 6), num_units=(8, 7))
images = np.random.default_rng(0).random((50, 1, 6, 6), dtype="float32")
trainer, calls = training.Trainer(net, images, batch_size=16, learning_rate=0.1), []
trainer.run_epoch(1, lambda done, terms: calls.append([done, float(terms.elbo)]))
state = trainer.get_state()
second = trainer.run_epoch(2).elbo
trainer.set_state(state)
print(json.dumps({"calls": calls, "again": trainer.run_epoch(2).elbo == second, "second": second}))
"""


@pytest.mark.skipif("jax" not in FOUND, reason="this environment has no JAX")
@pytest.mark.parametrize(
    "users, found", [({}, ["cpu", "false"]), ({"XLA_PYTHON_CLIENT_PREALLOCATE": "true"}, ["cpu", "true"])]
)
def test_jax_takes_a_gpu_only_when_asked_and_its_memory_only_as_needed(users, found):
    unset = dict.fromkeys(("JAX_PLATFORMS", "XLA_PYTHON_CLIENT_PREALLOCATE"), "")
    code, out, _ = python(
        "-c",
        f"import os\nfor name in {list(unset)}: os.environ.pop(name)\nos.environ.update({users})\n"
        "from original.engines import compat\n"
        f"print([os.environ[name] for name in {list(unset)}], compat.device())",
        REPRODUCE_BACKEND="jax",
        **unset,
    )
    assert (code, out) == (0, f"{found} cpu")


SAMPLE = """
from original.transformers.sampling import bilinear_sample
import numpy as np
import theano
image, positions = theano.tensor.tensor4(), theano.tensor.tensor3()
sample = theano.function([image, positions], bilinear_sample(image, positions + 1))
sample(np.ones((2, 1, 4, 4), "float32"), np.ones((2, 2, 5), "float32"))
(compiled,) = sample._compiled.values()
print([str(node.op) for node in compiled.maker.fgraph.toposort()].count("_Barrier"))
"""


@pytest.mark.skipif("jax" not in FOUND, reason="this environment has no JAX")
def test_jax_computes_positions_and_indices_once():
    code, out, err = python("-W", "ignore", "-c", SAMPLE, REPRODUCE_BACKEND="jax")
    assert (code, out) == (0, "5"), err  # the positions, and the indices of four neighbours


@pytest.mark.skipif("jax" not in FOUND, reason="this environment has no JAX")
def test_jax_trains_an_epoch_in_one_call_as_the_default_back_end_does_in_many():
    default, scanned = [
        json.loads(python("-W", "ignore", "-c", PROGRAM, REPRODUCE_BACKEND=backend)[1]) for backend in (FOUND[0], "jax")
    ]
    assert [done for done, _ in default["calls"]] == [16, 32, 48, 50]
    assert [done for done, _ in scanned["calls"]] == [50]
    assert scanned["again"], "a state that is taken up again goes on as before"
    np.testing.assert_allclose(scanned["calls"][-1][1], default["calls"][-1][1], rtol=1e-5)
    np.testing.assert_allclose(scanned["second"], default["second"], rtol=1e-5)
