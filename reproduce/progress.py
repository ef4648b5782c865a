"""Progress of long work: a bar on a terminal; in a log file or a pipe one line for each update; none with --quiet."""

import sys
import time
from typing import Callable, Optional

from reproduce import notices

LINE_GAP = 60  # seconds from one line to the next where nothing else has changed
NEWS_GAP = 5  # seconds from one line to the next where something has
DIGITS = 2  # behind the point, of what is done
KNOWN = 20  # seconds of measured work that count as much as what was known before


class TimeLeft:
    """An estimate of the seconds left: what is known of such work, corrected by the speed that is measured.

    Parameters
    ----------
    known : callable or None
        ``known()`` gives the seconds left as far as they are known of such work; None where nothing is known: then
        the estimate comes when a tenth is done or a minute has passed, from the mean speed so far.
    patience : float
        Seconds in which the known time may run down although no progress is counted: that of a compilation.
    """

    def __init__(self, known: Optional[Callable[[], float]] = None, patience: float = 0):
        self.known, self.patience = known, patience
        self.started = self.changed = time.monotonic()
        self.first = self.last = self.lowest = known() if known else 0.0
        self.share: Optional[float] = None

    def __call__(self, share: float) -> Optional[float]:
        """Return the seconds left when `share` of the work is done, in [0, 1]; None if nobody can tell yet."""
        now = time.monotonic()
        self.share = share if self.share is None else self.share
        return self._from_speed(share, now) if self.known is None else self._from_known(now)

    def _from_speed(self, share, now):
        done = share - self.share
        if done <= 0 or (done < 0.1 and now - self.started < 60):
            return None
        return (now - self.started) * (1 - share) / done

    def _from_known(self, now):
        left = self.known()
        if left != self.last:
            if left > self.last:  # there is more to do than was known
                self.lowest = left
            self.last, self.changed = left, now
        # When one of two compilations ends, the other's seconds stay counted.
        self.lowest = left = min(max(left - min(now - self.changed, self.patience), 0), self.lowest)
        # Seconds that were measured over those that were expected, both with some that are as expected: so the first
        # epochs alone don't decide.
        return left * (KNOWN + now - self.started) / (KNOWN + max(self.first - left, 0))


def in_words(seconds: Optional[float]) -> str:
    """Return a time left, as exactly as it can be known: ``about 4 min left``; '' for None."""
    if seconds is None:
        return ""
    if seconds < 55:
        return f"about {max(5, -(-seconds // 5) * 5):.0f} s left"
    minutes = -(-seconds // 60)
    if minutes < 60:
        return f"about {minutes:.0f} min left"
    hours, minutes = divmod(-(-minutes // 10) * 10, 60)
    return f"about {hours:.0f} h {minutes:.0f} min left" if minutes else f"about {hours:.0f} h left"


def clock(seconds: float) -> str:
    """Return a time as ``1:05`` or ``2:01:05``."""
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class Progress:
    """A context in which progress is shown on standard error.

    Parameters
    ----------
    total : float or None
        None if it is not known.
    description : str
        Stands in front.
    unit : str
        What is counted: ``epoch``, or ``B`` for bytes.
    done : float
        What was done before.
    time_left : TimeLeft or None
        None: the speed so far tells.
    shown : bool
        False: nothing is shown.
    """

    def __init__(
        self,
        total: Optional[float],
        description: str,
        unit: str,
        done: float = 0,
        time_left: Optional[TimeLeft] = None,
        shown: bool = True,
    ):
        self.total, self.done, self.unit = total, done, unit
        self.time_left = time_left or TimeLeft()
        self.form = _form(total, description, unit, sys.stderr) if shown and not notices.are_quiet() else None

    def __enter__(self):
        self.show(self.done)
        return self

    def __exit__(self, *error):
        if self.form:
            self.form.close()

    def add(self, number: float = 1) -> None:
        """Count `number` more as done."""
        self.show(self.done + number)

    def show(self, done: float, state: str = "") -> None:
        """Show that so much is `done`, and `state` behind the time left."""
        self.done = done
        if self.form:
            left = self.time_left(done / self.total) if self.total else None
            left = None if self.total and done >= self.total else left
            self.form.show(done, ", ".join(filter(None, (in_words(left), state))), state)


def _form(total, description, unit, stream):
    live = stream.isatty() and not notices.are_verbose()  # lines of steps would tear a bar apart
    return (_Bar if live else _Lines)(total, description, unit)


class _Bar:
    """A bar that is drawn again in its place."""

    def __init__(self, total, description, unit):
        from tqdm import tqdm  # here, since `reproduce --help` has no bar

        self.state = None
        of_bytes = unit == "B"
        counted = "{n_fmt}/{total_fmt}B" if of_bytes else "{n:.10g}/{total} " + unit + "s"
        self.bar = tqdm(
            total=total,
            desc=description,
            unit=unit,
            unit_scale=of_bytes,
            leave=not of_bytes,
            dynamic_ncols=True,
            mininterval=0.2,
            miniters=0,
            bar_format="{l_bar}{bar}| " + counted + " [{elapsed}{postfix}]",
        )

    def show(self, done, words, state):
        self.bar.set_postfix_str(words, refresh=state != self.state)
        self.state = state
        self.bar.update(round(done, DIGITS) - self.bar.n)

    def close(self):
        self.bar.refresh()
        self.bar.close()


class _Lines:
    """A line for each update: at the start, when there is news, now and then, and at the end."""

    def __init__(self, total, description, unit):
        self.total, self.unit = total, unit
        self.start = f"{description}: " if description else ""
        self.started = time.monotonic()
        self.last, self.state = None, None  # the line that was printed last
        self.printed = -float("inf")
        self.line = ""

    def show(self, done, words, state):
        now = time.monotonic()
        share = f"{100 * done / self.total:.0f} %, " if self.total else ""
        words = f", {words}" if words else ""
        self.line = f"{self.start}{share}{self._counted(done)} after {clock(now - self.started)}{words}"
        gap = NEWS_GAP if state != self.state else max(LINE_GAP, (now - self.started) / 60)
        if now - self.printed >= gap:
            self._print(now, state)

    def _counted(self, done):
        if self.unit == "B":
            return f"{done / 1e6:.1f} MB"
        return f"{round(done, DIGITS):.10g}/{self.total} {self.unit}s"

    def _print(self, now, state=None):
        print(self.line, file=sys.stderr, flush=True)
        self.printed, self.state, self.last = now, state, self.line

    def close(self):
        if self.line and self.line != self.last:
            self._print(time.monotonic())
