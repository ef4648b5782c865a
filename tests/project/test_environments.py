"""Odd environments: a command works there with the same numbers, or ends in one line and an exit code.

What each part of this does alone is tested beside it (`tests/original/engines/c`); here whole processes are started.
"""

import os
import string
import sys

import numpy as np
import pytest
from fresh import ROOT, python

from original.engines.compat import BACKEND, engine
from reproduce.errors import StackError

FLAGS = engine.FLAGS
RC = {"THEANO_FLAGS": "THEANORC", "PYTENSOR_FLAGS": "PYTENSORRC"}[FLAGS]
pytestmark = pytest.mark.skipif(BACKEND != "c", reason="of the back end C")

# A model's numbers, from flags that are not ours.
PROGRAM = """
import sys
from reproduce.cli.ending import exit_code_of

def numbers():
    import numpy as np
    from original import models, training
    training.seed_weights(0)
    images = np.random.default_rng(0).random((64, 1, 8, 8), "float32")
    trainer = training.Trainer(models.build("tvae_affine", dim_z=2, image_shape=(8, 8)), images, batch_size=16)
    print(trainer.run_epoch(1).elbo)

sys.exit(exit_code_of(numbers))
"""


def run(**environment):
    """(exit code, output, errors) of `PROGRAM`, with only these flags."""
    return python("-W", "ignore", "-c", PROGRAM, **environment)


def assert_one_line(result, *phrases):
    code, out, err = result
    assert (code, out, err.count("\n")) == (StackError.exit_code, "", 0), err
    assert err.startswith("reproduce: ") and all(phrase in err for phrase in phrases), err


@pytest.fixture(scope="module")
def usual():
    """Return what `PROGRAM` prints in the environment of the tests."""
    code, out, err = run()
    assert (code, err) == (0, "")
    return out


def test_flags_that_end_in_one_line(tmp_path):
    assert_one_line(run(**{FLAGS: "mode=FAST_COMPILE"}), "mode=FAST_COMPILE", FLAGS)
    (tmp_path / "file").write_text("no flags\n")
    assert_one_line(run(**{RC: str(tmp_path / "file")}), "can't start", FLAGS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "flags",
    [
        "floatX=float16",
        "floatX=float",
        "device=gpu",
        "device=cuda",
        "mode=DebugMode",
        "mode=nonsense",
        "linker=py",
        "openmp=maybe",
        "cxx=/no/g++",
        "cxx=",
        "gcc__cxxflags=-ffast-math",
        "floatx=float32",
        "base_compiledir=/dev/null/folder",
        "floatX='float32",
    ],
)
def test_more_flags_that_end_in_one_line(flags):
    if "device" in flags and FLAGS != "THEANO_FLAGS" or "linker" in flags and FLAGS != "THEANO_FLAGS":
        pytest.skip("of Theano-PyMC")
    assert_one_line(run(**{FLAGS: flags}))


@pytest.mark.slow
@pytest.mark.parametrize(
    "flags",
    [
        "floatX=float32,device=cpu",
        "mode=FAST_RUN" if FLAGS == "THEANO_FLAGS" else "mode=CVM",
        "openmp=False",
        "allow_gc=True",
        "optimizer=fast_run",
        "exception_verbosity=high",
        "gcc.cxxflags=-g1",
        "compute_test_value=off",
    ],
)
def test_flags_that_change_no_number(flags, usual):
    if "device" in flags and FLAGS != "THEANO_FLAGS":
        pytest.skip("of Theano-PyMC")
    assert run(**{FLAGS: flags}) == (0, usual, "")


@pytest.mark.slow
@pytest.mark.parametrize("flags", ["floatX=float64", "optimizer=fast_compile", "optimizer=None"])
def test_flags_that_change_the_last_digits(flags, usual):
    code, out, err = run(**{FLAGS: flags})
    assert (code, err) == (0, "")
    np.testing.assert_allclose(float(out), float(usual), rtol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("flag", ["base_compiledir", "compiledir"])
def test_a_folder_of_ones_own_for_compiled_code(flag, usual, tmp_path):
    assert run(**{FLAGS: f"{flag}={tmp_path}"}) == (0, usual, "")
    assert os.listdir(tmp_path)


@pytest.mark.slow
def test_a_home_that_is_no_folder(usual, tmp_path):
    (tmp_path / "home").write_text("")
    assert_one_line(run(HOME=str(tmp_path / "home")), "base_compiledir=FOLDER")
    settings = {"HOME": str(tmp_path / "home"), FLAGS: f"base_compiledir={tmp_path / 'compiled'}"}
    assert run(**settings) == (0, usual, "")


@pytest.mark.slow
@pytest.mark.parametrize("variables", ({"LANG": "C", "LC_ALL": "C"}, {"TMPDIR": "/no/folder"}, {"COLUMNS": "0"}))
def test_other_variables(usual, variables):
    assert run(**variables) == (0, usual, "")


@pytest.mark.slow
def test_home_and_temporary_folder_of_any_name(usual, tmp_path):
    """Python, the packages, the home folder and the temporary files under a path of all printable characters."""
    odd = tmp_path / ("".join(sorted(set(string.punctuation + " ") - set("/:"))) + "é漢")
    for name in ("home", "tmp"):
        (odd / name).mkdir(parents=True)
    (odd / "code").symlink_to(ROOT)
    site = next(path for path in sys.path if path.endswith("site-packages"))
    (odd / "site").symlink_to(site)
    settings = {"HOME": str(odd / "home"), "TMPDIR": str(odd / "tmp")}
    code, out, err = run(PYTHONPATH=f"{odd / 'code'}:{odd / 'site'}", **settings)
    assert (code, err) == (0, "")
    np.testing.assert_allclose(float(out), float(usual), rtol=1e-6)
