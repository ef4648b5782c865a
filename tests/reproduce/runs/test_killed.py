"""A training that is killed, interrupted, or asked for twice ends with the same bits as one that is left alone."""

import os
import signal
import time

import pytest

import soak

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not os.path.isdir("/proc"), reason="watches processes in /proc")]


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory, cache):
    folder = str(tmp_path_factory.mktemp("whole") / "run")
    soak.finish(folder, cache)
    return folder


def test_killed_at_twenty_random_instants():
    killed_in = soak.soak(20, say=lambda text: None)
    assert killed_in["start"] >= 3 and killed_in["training"] >= 3


def wait_for_checkpoint(folder, process, seconds=120):
    end = time.monotonic() + seconds
    while not os.path.exists(os.path.join(folder, "checkpoint.npz")):
        assert process.poll() is None and time.monotonic() < end, process.communicate()[0]
        time.sleep(0.01)


def test_ctrl_c_saves_and_ends_within_two_seconds(tmp_path, cache, whole):
    folder = str(tmp_path / "run")
    process = soak.start(folder, cache)
    wait_for_checkpoint(folder, process)
    begin = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130 and time.monotonic() - begin < 2, output
    assert output.rstrip().endswith("reproduce: interrupted; the same command goes on from the last checkpoint")
    assert "Traceback" not in output
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]
    soak.finish(folder, cache)
    soak._same(folder, whole)


def test_two_processes_with_the_same_run(tmp_path, cache, whole):
    folder = str(tmp_path / "run")
    first = soak.start(folder, cache)
    wait_for_checkpoint(folder, first)
    second = soak.start(folder, cache)
    outputs = [process.communicate(timeout=120)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], outputs
    assert f"is being trained by process {first.pid} on" in outputs[1]
    assert outputs[0].splitlines()[-2:] == outputs[1].splitlines()[-2:]
    soak._same(folder, whole)
