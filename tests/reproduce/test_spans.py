"""Spans of time: the inner one counts, workers write to the same place, and nothing is measured unasked."""

import os
import subprocess
import sys
import time

import pytest

from reproduce import spans
from reproduce.spans import span


def test_a_span_within_another_counts_once():
    with spans.collected() as spent:
        with span("outer"):
            time.sleep(0.02)
            with span("inner"):
                time.sleep(0.1)
        with span("inner"):
            time.sleep(0.1)
        found = spent()
    assert list(found) == ["inner", "outer"] and found["inner"].times == 2
    assert 0.2 <= found["inner"].seconds and 0.02 <= found["outer"].seconds < 0.1


def test_what_fails_is_measured_too():
    with spans.collected() as spent:
        with pytest.raises(RuntimeError), span("failing"):
            raise RuntimeError
        with span("after"):
            pass
        assert spent()["failing"].times == 1 and not spans._within


def test_other_processes_are_counted():
    code = "from reproduce.spans import span\nwith span('elsewhere'): pass"
    with spans.collected() as spent:
        subprocess.run([sys.executable, "-c", code], check=True)
        assert spent()["elsewhere"].times == 1


def test_nothing_is_measured_unasked():
    with spans.collected():
        path = os.environ[spans.VARIABLE]
    assert spans.VARIABLE not in os.environ and not os.path.exists(path)
    with span("unasked"):
        assert not spans._within
