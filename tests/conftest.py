import numpy as np
import pytest

import original  # noqa: F401  prepares Theano and Lasagne before any test module imports them


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes minutes; left out of `make test`, run by `make test-slow`")
    # Theano and NumPy 1.23 disagree about names thousands of times; nothing of ours is among them.
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning:theano.*")
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning:lasagne.*")


@pytest.fixture
def rng():
    return np.random.default_rng(0)
