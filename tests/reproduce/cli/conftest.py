"""Fixtures of commands as they are typed."""

import pytest

from reproduce.cli import own_images
from reproduce.data import datasets


@pytest.fixture
def images_of_its_own(tmp_path, monkeypatch):
    """Work in an empty folder, with prepared images that no other test has."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IMAGES_CACHE", str(tmp_path / "kept"))
    own_images._prepared.cache_clear()
    yield
    datasets.forget()
