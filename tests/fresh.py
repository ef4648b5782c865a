"""Python started afresh, which has no engine yet."""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CHOICES = ("REPRODUCE_ENGINE", "REPRODUCE_BACKEND", "THEANO_FLAGS", "PYTENSOR_FLAGS")


def python(*arguments, leave_out=CHOICES, **environment):
    """Return (exit code, standard output, standard error) of Python with `arguments`.

    Its environment is this process's without the variables of `leave_out`, by default its choice of an engine and its
    flags, and with those given.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in leave_out}
    path = os.pathsep.join(filter(None, (ROOT, os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**inherited, "PYTHONPATH": path, **environment},
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()
