"""The device: what is asked for is taken, in the worker processes, too, or an error says why not."""

import dataclasses
import os

import fresh
import pytest

from original.engines.compat import ENGINE
from original.registry import Registry
from reproduce.cli import commands, doctor, parser
from reproduce.config import Config
from reproduce.errors import ConfigError, StackError
from reproduce.runs import description
from reproduce.stack import device

# PyTensor has no pygpu to ask; what it asks JAX is in tests/reproduce/stack/test_engine.py.
pytestmark = pytest.mark.skipif(ENGINE != "theano", reason="of Theano-PyMC")

ANSWERS = "class init:\n    def __init__(self, name): self.devname = b'a card of ' + name.encode()"
NO_CARD = "def init(name): raise RuntimeError('no cards here')"


@pytest.fixture
def pygpu(tmp_path, monkeypatch):
    """`pygpu(code)` is the module pygpu from now on, here and in processes started from here; None: there is none."""
    monkeypatch.delenv("THEANO_FLAGS", raising=False)

    def install(code):
        if code is None:
            find_spec = device.importlib.util.find_spec
            monkeypatch.setattr(
                device.importlib.util, "find_spec", lambda name: None if name == "pygpu" else find_spec(name)
            )
        else:
            (tmp_path / "pygpu.py").write_text(code)
            monkeypatch.syspath_prepend(str(tmp_path))
            monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return install


def python(code):
    """Return (standard output, last line of standard error) of `code` in a fresh Python, which has no Theano yet."""
    _, out, err = fresh.python("-c", code, leave_out=())
    return out, err.split("\n")[-1]


@pytest.mark.parametrize("code, why", ((None, "pygpu is not installed"), (NO_CARD, "RuntimeError: no cards here")))
def test_a_gpu_that_is_not_there_is_an_error(pygpu, code, why):
    pygpu(code)
    with pytest.raises(StackError, match=f"--device cuda: .*{why}.*the CPU does the work"):
        device.choose("cuda")
    assert "THEANO_FLAGS" not in os.environ


@pytest.mark.parametrize("code, why", ((None, "pygpu is not installed"), (NO_CARD, "RuntimeError: no cards here")))
def test_auto_falls_back_and_says_so(pygpu, code, why, capsys, monkeypatch):
    pygpu(code)
    monkeypatch.setenv("THEANO_FLAGS", "device=cuda,optimizer=fast_compile")
    device.choose("auto")
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("reproduce: device cpu (") and why in err and err.count("\n") == 1
    assert os.environ["THEANO_FLAGS"] == "device=cuda,optimizer=fast_compile,device=cpu"


def test_auto_takes_a_gpu_that_answers_and_workers_inherit_it(pygpu):
    pygpu(ANSWERS)
    out, err = python(
        "import os; from reproduce.runs import parallel; from reproduce.stack import device\n"
        "device.choose('auto')\n"
        "tasks = [(os.getenv, ('THEANO_FLAGS',))] * 2\n"
        "print(parallel.run_all(tasks, 2, 1, lambda: 1))  # nothing left to show progress of"
    )
    assert err == "reproduce: device cuda (a card of cuda)"
    assert out == "[',device=cuda', ',device=cuda']"


def test_theano_on_a_gpu_that_is_not_there_does_not_go_on_with_the_cpu(monkeypatch):
    monkeypatch.setenv("THEANO_FLAGS", "device=cuda")
    out, err = python("import original.models; print('goes on')")
    assert out == "" and "StackError: Theano is told to work on the device cuda and can't" in err


def test_a_device_is_not_changed_once_theano_has_one(pygpu):
    pygpu(ANSWERS)
    with pytest.raises(StackError, match="Theano-PyMC works on the device cpu in this process already"):
        device.choose("cuda")
    device.choose("cpu")


def test_workers_of_a_scheduler_are_out_of_reach():
    with pytest.raises(ConfigError, match="THEANO_FLAGS=device=cuda"):
        device.choose("auto", scheduler="tcp://host:8786")


def test_it_is_recorded_beside_the_settings_but_is_none_of_them():
    config = Config("vae")
    described = description.describe(config)
    assert described["device"] == "cpu" and "device" not in described["config"]


@pytest.mark.parametrize("command", ("table1", "figure6", "figures", "quality", "train vae", "demo", "recovery", "all"))
def test_commands_that_train_have_the_option(pygpu, monkeypatch, command, capsys):
    pygpu(NO_CARD)
    every = [
        dataclasses.replace(entry, run=lambda arguments: pytest.fail("it trains"))
        for entry in commands.commands().values()
    ]
    monkeypatch.setattr(commands, "commands", lambda: Registry("command", every))
    assert commands.main(command.split() + ["--device", "cuda"]) == StackError.exit_code
    err = capsys.readouterr().err
    assert err.startswith("reproduce: --device cuda: pygpu finds no GPU") and err.count("\n") == 1
    assert parser.parser_of(every).parse_args(command.split()).device is None


@pytest.mark.parametrize("code, line", ((None, "none: pygpu is not installed"), (ANSWERS, "a card of cuda: --device")))
def test_the_doctor_shows_it(pygpu, code, line, tmp_path, capsys, monkeypatch):
    pygpu(code)
    monkeypatch.setattr(doctor.golden_vectors, "check", lambda engine, backend: 0.0)  # they compile for a while
    doctor.examine(str(tmp_path), str(tmp_path))
    assert "\n{:18}{}".format("GPU", line) in capsys.readouterr().out
