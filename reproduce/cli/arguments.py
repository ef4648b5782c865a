"""The arguments of ``reproduce``, each declared once; `reproduce.cli.parser` reads them."""

import dataclasses

from original.registry import Registry
from reproduce.config import CODE_SETTINGS, NOISE_SETTINGS, PRIOR_SETTINGS, Config
from reproduce.config.recipes import RECIPES
from reproduce.errors import ConfigError
from reproduce.experiments.options import Option, whole
from reproduce.runs.parallel import ON_GPU, SEEDS_ON_GPU
from reproduce.stack.device import DEVICES
from reproduce.stack.engine import BACKENDS, ENGINES
from reproduce.stack.speed import AUTO

SHELLS = ("bash", "zsh", "fish")


def _minutes(text):
    try:
        value = float(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is not a number of minutes") from error
    if not 0 < value < float("inf"):
        raise ConfigError(f"must be above 0, got {text}")
    return value


def _share(text):
    try:
        value = float(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is not a share") from error
    if not 0 < value < 1:
        raise ConfigError(f"must lie between 0 and 1, got {text}")
    return value


# Those beside `OPTIONS`, which do not make an `Options`.
ARGUMENTS = Registry(
    "argument",
    [
        Option("seeds", 1, "trainings of each model, with seeds 0 to N - 1", convert=whole(1), metavar="N"),
        Option(
            "recipe",
            "thesis",
            f"settings to start from: {'; '.join(f'{recipe.name}, {recipe.what}' for recipe in RECIPES.values())}",
            tuple(RECIPES),
        ),
        Option(
            "jobs",
            None,
            "trainings at a time, which share the cores, and one GPU with --device cuda (default: one for each core, "
            f"on a GPU {ON_GPU} at most)",
            convert=whole(1),
            metavar="N",
        ),
        Option(
            "together",
            None,
            "seeds of a model that one program trains, with PyTensor through JAX (default: all of up to "
            f"{SEEDS_ON_GPU} on a GPU; 1 on the CPU, where more gain little)",
            convert=whole(1),
            metavar="N",
        ),
        Option(
            "scheduler",
            None,
            "have the workers of this Dask scheduler, tcp://host:8786, train what is missing; each reads the data on "
            "its own machine and needs `dask worker --nthreads 1` (default: this machine)",
            metavar="ADDRESS",
        ),
        Option(
            "device",
            None,
            "where the engine works: the CPU; a GPU, with PyTensor through JAX, with Theano-PyMC through pygpu, never "
            "tried so far; or a GPU if one answers (default: the CPU, unless THEANO_FLAGS says otherwise)",
            DEVICES,
        ),
        Option(
            "engine",
            None,
            "what runs the definitions: Theano-PyMC, the reference, or PyTensor, its heir (default: Theano-PyMC where "
            "it is installed)",
            ENGINES,
        ),
        Option(
            "backend",
            None,
            "of PyTensor: C, Numba, JAX, or the fastest of them here, which is measured once (default: C; JAX on a "
            "GPU)",
            (*BACKENDS, AUTO),
        ),
        Option("pretrained", False, ""),  # each command says what it does with them
        Option("from_evidence", False, "train nothing: take what results/evidence has of each training"),
        Option(
            "mnist_dir",
            None,
            "folder with MNIST's four files (default: MNIST_DIR, or else the cache, to which they are downloaded)",
            metavar="DIR",
        ),
        Option(
            "images",
            None,
            "your own images: a .npy or .npz, a folder or a zip of pictures, or a folder of IDX files",
            metavar="PATH",
        ),
        Option(
            "size",
            None,
            "resample your images to so many rows and columns, 4 to 128 each",
            convert=whole(4),
            metavar="PIXELS",
            several=True,
        ),
        Option("invert", False, "turn black and white of your images around: ink is white here"),
        Option("grey", False, "take your images without their colours"),
        Option(
            "tests",
            None,
            "your images for tests, in any form that --images takes (default: a share of those, or the part of an "
            "array or of IDX files that is for tests)",
            metavar="PATH",
        ),
        Option("test_share", 0.2, "share of your images that are set apart for tests", convert=_share, metavar="SHARE"),
        Option(
            "label_level",
            None,
            "which folder is the label of a picture: 1, the one that holds it; 2, the one above that (default 1, or as "
            "the images that trained a model)",
            convert=whole(1),
            metavar="N",
        ),
        Option("results", "results", "folder of tables and, under runs/, of trainings", metavar="DIR"),
        Option("out", None, "folder of the run (default: results/runs/ and a name by the settings)", metavar="DIR"),
        Option(
            "config", None, "take the settings from a run's config.json; options given beside it win", metavar="FILE"
        ),
        Option(
            "checkpoint_minutes",
            None,
            "write a checkpoint every M minutes, too (default: at the end of each epoch)",
            convert=_minutes,
            metavar="M",
        ),
        Option("epochs", 50, "passes over the digits", convert=whole(1), metavar="N"),
        Option(
            "folders",
            [],
            "more evidence: folders of .jsonl files, or such files",
            metavar="FOLDER",
            positional=True,
            several=True,
        ),
        Option("runs", [], "folders of your own finished trainings", metavar="RUN", positional=True, several=True),
        Option("run", None, "a part of the name of a stored run, or its folder", metavar="RUN", positional=True),
        Option(
            "path",
            None,
            "images: a folder or a zip of pictures, a picture, a .npy or .npz, or a folder of IDX files",
            metavar="PATH",
            positional=True,
        ),
        Option("first", None, "take the first N of the images", convert=whole(1), metavar="N"),
        Option("other", None, "the run to compare it with", metavar="OTHER", positional=True),
        Option("chosen", None, "parts of names, or folders", metavar="RUN", positional=True, several=True),
        Option("profile", False, "say afterwards where the time went"),
        Option("json", False, "print the table as JSON"),
        Option("yes", False, "remove without asking"),
        Option("compiled", False, "the engine's compiled code, too: the next training compiles it again, in a minute"),
        Option("shell", None, "the shell that you type in", SHELLS, positional=True),
        Option("into", None, "write the merged lines into this .jsonl file", metavar="FILE"),
    ],
)

# Of every command, with a short form of one letter.
EVERYWHERE = (
    Option("quiet", False, "print results and errors, and nothing else: no progress, no notices"),
    Option("verbose", False, "tell each step: engine, data, folder of each run, compiling, each epoch"),
)

ENGINE = ("engine", "backend")
TRAINS = ("jobs", "scheduler", "device") + ENGINE
GRID = (
    ("seeds", "together", "recipe") + TRAINS + ("mnist_dir", "results", "profile")
)  # of commands that train many models

OWN_IMAGES = ("images", "size", "invert", "grey", "tests", "test_share", "label_level")

ALL_SETTINGS = tuple(field.name for field in dataclasses.fields(Config))
GRID_SETTINGS = tuple(
    name
    for name in ALL_SETTINGS
    if name not in ("model", "dim_z", "seed") + NOISE_SETTINGS + PRIOR_SETTINGS + CODE_SETTINGS
)
