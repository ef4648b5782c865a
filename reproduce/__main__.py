"""``python -m reproduce`` is the command ``reproduce``."""

import sys

from reproduce.cli.commands import main

if __name__ == "__main__":
    sys.exit(main())
