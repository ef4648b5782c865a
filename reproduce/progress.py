"""Progress bars that suit where they are shown."""

import sys


def bar(**options):
    """Return a tqdm bar on standard error: live on a terminal, a line a minute in a log file or pipe."""
    from tqdm import tqdm  # here, since `reproduce --help` has no bar

    live = sys.stderr.isatty()
    seconds = 0.2 if live else 60
    return tqdm(mininterval=seconds, maxinterval=seconds, dynamic_ncols=live, ascii=not live, **options)
