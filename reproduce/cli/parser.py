"""The parser of ``reproduce``: commands and arguments that are declared elsewhere, read from what is typed."""

import argparse
import dataclasses
import re
import sys
from typing import Any, Container, Dict, Iterable, Optional

from reproduce.cli import colours, listing, own_images, refusals, version
from reproduce.cli.arguments import ARGUMENTS, EVERYWHERE
from reproduce.cli.command import PROGRAM, Command
from reproduce.config import Config, check, choices_of
from reproduce.config.recipes import RECIPES
from reproduce.errors import ConfigError
from reproduce.experiments.options import OPTIONS, Option, Options

DESCRIPTION = (
    "Variational generation of images by deep spatial architectures (Arthur Vivé), trained again: the original Lasagne "
    "models, and every reported number beside what was obtained."
)


def parser_of(commands: Iterable[Command], typed: Optional[Container[str]] = None) -> argparse.ArgumentParser:
    """Return the parser.

    A command whose name is not among the words ``typed`` gets no arguments, which take time; all get theirs without.

    Its results have the `Command` under ``command`` and the given settings under ``settings``; ``parser`` is the one to
    print the help of, where no command to run was typed.
    """
    commands = list(commands)
    parser = _Parser(
        prog=PROGRAM,
        usage="%(prog)s [-h] [--version] [-q] [-v] COMMAND ...",
        description=DESCRIPTION,
        epilog=listing.of_commands(commands),
    )
    parser.commands = {command.name: command for command in commands}
    parser.add_argument("--version", action=_Version, help="print version, engine and commit")
    _add_everywhere(parser)
    parser.set_defaults(command=None, parser=parser)
    # The help is for completion; the list of commands is ours, in groups.
    _add_commands(parser.add_subparsers(prog=PROGRAM, metavar="COMMAND", help=argparse.SUPPRESS), commands, typed)
    return parser


def _add_commands(added, commands, typed):
    known = {command.name: command for command in commands}
    for command in commands:
        own = added.add_parser(
            command.name, help=command.help, description=command.about, epilog=listing.of_examples(command)
        )
        own.set_defaults(command=command, settings={}, parser=own)
        if typed is not None and command.name not in typed:
            continue
        for name in command.reads:
            option = OPTIONS[name] if name in OPTIONS else ARGUMENTS[name]
            _add_option(own, option, command.helps.get(name, option.help))
        for option in command.own:
            _add_option(own, option, option.help)
        _add_everywhere(own)
        _add_settings(own, command, [name for name, other in known.items() if "images" in other.reads])
        if command.parts:
            _add_commands(own.add_subparsers(title="commands", metavar="COMMAND"), command.parts, typed)


def options_from(arguments: argparse.Namespace) -> Options:
    """Return the `Options` that a command's arguments ask for; those that it does not read are at their default."""
    given = {name: getattr(arguments, name) for name in arguments.command.reads if name in OPTIONS}
    if "seeds" in arguments.command.reads:
        given["seeds"] = arguments.seeds
    return Options(settings_from(arguments), **given)


def settings_from(arguments: argparse.Namespace) -> Dict[str, Any]:
    """Return the settings of the recipe, if the command takes one, with those given beside it."""
    recipe = RECIPES[arguments.recipe].settings if "recipe" in arguments.command.reads else {}
    own = own_images.settings_from(arguments) if "images" in arguments.command.reads else {}
    return {**recipe, **arguments.settings, **own}


NEGATIVE_NUMBER = re.compile(r"-(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$|-(inf|infinity|nan)$", re.IGNORECASE)


