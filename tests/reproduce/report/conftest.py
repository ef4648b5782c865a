"""Fixtures that the tests of the pages share."""

import pytest

from browser import chromium


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser
