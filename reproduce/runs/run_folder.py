"""The folder that a task writes to."""

import os


class RunFolder(str):
    """The path among a task's arguments that names the folder it writes to; at most one.

    On a cluster a folder of the worker's takes its place, and what the task wrote there comes back to this one.

    Parameters
    ----------
    path : str
    last : str
        Name of the file in it that says that the task is done.
    """

    def __new__(cls, path, last="metrics.json"):
        folder = super().__new__(cls, path)
        folder.last = last
        return folder

    def is_done(self) -> bool:
        """Return whether the task is done, here."""
        return os.path.isfile(os.path.join(self, self.last))
