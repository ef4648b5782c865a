import os

from setuptools import find_packages, setup

PACKAGES = find_packages(include=[name + end for name in ("original", "reproduce", "figures") for end in ("", ".*")])
WEIGHTS = os.path.join("results", "weights")  # where `reproduce weights` writes, and reproduce.runs.pretrained looks
if os.path.isdir(WEIGHTS):
    PACKAGES.append("reproduce.weights")

setup(
    name="dtvae-reproduce",
    version="0.1.0",
    description="The deep spatial variational autoencoders of a Theano and Lasagne thesis, trained again, "
    "every reported number set beside what was obtained",
    license="MIT",
    packages=PACKAGES,
    package_dir={"reproduce.weights": WEIGHTS},
    package_data={
        "original.kernels": ["*.h", "*.cpp"],
        "reproduce.report": ["*.j2"],
        "reproduce.report.explore": ["page/*"],
        "reproduce.thesis": ["*.json"],
        "reproduce.weights": ["*.npz", "*.json"],
    },
    python_requires=">=3.8",
    install_requires=[
        # The engine, see original/engines/compat.py. NumPy 2 changes the C structures that Theano's generated code
        # reads, and Python 3.13 has no NumPy old enough.
        'Theano-PyMC==1.1.2; python_version < "3.13"',
        'pytensor>=3.3.7,<3.4; python_version >= "3.13"',
        "Lasagne==0.1",
        # Theano reads names that NumPy 1.24 dropped. Python 3.12 needs 1.26; original/engines/theano_pymc.py makes up
        # for them there.
        'numpy>=1.20,<1.24; python_version < "3.12"',
        'numpy==1.26.4; python_version == "3.12"',
        'numpy>=2.1; python_version >= "3.13"',
        'scipy>=1.7,<1.11; python_version < "3.12"',
        'scipy>=1.11.2,<1.13; python_version == "3.12"',
        'scipy>=1.14; python_version >= "3.13"',
        'scikit-learn>=1.3,<1.4; python_version < "3.13"',
        'scikit-learn>=1.6; python_version >= "3.13"',
        'matplotlib>=3.7,<3.8; python_version < "3.13"',
        'matplotlib>=3.9; python_version >= "3.13"',
        "pillow>=9.1",  # comes with Matplotlib, too; writes palettes and animations
        "threadpoolctl",
        "scipy-openblas32",
        "tqdm",
        "jinja2",
        "joblib>=1.4",
        "filelock",
        "platformdirs",
        # Completion in bash, zsh and fish from the parser itself. The last shtab for Python 3.8 has no fish.
        "argcomplete>=3.5",
        # Theano imports distutils, which left the standard library in 3.12 and lives on in setuptools.
        'setuptools<70; python_version < "3.13"',
    ],
    extras_require={
        "cluster": ["dask[distributed]"],
        # PyTensor's back end JAX, on the CPU or on a GPU.
        "jax": ['jax; python_version >= "3.13"'],
        "cuda12": ['jax[cuda12]; python_version >= "3.13"'],
        "cuda13": ['jax[cuda13]; python_version >= "3.13"'],
        # Playwright drives an installed Chromium through the explorer, axe looks for what shuts readers out.
        "test": [
            "pytest",
            "pytest-xdist",
            "hypothesis",
            "dask[distributed]",
            "ruff",
            "mypy",
            "playwright",
            "axe-playwright-python",
        ],
        # The site that `make docs` builds, in an environment of its own; tools/lock.sh locks it.
        "docs": [
            "mkdocs>=1.6,<2",
            "mkdocs-material>=9.7,<10",
            "mkdocstrings-python>=2,<3",
            "pymdown-extensions<12",
            "ruff",
        ],
    },
    entry_points={"console_scripts": ["reproduce = reproduce.cli.commands:main"]},
)
