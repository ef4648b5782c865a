"""Errors that a user can cause; the command line prints them in one line and ends with their exit code."""

# Exit codes beside those of `UserError`.
BROKEN_PIPE = 1  # who read the output has gone
UNFORESEEN = 70  # an error that is ours, by the convention of sysexits.h
INTERRUPTED = 130  # Ctrl-C, as shells have it


class UserError(Exception):
    """An error whose message says what was wrong, where, and what to do; it ends the command without a traceback."""

    exit_code = 2


class ConfigError(UserError):
    """A setting has no meaning, or contradicts another."""


class TrainingError(UserError):
    """A training failed for numerical reasons."""

    exit_code = 3


class DataError(UserError):
    """A data set is missing, incomplete or altered."""

    exit_code = 4


class StoreError(UserError):
    """A folder of results can't be written, or holds something else than was asked for."""

    exit_code = 5


class StackError(UserError):
    """Theano, its compiler or another package can't do its work."""

    exit_code = 6
