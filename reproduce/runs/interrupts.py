"""Ctrl-C that waits for a moment at which nothing is lost."""

import contextlib
import signal
import threading
from typing import Callable, Iterator


_note: Callable = signal.default_int_handler  # what notes that the user asks to stop


class Stopped(KeyboardInterrupt):
    """Ctrl-C, at a moment at which the state is whole."""


@contextlib.contextmanager
def deferred() -> Iterator[Callable[[], None]]:
    """Only note Ctrl-C inside this context; yield a function that raises `Stopped` if it was pressed.

    Who enters calls that function where stopping is safe. A second Ctrl-C is not waited for. Where Ctrl-C is ignored,
    as in a script's background, it stays so. Outside of the main thread, to which Python gives no signals, the
    function does nothing.
    """
    global _note
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    noted = []
    before, outer = signal.getsignal(signal.SIGINT), _note

    def note(number, frame):
        if noted:
            signal.default_int_handler(number, frame)
        noted.append(number)

    def stop_if_asked():
        if noted:
            raise Stopped

    _note = note
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, note)
    try:
        yield stop_if_asked
    finally:
        _note = outer
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """Treat SIGTERM as Ctrl-C inside this context, so that the processes of runs end, too, and the exit says so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number, frame):
        _note(number, frame)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
