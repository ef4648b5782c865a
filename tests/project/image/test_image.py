"""The Docker image, built and used without a Docker engine: see check.sh."""

import os
import re
import shutil
import subprocess

import pytest

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(FOLDER)))


def reason_not_to():
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "needs root"
    missing = [name for name in ("buildah", "debootstrap") if shutil.which(name) is None]
    return "needs {}: apt-get install buildah debootstrap".format(" and ".join(missing)) if missing else None


@pytest.mark.slow
@pytest.mark.skipif(reason_not_to() is not None, reason=str(reason_not_to()))
def test_the_image_is_built_on_debian_and_used_as_its_user():
    subprocess.run([os.path.join(FOLDER, "check.sh")], check=True)


def dockerfile():
    with open(os.path.join(ROOT, "Dockerfile"), encoding="utf-8") as file:
        return file.read()


def test_its_default_base_is_pinned():
    assert re.search(r"^ARG BASE=nvidia/cuda:\S+@sha256:[0-9a-f]{64}$", dockerfile(), re.MULTILINE)
