"""One owner per run."""

import os
import subprocess
import sys
import threading

import pytest

from reproduce.errors import StoreError
from reproduce.runs import lock

HOLDER = (
    "import sys, time; from reproduce.runs import lock\n"
    "with lock.owning(sys.argv[1]): print('mine', flush=True); time.sleep(60)"
)


def test_a_holder_that_dies_leaves_no_lock(tmp_path):
    folder = str(tmp_path)
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, folder], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"mine\n"
    entered = threading.Event()

    def wait():
        with lock.owning(folder):
            entered.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert not entered.wait(0.5)
    holder.kill()
    holder.communicate()
    assert entered.wait(10)
    waiting.join()


def test_who_waits_says_for_whom(tmp_path, capsys):
    folder = str(tmp_path)
    held, release = threading.Event(), threading.Event()

    def hold():
        with lock.owning(folder):
            held.set()
            release.wait(30)

    holding = threading.Thread(target=hold)
    holding.start()
    held.wait(30)
    threading.Timer(0.3, release.set).start()
    with lock.owning(folder):
        pass
    holding.join()
    assert f"{folder} is being trained by process {os.getpid()} on " in capsys.readouterr().err


def test_nothing_stays_after_clear(tmp_path):
    with lock.owning(str(tmp_path)):
        assert sorted(os.listdir(str(tmp_path))) == [".lock", ".owner"]
        lock.clear(str(tmp_path))
    assert os.listdir(str(tmp_path)) == []


def test_a_folder_that_can_t_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't make the folder"):
        with lock.owning(str(tmp_path / "file" / "run")):
            pass
