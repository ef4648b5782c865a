import signal

import numpy as np
import pytest

from original.engines import compat  # noqa: F401  prepares Theano and Lasagne before any test module imports them
from reproduce.stack import engine


def pytest_configure(config):
    config.addinivalue_line("markers", "heavy: takes seconds; left out of `make test`, run by `make test-heavy`")
    config.addinivalue_line("markers", "slow: takes minutes; left out of both, run by `make test-slow`")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a script's background; the tests press Ctrl-C
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Theano and NumPy 1.23 disagree about names thousands of times; nothing of ours is among them.
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning:theano.*")
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning:lasagne.*")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(scope="session", autouse=True)
def reference():
    """Runs and results in this process have the names of the reference's, whichever engine makes them.

    What another engine's are called is in tests/reproduce/stack/test_engine.py.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "REFERENCE", engine.current())
        yield
