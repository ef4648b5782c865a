"""The engines: which one is chosen, that they vouch for each other, and that their runs are kept apart."""

import importlib.util
import json
import os
import subprocess
import sys

import engines
import numpy as np
import pytest

from original.engines import compat
from reproduce import files
from reproduce.cli import commands, doctor
from reproduce.config import Config
from reproduce.errors import ConfigError, StackError, StoreError
from reproduce.runs import results_folder, run
from reproduce.stack import engine

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
FOUND = [
    backend
    for backend in engine.BACKENDS
    if backend == "c" or compat.ENGINE == "pytensor" and importlib.util.find_spec(backend)
]
# Relative to the largest number of a gradient; measured: 3e-15 and 3e-6 at most.
LARGEST = {"float64": 1e-5, "float32": 1e-3}


def python(*arguments, **environment):
    """(exit code, standard output, standard error) of a fresh Python, without this process's choice and flags."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("REPRODUCE_ENGINE", "REPRODUCE_BACKEND", "THEANO_FLAGS", "PYTENSOR_FLAGS")
    }
    done = subprocess.run(
        [sys.executable] + list(arguments),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=dict(inherited, PYTHONPATH=ROOT, **environment),
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


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
    code, out, _ = python(
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        os.path.join("tests", "test_sampler.py"),
        REPRODUCE_BACKEND="numba",
    )
    assert code == 0, out


def test_a_wrong_gradient_is_noticed():
    expected = engines.read()["tvae_tps"]
    found = {name: value.copy() for name, value in expected.items()}
    assert max(engines.differences(found, expected).values()) == 0
    found["u.W"].flat[3] += 2e-5 * abs(expected["u.W"]).max()
    wrong = engines.differences(found, expected)
    assert [name for name, difference in wrong.items() if difference > LARGEST["float64"]] == ["u.W"]


def test_the_default_is_the_same_for_the_command_line_and_for_the_models():
    code, out, _ = python(
        "-c",
        "from reproduce.stack import engine; before = engine.current(), engine.default()\n"
        "from original.engines import compat; print(before == ((compat.ENGINE, compat.BACKEND), "
        "compat.ENGINE), compat.ENGINE == 'theano', engine.current() == before[0])",
    )
    assert (code, out) == (0, "True {} True".format(importlib.util.find_spec("pytensor") is None))


@pytest.mark.parametrize(
    "environment, message",
    [
        ({"REPRODUCE_ENGINE": "caffe"}, "the engine must be one of theano, pytensor, got 'caffe'"),
        (
            {"REPRODUCE_ENGINE": "theano", "REPRODUCE_BACKEND": "jax"},
            "the engine theano has the back ends c, not 'jax'",
        ),
    ],
)
def test_an_engine_that_there_is_not_is_one_clear_error(environment, message):
    _, _, err = python("-c", "import original", **environment)
    assert err.splitlines()[-1].endswith("StackError: " + message)


def test_an_engine_that_is_not_installed_is_one_line():
    other = "pytensor" if compat.ENGINE == "theano" else "theano"
    code, out, err = python("-m", "reproduce", "doctor", "--engine", other)
    assert code == StackError.exit_code and out == ""
    assert err.startswith(f"reproduce: the engine {other} is not installed here") and err.count("\n") == 0


def test_theano_has_one_back_end(monkeypatch, capsys):
    monkeypatch.setattr(engine.importlib.util, "find_spec", lambda name: object())
    assert commands.main(["doctor", "--engine", "theano", "--backend", "jax"]) == StackError.exit_code
    assert "has the back end c alone, not jax" in capsys.readouterr().err


def test_an_engine_is_not_changed_once_there_is_one():
    name, backend = engine.current()
    engine.choose(name, backend)
    with pytest.raises(StackError, match="works in this process already"):
        engine.choose("pytensor", "jax" if backend != "jax" else "numba")


def test_workers_of_a_scheduler_are_out_of_reach():
    with pytest.raises(ConfigError, match="REPRODUCE_ENGINE"):
        engine.choose(compat.ENGINE, scheduler="tcp://host:8786")


@pytest.mark.parametrize(
    "of, tag", [(("theano", "c"), ""), (("pytensor", "c"), "pytensor-c"), (("pytensor", "jax"), "pytensor-jax")]
)
def test_runs_and_results_of_another_engine_have_names_of_their_own(monkeypatch, of, tag):
    monkeypatch.setattr(engine, "REFERENCE", ("theano", "c"))
    monkeypatch.setattr(engine, "current", lambda: of)
    config = Config("vae")
    assert run.run_folder(config, "runs") == os.path.join("runs", config.key() + ("-" + tag if tag else ""))
    assert results_folder.subfolder({}) == tag
    assert results_folder.subfolder({"dataset": "digits"}) == os.path.join(tag, "digits")


def test_a_run_of_another_engine_is_not_taken_for_this_ones(tmp_path, monkeypatch):
    config, path = Config("vae"), str(tmp_path / "config.json")
    described = run.describe(config)
    assert (described["engine"], described["backend"]) == (compat.ENGINE, compat.BACKEND)
    files.write_json(path, described)
    run.check_same_config(config, str(tmp_path))
    files.write_json(path, dict(described, engine="pytensor", backend="mlx"))
    with pytest.raises(StoreError, match="holds a run by the engine pytensor, back end mlx"):
        run.check_same_config(config, str(tmp_path))
    monkeypatch.setattr(engine, "REFERENCE", ("theano", "c"))
    files.write_json(path, {"config": config.to_dict()})  # from before there were two engines: Theano-PyMC's
    monkeypatch.setattr(engine, "current", lambda: ("pytensor", "c"))
    with pytest.raises(StoreError, match="by the engine theano, back end c"):
        run.check_same_config(config, str(tmp_path))


@pytest.mark.skipif(compat.ENGINE != "pytensor", reason="tests/reproduce/stack/test_device.py has Theano's")
@pytest.mark.parametrize(
    "options, message",
    [
        (["--backend", "numba"], "reproduce: --device cuda: PyTensor's back end numba works on the CPU alone"),
        ([], "reproduce: --device cuda: jax finds no GPU"),
    ],
)
def test_a_gpu_is_for_jax_and_has_to_be_there(options, message):
    code, out, err = python("-m", "reproduce", "train", "vae", "--device", "cuda", *options, CUDA_VISIBLE_DEVICES="")
    assert (code, out) == (StackError.exit_code, "")
    assert err.splitlines()[-1].startswith(message) and "Traceback" not in err


@pytest.mark.parametrize("difference, wrong", [(1e-12, []), (1e-3, ["computes other numbers than Lasagne did"])])
def test_the_doctor_knows_wrong_numbers(monkeypatch, capsys, difference, wrong):
    monkeypatch.setattr(doctor.vectors, "check", lambda name, backend: difference)
    found = doctor._vectors()
    assert len(found) == len(wrong) * len(FOUND) and all(wrong[0] in line for line in found)
    assert f"golden vectors    {compat.ENGINE} through c: within" in capsys.readouterr().out


@pytest.mark.skipif(compat.ENGINE != "pytensor", reason="it is said where Theano-PyMC is not installed")
def test_the_engine_that_nobody_asked_for_is_said(tmp_path):
    _, _, err = python("-m", "reproduce", "report", "--results", str(tmp_path))
    assert err.startswith("reproduce: engine PyTensor, back end c, as Theano-PyMC is not installed")
    assert (
        "engine PyTensor"
        not in python("-m", "reproduce", "report", "--engine", "pytensor", "--results", str(tmp_path))[2]
    )


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
