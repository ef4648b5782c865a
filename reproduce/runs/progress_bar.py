"""The progress bar over several tasks, which follows what they write rather than being told."""

import threading
from typing import Callable

from reproduce import progress


class FollowedBar:
    """A progress bar that asks every half second how far the tasks are; none where nothing is left to do.

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
    """

    def __init__(self, total: int, count: Callable[[], int], description: str, unit: str, state: Callable[[int], str]):
        self.count, self.state = count, state
        self.finished = threading.Event()
        done = count()
        # The time left is told from the mean speed so far: of several runs, many steps may come at once, then none.
        self.bar = progress.bar(
            total=total,
            initial=done,
            desc=description,
            unit=unit,
            postfix=state(done),
            smoothing=0,
            miniters=0,
            disable=total <= done,
            bar_format="{l_bar}{bar}| {n}/{total} {unit}s [{elapsed}, {remaining} left{postfix}]",
        )
        self.thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.finished.set()
        self.thread.join()
        self.bar.close()

    def _follow(self):
        while not self.finished.wait(0.5):
            self._show()
        self._show()

    def _show(self):
        done = self.count()
        self.bar.set_postfix_str(self.state(done), refresh=False)
        self.bar.update(done - self.bar.n)
