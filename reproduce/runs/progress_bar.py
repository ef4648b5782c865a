"""The progress display of several tasks, which follows what they write rather than being told."""

import threading
from typing import Callable, Optional

from reproduce.progress import Progress, TimeLeft


class FollowedBar:
    """A progress display that asks every half second how far the tasks are; none where nothing is left to do.

    Parameters
    ----------
    total : int
    count : callable
        How many of them are done.
    description : str
        Stands in front of the bar.
    unit : str
        What is counted.
    state : callable
        ``state(count)`` gives what to say behind the time left, a str.
    time_left : reproduce.progress.TimeLeft or None
    """

    def __init__(
        self,
        total: int,
        count: Callable[[], float],
        description: str,
        unit: str,
        state: Callable[[float], str],
        time_left: Optional[TimeLeft] = None,
    ):
        self.count, self.state = count, state
        self.finished = threading.Event()
        done = count()
        self.progress = Progress(total, description, unit, done, time_left, shown=total > done)
        self.progress.show(done, state(done))
        self.thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.finished.set()
        self.thread.join()
        self.progress.__exit__()

    def _follow(self):
        while not self.finished.wait(0.5):
            self._show()
        self._show()

    def _show(self):
        done = self.count()
        self.progress.show(done, self.state(done))
