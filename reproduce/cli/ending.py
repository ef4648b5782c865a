"""The end of a command: whatever is raised becomes one line on standard error and an exit code."""

import os
import sys
import tempfile
import traceback
from typing import Callable, Optional

from reproduce.cli import colours, streams
from reproduce.errors import BROKEN_PIPE, INTERRUPTED, UNFORESEEN, StackError, StoreError, UserError


def exit_code_of(run: Callable[[], Optional[int]]) -> int:
    """Call `run`, and return the exit code: what it returns, or that of what it raises."""
    streams.prepare()
    try:
        try:
            return run() or 0
        finally:
            streams.flush()
    except BrokenPipeError:
        streams.let_go()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return _say("interrupted; the same command goes on from the last checkpoint", INTERRUPTED, before="\n")
    except UserError as error:
        return _say(str(error), error.exit_code)
    except ImportError as error:
        return _say(str(error), StackError.exit_code)
    except MemoryError as error:
        return _say(f"there is not enough memory ({_in_a_line(error)}); ask for less at a time", StackError.exit_code)
    except OSError as error:
        return _say(f"the system can't do this: {_in_a_line(error)}{_log()}", StoreError.exit_code)
    except Exception as error:
        return _say(f"nobody foresaw this {type(error).__name__}: {_in_a_line(error)}{_log()}", UNFORESEEN)


def _say(message, code, before=""):
    """Print a line on standard error and return `code`, also where nothing can be printed any more."""
    try:
        prefix = colours.painted("reproduce:", colours.RED, sys.stderr)
        print(f"{before}{prefix} {message}", file=sys.stderr, flush=True)
        streams.flush()
    except OSError:
        streams.let_go()
    return code


def _in_a_line(error):
    return " ".join(str(error).split())[:300] or type(error).__name__


def _log():
    """Keep the traceback in a file, and return words that name it; without a place for files print it."""
    try:
        handle, path = tempfile.mkstemp(prefix="reproduce-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            traceback.print_exc(file=file)
    except OSError:
        traceback.print_exc()
        return ""
    return f" (the traceback is in {path})"
