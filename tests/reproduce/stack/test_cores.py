"""The cores of this process: one count for trainings side by side and for the engine's threads."""

import os

import pytest

from original.engines.c import threads
from reproduce.stack import cores


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="of Linux")
def test_it_counts_those_that_this_process_may_use(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 3, 5})
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert cores.cores() == threads.number() == 3
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert (cores.cores(), threads.number()) == (3, 1)
