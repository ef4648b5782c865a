"""Ctrl-C: noted at once, acted on where it is safe."""

import os
import signal
import threading

import pytest

from reproduce.runs import interrupts


def press():
    os.kill(os.getpid(), signal.SIGINT)


def test_it_waits_until_it_is_asked_for():
    steps = []
    with pytest.raises(interrupts.Stopped):
        with interrupts.deferred() as stop_if_asked:
            stop_if_asked()
            press()
            steps.append("still here")
            stop_if_asked()
            steps.append("not here")
    assert steps == ["still here"]


def test_a_second_one_does_not_wait():
    with pytest.raises(KeyboardInterrupt) as caught:
        with interrupts.deferred():
            press()
            press()
    assert not isinstance(caught.value, interrupts.Stopped)


def test_afterwards_all_is_as_before():
    before = signal.getsignal(signal.SIGINT)
    with interrupts.deferred():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_it_does_nothing():
    handlers = []

    def work():
        with interrupts.deferred() as stop_if_asked:
            stop_if_asked()
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGINT)]


def terminate():
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN])
def test_sigterm_interrupts_also_where_ctrl_c_is_ignored(handler):
    before = signal.signal(signal.SIGINT, handler)  # as a script's background has it
    try:
        with pytest.raises(KeyboardInterrupt):
            with interrupts.terminated_like_interrupted():
                terminate()
    finally:
        signal.signal(signal.SIGINT, before)


def test_sigterm_waits_like_ctrl_c():
    with pytest.raises(interrupts.Stopped):
        with interrupts.terminated_like_interrupted(), interrupts.deferred() as stop_if_asked:
            terminate()
            stop_if_asked()
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.fixture
def ignored():
    """Ctrl-C is ignored, as a script's background and some launchers have it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_that_the_parent_ignores_stays_ignored(ignored):
    with interrupts.deferred() as stop_if_asked:
        press()
        stop_if_asked()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_sigterm_waits_also_where_ctrl_c_is_ignored(ignored):
    with pytest.raises(interrupts.Stopped):
        with interrupts.terminated_like_interrupted(), interrupts.deferred() as stop_if_asked:
            terminate()
            stop_if_asked()
