"""Questions to a Python that is started afresh, for what would change this process or end it."""

import os
import sys
from typing import List, Mapping, Optional, Tuple

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def ask(
    *arguments: str, environment: Mapping[str, str], timeout: Optional[float] = None
) -> Tuple[List[str], Optional[str]]:
    """Run Python with `arguments` where our packages can be imported.

    Parameters
    ----------
    arguments : str
        Of the command line: ``"-c", program`` or ``"-m", module``.
    environment : dict of str to str
        All of its environment variables.
    timeout : float or None
        Seconds after which it is ended.

    Returns
    -------
    (lines, failure)
        The lines of its standard output; and None, or a phrase that says why it failed, with its last line on
        standard error.
    """
    import subprocess  # here, since `reproduce --help` asks nothing

    try:
        done = subprocess.run(
            [sys.executable, *arguments], capture_output=True, timeout=timeout, check=False, env=environment, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        return [], f"no answer within {timeout:g} s"
    lines, errors = [_lines(stream) for stream in (done.stdout, done.stderr)]
    if done.returncode:
        return lines, ": ".join([f"exit code {done.returncode}", *errors[-1:]])
    return lines, None


def _lines(stream):
    return [line.strip() for line in stream.decode(errors="replace").splitlines() if line.strip()]
