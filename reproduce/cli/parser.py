"""The arguments of ``reproduce``, each declared once, and the parser of the commands that read them."""

import argparse
import dataclasses
import re
import sys
from typing import Any, Callable, Dict, Iterable, Optional, Tuple

from original.registry import Registry
from reproduce import __version__
from reproduce.config import NOISE_SETTINGS, PRIOR_SETTINGS, Config, check, choices_of
from reproduce.config.recipes import RECIPES
from reproduce.errors import ConfigError
from reproduce.experiments.options import OPTIONS, Option, Options, whole
from reproduce.runs.parallel import ON_GPU
from reproduce.stack.device import DEVICES
from reproduce.stack.engine import BACKENDS, ENGINES

DESCRIPTION = (
    "Variational generation of images by deep spatial architectures (Arthur Vivé), trained again: the original Lasagne "
    "models, and every reported number beside what was obtained."
)


@dataclasses.dataclass(frozen=True)
class Command:
    """A command of ``reproduce``.

    Attributes
    ----------
    name, help : str
        The help is one line for the list of commands.
    about : str
        A few sentences for the command's own help.
    run : callable or None
        ``run(arguments)`` does the work, and returns the exit code; None for 0. None for a group of `parts`, which
        prints its help.
    reads : tuple of str
        Names of `ARGUMENTS` and `OPTIONS`: those that `run` reads.
    settings : tuple of str
        Settings of `Config` that can be given.
    helps : dict of str to str
        Help of arguments that replaces what stands in `ARGUMENTS`.
    plan : callable or None
        Where the command trains, ``plan(options)`` gives what, as `reproduce.runs.store.Store.make` takes it.
    parts : tuple of Command
        Commands of its own: ``reproduce runs list``.
    """

    name: str
    help: str
    about: str
    run: Optional[Callable[[argparse.Namespace], Optional[int]]] = None
    reads: Tuple[str, ...] = ()
    settings: Tuple[str, ...] = ()
    helps: Dict[str, str] = dataclasses.field(default_factory=dict, hash=False)
    plan: Optional[Callable[[Options], Dict]] = None
    parts: Tuple["Command", ...] = ()


def _typed(convert):
    """Return a converter for argparse that tells a `ConfigError` of `convert` in its own words."""

    def converted(text):
        try:
            return convert(text)
        except ConfigError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return converted


def _minutes(text):
    try:
        value = float(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is not a number of minutes") from error
    if not 0 < value < float("inf"):
        raise ConfigError(f"must be above 0, got {text}")
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
        Option("backend", None, "of PyTensor: C, Numba or JAX (default: C; JAX on a GPU)", BACKENDS),
        Option("pretrained", False, ""),  # each command says what it does with them
        Option("from_evidence", False, "train nothing: take what results/evidence has of each training"),
        Option(
            "mnist_dir",
            None,
            "folder with MNIST's four files (default: MNIST_DIR, or else the cache, to which they are downloaded)",
            metavar="DIR",
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
        Option("other", None, "the run to compare it with", metavar="OTHER", positional=True),
        Option("chosen", None, "parts of names, or folders", metavar="RUN", positional=True, several=True),
        Option("json", False, "print the table as JSON"),
        Option("yes", False, "remove without asking"),
        Option("compiled", False, "the engine's compiled code, too: the next training compiles it again, in a minute"),
        Option("into", None, "write the merged lines into this .jsonl file", metavar="FILE"),
    ],
)

ENGINE = ("engine", "backend")
TRAINS = ("jobs", "scheduler", "device") + ENGINE
GRID = ("seeds", "recipe") + TRAINS + ("mnist_dir", "results")  # of commands that train many models

ALL_SETTINGS = tuple(field.name for field in dataclasses.fields(Config))
GRID_SETTINGS = tuple(
    name for name in ALL_SETTINGS if name not in ("model", "dim_z", "seed") + NOISE_SETTINGS + PRIOR_SETTINGS
)


