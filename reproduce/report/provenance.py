"""Where a report comes from: the commit of the checkout, the day, the version."""

import datetime
import os
import subprocess
from typing import Optional

from reproduce import __version__

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def of_today() -> dict:
    """Return ``version``, ``date``, and ``commit``, which is None outside a git checkout."""
    return {"version": __version__, "date": datetime.date.today().isoformat(), "commit": commit()}


def commit() -> Optional[str]:
    """Return the checkout's commit in short; an installed package has none, even inside another project's checkout."""
    if not os.path.exists(os.path.join(ROOT, ".git")):
        return None
    try:
        done = subprocess.run(
            ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
