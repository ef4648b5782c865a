"""Progress: lines where there is no terminal, and a time left that is not far too small."""

import time

import pytest

from reproduce import notices, progress
from reproduce.progress import Progress, TimeLeft, in_words


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets."""
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_lines_end_and_come_once_a_minute(clock, capsys):
    with Progress(100, "Table 1", "epoch") as shown:
        for second in range(1, 201):
            clock[0] = second
            shown.show(second / 2, "2 running")
    err = capsys.readouterr().err
    assert "\r" not in err and err.endswith("\n")
    lines = err.splitlines()
    assert lines[0] == "Table 1: 0 %, 0/100 epochs after 0:00" and lines[-1].startswith(
        "Table 1: 100 %, 100/100 epochs"
    )
    assert 4 <= len(lines) <= 6 and "about 3 min left, 2 running" in lines[2]


def test_news_come_sooner(clock, capsys):
    with Progress(10, "", "run") as shown:
        for second in range(40):
            clock[0] = second
            shown.show(0, "1 compiling" if second < 20 else "1 running")
    assert "0 %, 0/10 runs after 0:20, 1 running\n" in capsys.readouterr().err


@pytest.mark.parametrize("live", [False, True], ids=["lines", "bar"])
@pytest.mark.parametrize("done, shown", [(13130, "13130"), (25.2936, "25.29"), (59999.5, "59999.5"), (0, "0")])
def test_what_is_done_is_counted_out(done, shown, live, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: live, raising=False)
    with Progress(60000, "", "image") as bar:
        bar.show(done / 2)
        bar.show(done)
    assert f" {shown}/60000 images" in capsys.readouterr().err


@pytest.mark.parametrize("level, lines", [(notices.QUIET, 0), (notices.VERBOSE, 2)])
def test_levels(level, lines, monkeypatch, capsys):
    monkeypatch.setenv(notices.VARIABLE, level)
    with Progress(1, "", "run"):
        notices.tell("a notice")
    notices.detail("a step")
    err = capsys.readouterr().err
    assert ("a notice" in err) == ("a step" in err) == (lines > 0)


def test_without_knowledge_there_is_no_time_left_at_first(clock):
    left = TimeLeft()
    assert left(0) is None
    clock[0] = 30
    assert left(0.01) is None, "one step says little"
    clock[0] = 61
    assert left(0.02) == pytest.approx(61 * 49)


@pytest.mark.parametrize("slower", (0.5, 1, 3))
def test_known_durations_are_scaled_by_what_is_measured(clock, slower):
    """Compiling 30 s, then 100 steps of 1 s, on a machine that takes `slower` times as long."""
    steps = [0]
    left = TimeLeft(lambda: (30 if not steps[0] else 0) + 100 - steps[0], patience=30)
    total = 130 * slower
    assert left(0) == 130
    for second in range(1, int(total)):
        clock[0] = second
        steps[0] = max(0, int(second / slower - 30))
        told, truth = left(steps[0] / 100), total - second
        assert told > 0.25 * truth - 5 and (second < total / 2 or told > 0.6 * truth - 5), (second, told, truth)


@pytest.mark.parametrize("slower", (1, 2, 4))
def test_a_time_left_does_not_jump_when_one_of_two_compilations_ends(clock, slower):
    """Two jobs compile for 30 s and then make 100 steps of 0.5 s, the second one a little later."""

    def left_of(start):
        passed = clock[0] / slower - start
        return 80 if passed < 30 else max(0, 50 - int((passed - 30) / 0.5) * 0.5)

    left = TimeLeft(lambda: (left_of(0) + left_of(4)) / 2, patience=30)
    before = left(0)
    for second in range(1, 84 * slower):
        clock[0] = second
        told, truth = left(0.5), 84 * slower - second
        assert told < max(1.5 * truth, truth + 20), (second, told, truth)
        assert told < before + 0.2 * before + 5, (second, told, before)
        before = told


def test_a_time_left_rises_when_there_is_more_to_do(clock):
    todo = [100.0]
    left = TimeLeft(lambda: todo[0], patience=10)
    assert left(0) == 100
    clock[0], todo[0] = 50, 50
    assert left(0.5) == pytest.approx(50)
    clock[0], todo[0] = 60, 90
    assert left(0.4) > 90


@pytest.mark.parametrize(
    "seconds, words",
    [
        (None, ""),
        (3, "about 5 s left"),
        (42, "about 45 s left"),
        (61, "about 2 min left"),
        (3700, "about 1 h 10 min left"),
        (7200, "about 2 h left"),
    ],
)
def test_words(seconds, words):
    assert in_words(seconds) == words
    assert progress.clock(3665) == "1:01:05"