def parser_of(commands: Iterable[Command]) -> argparse.ArgumentParser:
    """Return the parser.

    Its results have the `Command` under ``command`` and the given settings under ``settings``; ``help_of`` is the
    parser to print the help of, where no command to run was typed.
    """
    parser = _Parser(prog="reproduce", description=DESCRIPTION, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(command=None, help_of=parser)
    _add_commands(parser, commands)
    return parser


def _add_commands(parser, commands):
    added = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in commands:
        own = added.add_parser(command.name, help=command.help, description=command.about, allow_abbrev=False)
        own.set_defaults(command=command, settings={}, help_of=own)
        for name in command.reads:
            option = OPTIONS[name] if name in OPTIONS else ARGUMENTS[name]
            _add_option(own, option, command.helps.get(name, option.help))
        _add_settings(own, command.settings)
        if command.parts:
            _add_commands(own, command.parts)


def typed(commands: Iterable[Command]) -> Dict[Tuple[str, ...], Command]:
    """Return the commands that can be run by the words that are typed: ``("runs", "list")`` for one of a group."""
    found: Dict[Tuple[str, ...], Command] = {}
    for command in commands:
        if command.run:
            found[(command.name,)] = command
        found.update({(command.name, *words): part for words, part in typed(command.parts).items()})
    return found


def options_from(arguments: argparse.Namespace) -> Options:
    """Return the `Options` that a command's arguments ask for; those that it does not read are at their default."""
    given = {name: getattr(arguments, name) for name in arguments.command.reads if name in OPTIONS}
    if "seeds" in arguments.command.reads:
        given["seeds"] = arguments.seeds
    return Options(settings_from(arguments), **given)


def settings_from(arguments: argparse.Namespace) -> Dict[str, Any]:
    """Return the settings of the recipe, if the command takes one, with those given beside it."""
    recipe = RECIPES[arguments.recipe].settings if "recipe" in arguments.command.reads else {}
    return {**recipe, **arguments.settings}


NEGATIVE_NUMBER = re.compile(r"-(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$|-(inf|infinity|nan)$", re.IGNORECASE)


class _Parser(argparse.ArgumentParser):
    """Errors in one line, and negative numbers as Python writes them: argparse takes -1e-3 for an option."""

    def __init__(self, **options):
        super().__init__(**options)
        self._negative_number_matcher = NEGATIVE_NUMBER

    def _print_message(self, message, file=None):
        (file or sys.stderr).write(message)  # argparse itself passes over output that can't be written

    def error(self, message):
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


class _StoreSetting(argparse.Action):
    """Keeps the settings that are given apart from the other arguments."""

    def __call__(self, parser, namespace, values, option_string=None):
        if values is not None:
            namespace.settings = {**namespace.settings, self.dest: values}


def _add_option(command, option: Option, help):
    """Add one of `ARGUMENTS` or `OPTIONS`."""
    if option.default is False:
        command.add_argument(option.flag, action="store_true", help=help)
        return
    known = {name: value for name in ("choices", "metavar") if (value := getattr(option, name))}
    if option.several:
        known["nargs"] = "+" if option.default is None else "*"
    if option.default not in (None, []) and not option.positional:
        help += f" (default {option.default})"
    command.add_argument(option.flag, default=option.default, type=_typed(option.convert), help=help, **known)


def _add_settings(command, names):
    """Add an option for each of the settings, in groups by what they are about."""
    about = [base for base in reversed(Config.__mro__) if dataclasses.is_dataclass(base) and base is not Config]
    for base in about:
        fields = [field for field in dataclasses.fields(base) if field.name in names]
        if not fields:
            continue
        title, _ = base.__doc__.split(":", 1)
        group = command.add_argument_group(title[0].lower() + title[1:])
        for field in fields:
            _add_setting(group, field)


def _add_setting(group, field):
    choices, words, shown = choices_of(field), field.metadata["words"], field.metadata["help"]
    known = {"action": _StoreSetting, "type": _typed(_setting(field))}
    if field.name == "model":
        group.add_argument("model", nargs="?", metavar="MODEL", help=f"{shown}: {', '.join(choices)}", **known)
        return
    metavar = "{" + ",".join(map(str, choices)) + "}" if choices else "|".join((field.type.__name__.upper(),) + words)
    flag = "--" + field.name.replace("_", "-")
    group.add_argument(flag, metavar=metavar, help=f"{shown} (default {field.default})", **known)


def _setting(field):
    """Return a converter by the type and the rules of a setting."""

    def convert(text):
        try:
            value = text if text in field.metadata["words"] else field.type(text)
        except ValueError as error:
            raise ConfigError(f"{text!r} is not of type {field.type.__name__}") from error
        check(field, value)
        return value

    return convert