class _Parser(argparse.ArgumentParser):
    """Errors in one line, and negative numbers as Python writes them: argparse takes -1e-3 for an option."""

    def __init__(self, **options):
        super().__init__(allow_abbrev=False, formatter_class=_Formatter, **options)
        self._negative_number_matcher = NEGATIVE_NUMBER
        self.color = False  # of Python 3.14: help is plain

    def parse_args(self, args=None, namespace=None):
        arguments, unknown = self.parse_known_args(args, namespace)
        if unknown:
            command, own = arguments.command, arguments.parser
            own.error(
                refusals.of_arguments(unknown, command, own._option_string_actions, self.commands)
                if command
                else f"unrecognized arguments: {' '.join(unknown)}"
            )
        return arguments

    def _check_value(self, action, value):
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, refusals.of_choice(value, action.choices))

    def _print_message(self, message, file=None):
        (file or sys.stderr).write(message)  # argparse itself passes over output that can't be written

    def error(self, message):
        prefix = colours.painted(f"{self.prog}:", colours.RED, sys.stderr)
        self.exit(2, f"{prefix} {message} (see {self.prog} --help)\n")


class _Formatter(argparse.HelpFormatter):
    """Help whose text is filled, but for what has lines of its own."""

    def _fill_text(self, text, width, indent):
        return text if "\n" in text else super()._fill_text(text, width, indent)


class _Version(argparse.Action):
    """Prints the version, which is put together only then."""

    def __init__(self, option_strings, dest, help=None):
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser, namespace, values, option_string=None):
        parser._print_message(version.text() + "\n", sys.stdout)
        parser.exit()


def _typed(convert):
    """Return a converter for argparse that tells a `ConfigError` of `convert` in its own words."""

    def converted(text):
        try:
            return convert(text)
        except ConfigError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return converted


class _StoreSetting(argparse.Action):
    """Keeps the settings that are given apart from the other arguments."""

    def __call__(self, parser, namespace, values, option_string=None):
        if values is not None:
            namespace.settings = {**namespace.settings, self.dest: values}


def _add_everywhere(parser):
    """Add `EVERYWHERE`; what is not given has no value at all, so that it may stand before the command, too."""
    group = parser.add_mutually_exclusive_group()
    for option in EVERYWHERE:
        flags = (option.flag[1:3], option.flag)
        group.add_argument(*flags, action="store_true", default=argparse.SUPPRESS, help=option.help)


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


def _add_settings(parser, command, takers):
    """Add an option for each of the settings, in groups by what they are about; `takers` take a user's own images."""
    about = [base for base in reversed(Config.__mro__) if dataclasses.is_dataclass(base) and base is not Config]
    for base in about:
        fields = [field for field in dataclasses.fields(base) if field.name in command.settings]
        if not fields:
            continue
        title, _ = base.__doc__.split(":", 1)
        group = parser.add_argument_group(title[0].lower() + title[1:])
        for field in fields:
            _add_setting(group, field, command, takers)


def _add_setting(group, field, command, takers):
    choices, words, shown = choices_of(field), field.metadata["words"], field.metadata["help"]
    convert = _setting(field)
    if field.name == "dataset":
        convert = _dataset(convert, command, takers)
        if "images" in command.reads:
            choices, shown = (*choices, own_images.IDX), shown + own_images.IDX_HELP
    known = {"action": _StoreSetting, "type": _typed(convert)}
    if field.name == "model":
        help = f"{shown}: {', '.join(choices)}"
        group.add_argument("model", nargs="?", metavar="MODEL", help=help, **known).completer = _completer(choices)
        return
    metavar = "{" + ",".join(map(str, choices)) + "}" if choices else "|".join((field.type.__name__.upper(),) + words)
    flag = "--" + field.name.replace("_", "-")
    if field.metadata.get("bare") is not None:
        known.update(nargs="?", const=field.metadata["bare"])
    added = group.add_argument(flag, metavar=metavar, help=f"{shown} (default {field.default})", **known)
    if choices:
        added.completer = _completer(choices)


def _completer(choices):
    """Return what argcomplete asks for the values of a setting, whose choices argparse does not know."""
    return lambda **asked: list(map(str, choices))


def _dataset(convert, command, takers):
    """Return a converter that takes ``idx``, too, where the command takes a user's own images."""

    def converted(text):
        if text != own_images.IDX:
            return convert(text)
        if "images" not in command.reads:
            raise ConfigError(f"{text} is a data set of {', '.join(takers)} alone")
        return text

    return converted


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
