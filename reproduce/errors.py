"""Errors that a user can cause; the command line prints them in one line and ends with their exit code."""


class UserError(Exception):
    """What was wrong, where, and what to do; ends the command without a traceback."""

    exit_code = 2


class ConfigError(UserError):
    """A setting has no meaning, or contradicts another."""


class DataError(UserError):
    """A data set is missing, incomplete or altered."""


class StoreError(UserError):
    """A folder of results can't be written, or holds something else than was asked for."""


class TrainingError(UserError):
    """A training failed for numerical reasons."""

    exit_code = 3
