"""The C back end as it is started: what it says, and what not."""

import importlib
import logging

import pytest

from original.engines.compat import BACKEND, theano


@pytest.mark.skipif(BACKEND != "c", reason="of the back end C")
def test_two_processes_that_end_at_once_warn_of_nothing(caplog):
    """Each clears old modules from the cache; one that another has removed already is worth no word."""
    cache = importlib.import_module(f"{theano.__name__}.link.c.cmodule")
    cache._logger.warning("Unable to delete a module")
    assert not caplog.records and cache._logger.isEnabledFor(logging.ERROR)
