"""The command ``reproduce``: thin, the work is in the modules it calls."""

import argparse
import dataclasses
import os
import sys

from reproduce import __version__
from reproduce.config import Config, check
from reproduce.errors import INTERRUPTED, ConfigError, StackError, UserError
from reproduce.recipes import RECIPES


def main(argv=None):
    """Run the command line; returns the exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if not arguments.command:
        parser.print_help()
        return 0
    try:
        return arguments.command(arguments) or 0
    except UserError as error:
        print("reproduce: {}".format(error), file=sys.stderr)
        return error.exit_code
    except ImportError as error:
        print("reproduce: {}".format(error), file=sys.stderr)
        return StackError.exit_code
    except KeyboardInterrupt:
        print("\nreproduce: interrupted; the same command goes on from the last checkpoint", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _table1(arguments):
    from reproduce import render, table1

    settings = _settings_from(arguments)
    layout = table1.Layout(table1.thesis_inputs(), arguments.seeds, settings, arguments.pca_centre, arguments.codes)
    rows = table1.make(layout, _store(arguments))
    folder = os.path.join(arguments.results, table1.subfolder(layout))
    table1.write(rows, folder)
    print(render.text_table(*table1.render_rows(rows)))
    print("\n{}\nWritten to {}".format(table1.caption(rows), os.path.join(folder, "table1.{json,csv,md}")))


def _figures(arguments):
    from figures import make

    options, folder = _options(arguments)
    paths = make.make(arguments.numbers, options, _store(arguments), folder)
    print("Written: {}, each with .pdf and .csv beside it".format(", ".join(paths)))


def _quality(arguments):
    from reproduce import quality, render

    options, folder = _options(arguments)
    table = quality.make(options, _store(arguments))
    quality.write(table, folder)
    print(render.text_table(*quality.render_table(table)))
    print("\n{}\nWritten to {}".format(quality.caption(table), os.path.join(folder, "sample_quality.{json,md}")))


def _claims(arguments):
    from reproduce import claims, everything

    options, folder = _options(arguments)
    evaluated = everything.judge(options, _store(arguments), folder)
    print(claims.text(evaluated))
    print("\nWritten to {}".format(os.path.join(folder, "claims.{json,csv,md}")))


def _readings(arguments):
    from reproduce import destination, readings, render

    settings = _settings_from(arguments)
    made = readings.make(_store(arguments), readings.layouts(arguments.seeds, settings, readings=arguments.only))
    folder = os.path.join(arguments.results, destination.subfolder(settings))
    readings.write(made, folder)
    print(render.text_table(*readings.render_readings(made)))
    print("\nWritten to {}".format(os.path.join(folder, "readings.{json,md}")))


def _report(arguments):
    from reproduce import report

    _, folder = _options(arguments)
    print("Written to {}".format(report.make(folder)))


def _all(arguments):
    from reproduce import everything

    options, folder = _options(arguments)
    print("Written to {}, its report to {}".format(folder, everything.make_all(options, _store(arguments), folder)))


def _options(arguments):
    """What is asked of figures, and the folder of what comes of it."""
    from figures.options import Options
    from reproduce import destination

    options = Options(_settings_from(arguments), arguments.seeds, arguments.pose, arguments.draws, arguments.count)
    return options, os.path.join(arguments.results, destination.subfolder(options.settings, options.is_changed))


def _store(arguments):
    from reproduce.store import Store

    return Store(os.path.join(arguments.results, "runs"), arguments.mnist_dir, arguments.jobs, arguments.scheduler)


def _train(arguments):
    from reproduce import data, files, progress, runs

    settings = _settings_from(arguments)
    if arguments.config:
        settings = dict(runs.read_config(arguments.config).to_dict(), **settings)
    config = Config.from_dict(settings)
    folder = arguments.out or runs.run_folder(config, os.path.join(arguments.results, "runs"))
    runs.check_same_config(config, folder)
    if runs.is_finished(folder):
        print("already trained: {}".format(folder))
    else:
        data.load(config.dataset, mnist_dir=arguments.mnist_dir)  # before a folder and a bar: is it there?
        files.make_folder(folder)
    bar = progress.bar(total=config.epochs, unit="epoch", desc=config.model, disable=runs.is_finished(folder),
                       bar_format="{l_bar}{bar}| {n:.2f}/{total} epochs [{elapsed}, {remaining} left{postfix}]")

    def on_batch(epoch, share, elbo):
        bar.set_postfix(elbo="{:.2f}".format(elbo), refresh=False)
        bar.update(epoch - 1 + share - bar.n)

    with bar:
        metrics = runs.find_or_train(config, folder, arguments.mnist_dir, on_batch=on_batch,
                                     checkpoint_minutes=arguments.checkpoint_minutes,
                                     on_compile=lambda: bar.write("compiling {} with Theano".format(config.model),
                                                                  file=sys.stderr))
    test = metrics["test"]
    print("test ELBO {elbo:.2f}, reconstruction {reconstruction:.2f}, KL of z {kl_z:.2f} nats per image".format(**test))
    print("{} of {} code dimensions in use; in {}".format(metrics["dimensions_in_use"], config.dim_z, folder))
    for line in metrics["restarts"]:
        print("trained again after seed {}: {}".format(line["seed"], ", ".join(line["signs"])))
    if metrics["signs"]:
        print("signs of a bad local minimum: {} (--restarts N trains again from other seeds)".format(
            ", ".join(metrics["signs"])))


def _demo(arguments):
    from reproduce import demo

    print(demo.make(arguments.results, arguments.epochs, jobs=arguments.jobs, scheduler=arguments.scheduler))


def _doctor(arguments):
    from reproduce import doctor

    return 1 if doctor.examine(arguments.results, arguments.mnist_dir) else 0


def _parser():
    parser = _Parser(prog="reproduce", description="Variational generation of images by deep spatial architectures "
                     "(Arthur Vivé), trained again: the original Lasagne models, and every reported number beside "
                     "what was obtained.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    table1 = _command(commands, "table1", _table1, "Table 1: linear SVMs on the codes of eight models",
                      "Table 1 (section V.ii.1): accuracy of linear SVMs on raw pixels, principal components and the "
                      "codes of eight models, beside the reported numbers, with a verdict each. Writes "
                      "results/table1.{json,csv,md}. Takes about 25 minutes on two cores with one seed; "
                      "what is trained already is not trained again, and an interrupted run goes on.")
    table1.add_argument("--pca-centre", choices=("test", "train"), default="test",
                        help="mean subtracted from the test images before PCA: their own, which gives the thesis' "
                        "numbers, or the training images' (default test)")
    table1.add_argument("--codes", choices=("mean", "drawn"), default="mean", help="the models' codes: posterior "
                        "means, or one draw of z for each image (default mean)")
    _add_grid(table1)

    readings = _command(commands, "readings", _readings, "Table 1's models under other readings of the thesis",
                        "Some of Table 1's models under other readings of what the thesis leaves open, one at a time: "
                        "which of them brings its numbers within reach? Used by docs/fidelity.md. Writes "
                        "results/readings.{json,md}. Takes hours: a training for each model and reading.")
    readings.add_argument("--only", nargs="+", metavar="READING", help="some of them by name, in quotes")
    _add_grid(readings)

    figures = [_command(commands, "figure{}".format(number), _figures, _FIGURES[number],
                        "Figure {}: {}. Writes results/figure{}.{{png,pdf,csv}}; what is trained already is not "
                        "trained again.".format(number, _FIGURES[number], number)) for number in _FIGURES]
    for number, figure in zip(_FIGURES, figures):
        figure.set_defaults(numbers=[number])
    figures.append(_command(commands, "figures", _figures, "figures 1 to 9",
                            "Figures 1 to 9, their trainings side by side. Writes results/figureN.{png,pdf,csv}."))
    figures[-1].set_defaults(numbers=list(_FIGURES))
    quality = _command(commands, "quality", _quality, "how good the samples of figures 6, 7 and 9 are, measured",
                       "Fréchet distance, confidence, coverage, sharpness, novelty and slant of 10,000 samples of each "
                       "model of figures 6, 7 and 9, beside the test images. Writes results/sample_quality.{json,md}.")
    claims = _command(commands, "claims", _claims, "every claim of sections V.i to V.iii with a verdict",
                      "Every number and claim of sections V.i to V.iii beside what was obtained over all seeds, with a "
                      "verdict whose criterion stands in reproduce/reported.json. Writes "
                      "results/claims.{json,csv,md}.")
    everything = _command(commands, "all", _all, "table, figures, sample quality, claims and report",
                          "Everything: all trainings side by side, then Table 1, figures 1 to 9, sample quality, "
                          "claims and report. What is trained already is not trained again, and an interrupted run "
                          "goes on.")
    report = _command(commands, "report", _report, "one page of what was obtained", "Write report.html into the "
                      "folder of the results, one page that needs no network, from the tables, figures and claims that "
                      "are there.")
    figures += [quality, claims, everything, report]
    for figure in figures:
        figure.add_argument("--pose", choices=("mean", "identity"), default="mean", help="pose of samples: the mean "
                            "over the training images, or the identity (default mean)")
        figure.add_argument("--draws", type=_whole(0), default=0, metavar="N", help="seed of the codes that are drawn "
                            "(default 0)")
        figure.add_argument("--count", choices=("all", "z"), default="all", help="what counts as the dimensions of a "
                            "code in figures 6, 7 and 9: z and u, or z alone (default all)")
        _add_grid(figure)

    train = _command(commands, "train", _train, "one model",
                     "Train one model of figure 4 (section III, appendix A) with Adadelta, 50 epochs. Writes "
                     "config.json, history.csv, weights.npz and metrics.json. Takes 2 to 4 minutes on two cores; an "
                     "interrupted training goes on from its last checkpoint.")
    train.add_argument("--out", metavar="DIR", help="folder of the run (default: results/runs/ and a name made of "
                       "the settings)")
    train.add_argument("--config", metavar="FILE", help="take the settings from a run's config.json; options given "
                       "beside it win")
    train.add_argument("--checkpoint-minutes", type=_minutes, metavar="M", help="write a checkpoint every M minutes, "
                       "too (default: at the end of each epoch)")
    _add_settings(train)

    demo = _command(commands, "demo", _demo, "all four models, briefly, on digits that need no download",
                    "Train the four models of figure 4 on scikit-learn's digits, print a table in Table 1's layout "
                    "and draw samples. Its numbers are not comparable with the thesis'. Takes three minutes on two "
                    "cores, most of them compiling.")
    demo.add_argument("--epochs", type=_whole(1), default=50, metavar="N", help="passes over the digits (default 50)")
    _add_jobs(demo)

    doctor = _command(commands, "doctor", _doctor, "what is installed, how fast it is, what is wrong",
                      "Print versions, compiler, BLAS with its measured speed, device and data found, and what is "
                      "wrong; exit code 1 if something is. Takes ten seconds.")
    for command in (table1, readings, *figures, train, doctor):
        command.add_argument("--mnist-dir", metavar="DIR", help="folder with MNIST's four files (default: MNIST_DIR, "
                             "or else the cache, into which they are downloaded)")
    for command in (table1, readings, *figures, train, demo, doctor):
        command.add_argument("--results", default="results", metavar="DIR",
                             help="folder of tables and, under runs/, of trainings (default results)")
    return parser


_FIGURES = {
    1: "the latent variable model",
    2: "the variational autoencoder's model",
    3: "the model with pose",
    4: "the architectures, drawn from the networks",
    5: "reconstruction error against the dimension of the code",
    6: "samples of VAE and Affine-TVAE",
    7: "samples of Affine-TVAE and Affine-DTVAE",
    8: "the test images in two dimensions, by class",
    9: "samples of Affine-TVAE and TPS-TVAE at 30 dimensions",
}


class _Parser(argparse.ArgumentParser):
    """Errors in one line."""

    def error(self, message):
        self.exit(2, "{}: {} (see {} --help)\n".format(self.prog, message, self.prog))


def _command(commands, name, function, help, description):
    command = commands.add_parser(name, help=help, description=description)
    command.set_defaults(command=function)
    return command


def _add_grid(command):
    """Options of commands that train many models."""
    command.add_argument("--seeds", type=_whole(1), default=1, metavar="N",
                         help="trainings of each model, with seeds 0 to N - 1 (default 1)")
    command.add_argument("--recipe", choices=tuple(RECIPES), default="thesis", help="settings to start from: what the "
                         "thesis states, or what trains better (default thesis)")
    _add_jobs(command)
    _add_settings(command, leave_out=("model", "dim_z", "seed"))


def _add_jobs(command):
    command.add_argument("--jobs", type=_whole(1), metavar="N",
                         help="trainings at a time, which share the cores (default: one for each core)")
    command.add_argument("--scheduler", metavar="ADDRESS", help="have the workers of this Dask scheduler, "
                         "tcp://host:8786, train what is missing; each reads the data on its own machine and needs "
                         "`dask worker --nthreads 1` (default: this machine)")


def _add_settings(command, leave_out=()):
    """An option for each setting of `Config`; those not given stay out of the arguments."""
    group = command.add_argument_group("settings of the training")
    for field in dataclasses.fields(Config):
        if field.name in leave_out:
            continue
        help = field.metadata["help"]
        if field.name == "model":
            command.add_argument("model", nargs="?", type=_setting(field), metavar="MODEL",
                                 help="{}: {}".format(help, ", ".join(field.metadata["choices"])))
        else:
            choices = field.metadata["choices"]
            group.add_argument("--" + field.name.replace("_", "-"), type=_setting(field), default=argparse.SUPPRESS,
                               metavar="{" + ",".join(choices) + "}" if choices else field.type.__name__.upper(),
                               help="{} (default {})".format(help, field.default))


def _settings_from(arguments):
    """Settings of the recipe, if one may be named, with those given beside it."""
    given = {field.name: getattr(arguments, field.name) for field in dataclasses.fields(Config)
             if getattr(arguments, field.name, None) is not None}
    return dict(RECIPES[getattr(arguments, "recipe", "thesis")], **given)


def _setting(field):
    """Converter for argparse: the type and the rules of a setting."""

    def convert(text):
        try:
            value = field.type(text)
            check(field, value)
        except ConfigError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
        except ValueError as error:
            raise argparse.ArgumentTypeError("{!r} is not of type {}".format(text, field.type.__name__)) from error
        return value

    return convert


def _minutes(text):
    try:
        value = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("{!r} is not a number of minutes".format(text)) from error
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be above 0, got {}".format(text))
    return value


def _whole(least):
    def convert(text):
        try:
            value = int(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError("{!r} is not a whole number".format(text)) from error
        if value < least:
            raise argparse.ArgumentTypeError("must be at least {}, got {}".format(least, value))
        return value

    return convert
