"""The parts that people pick up: the version that all files name, and packages that work outside the repository."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig

import pytest

from reproduce import __version__

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@pytest.mark.parametrize(
    "name, pattern",
    [("setup.py", r'version="(.*?)"'), ("CITATION.cff", r"^version: (.*)$"), ("Dockerfile", r'image\.version="(.*?)"')],
)
def test_every_file_names_the_same_version(name, pattern):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        assert re.findall(pattern, file.read(), re.MULTILINE) == [__version__]


def run(*command, cwd):
    subprocess.run([str(word) for word in command], cwd=str(cwd), check=True)


def built(folder, kind):
    """Path of the package that `make dist` builds from what is committed, built in `folder`."""
    run("git", "clone", "-q", ROOT, folder / "clone", cwd=folder)
    run(sys.executable, "setup.py", "-q", kind, "-d", folder / "dist", cwd=folder / "clone")
    (package,) = os.listdir(str(folder / "dist"))
    shutil.rmtree(str(folder / "clone"))
    return folder / "dist" / package


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["bdist_wheel", "sdist"])
def test_a_package_draws_a_figure_in_an_empty_folder(tmp_path, kind):
    package = built(tmp_path, kind)
    run(sys.executable, "-m", "venv", "venv", cwd=tmp_path)
    run("venv/bin/python", "-m", "pip", "install", "-q", package, cwd=tmp_path)
    (tmp_path / "empty").mkdir()
    run(tmp_path / "venv" / "bin" / "reproduce", "figure6", "--pretrained", cwd=tmp_path / "empty")
    assert (tmp_path / "empty" / "results" / "pretrained" / "figure6.png").stat().st_size > 10000


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """`installed(*command)` is what a command prints, where the wheel is installed and no checkout is near.

    The wheel lies in an environment of its own, which takes the other packages from this one's. The command runs in a
    folder that has packages named as ours are.
    """
    place = tmp_path_factory.mktemp("installed")
    wheel = built(place, "bdist_wheel")
    run(sys.executable, "-m", "venv", "venv", cwd=place)
    run("venv/bin/python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel, cwd=place)
    (own,) = place.glob("venv/lib/python*/site-packages")
    (own / "others.pth").write_text(sysconfig.get_paths()["purelib"])  # behind its own; no .pth of theirs is read
    for name in ("figures", "original"):
        (place / "elsewhere" / name).mkdir(parents=True)
        (place / "elsewhere" / name / "__init__.py").write_text("raise SystemExit('theirs')")
    programs = str(place / "venv" / "bin")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PATH"] = os.pathsep.join([programs, environment["PATH"]])

    def answer(program, *words):
        command = [os.path.join(programs, program), *words]
        done = subprocess.run(
            command, cwd=str(place / "elsewhere"), env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    answer.place = place
    return answer


@pytest.mark.slow
@pytest.mark.parametrize("command", [("reproduce",), ("python", "-m", "reproduce")])
def test_a_wheel_elsewhere_tells_its_version(installed, command):
    told = installed(*command, "--version")
    assert told.startswith(f"reproduce {__version__}, ") and "commit" not in told


@pytest.mark.slow
def test_a_wheel_elsewhere_is_sound(installed):
    found = json.loads(installed("reproduce", "doctor", "--json", "--results", "results"))
    assert found["problems"] == [] and found["versions"]["reproduce"] == __version__


LOAD = """
import numpy, reproduce
model = reproduce.load("tvae_affine", dim_z=8)
codes = model.encode(numpy.zeros((2, 28, 28), "float32"))
print(reproduce.__file__, codes.shape, model.decode(codes).shape, sep="\\n")
"""


@pytest.mark.slow
def test_a_wheel_elsewhere_loads_its_weights(installed):
    (installed.place / "elsewhere" / "script.py").write_text(LOAD)
    place, codes, images = installed("python", "script.py").splitlines()
    assert place.startswith(str(installed.place / "venv")), "the wheel's, not the checkout's"
    assert (codes, images) == ("(2, 8)", "(2, 28, 28)")
