"""Tasks for tests of what runs them: here, since worker processes import this folder's modules, not test modules."""

import os
import time

from reproduce.errors import DataError


def result_after(seconds, result):
    time.sleep(seconds)
    return result


def process():
    # Long enough that no process can take both tasks.
    time.sleep(0.5)
    return os.getpid()


def fails():
    raise DataError("MNIST: not here")
