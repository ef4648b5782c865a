"""What can be typed after ``reproduce``: commands, options, their defaults and help."""

import argparse
import dataclasses

from reproduce import __version__
from reproduce.config import NOISE_SETTINGS, PRIOR_SETTINGS, Config, check, choices_of
from reproduce.errors import ConfigError
from reproduce.experiments.recipes import RECIPES
from reproduce.runs.parallel import ON_GPU
from reproduce.stack.device import DEVICES
from reproduce.stack.engine import BACKENDS, ENGINES


def parser_of(functions):
    """The parser; `functions` by the command's name, `figures` for each figure, is what a command calls."""
    parser = _Parser(
        prog="reproduce",
        description="Variational generation of images by deep spatial architectures "
        "(Arthur Vivé), trained again: the original Lasagne models, and every reported number beside "
        "what was obtained.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    table1 = _command(
        commands,
        "table1",
        functions["table1"],
        "Table 1: linear SVMs on the codes of eight models",
        "Table 1 (section V.ii.1): accuracy of linear SVMs on raw pixels, principal components and the "
        "codes of eight models, beside the reported numbers, with a verdict each. Writes "
        "results/table1.{json,csv,md}. Takes about 25 minutes on two cores with one seed; "
        "what is trained already is not trained again, and an interrupted run goes on.",
    )
    table1.add_argument(
        "--pca-centre",
        choices=("test", "train"),
        default="test",
        help="mean subtracted from the test images before PCA: their own, which gives the thesis' "
        "numbers, or the training images' (default test)",
    )
    table1.add_argument(
        "--ours", action="store_true", help="rows of models, too, that the thesis does not have: TPS-DTVAE"
    )
    table1.add_argument(
        "--codes",
        choices=("mean", "drawn"),
        default="mean",
        help="the models' codes: posterior means, or one draw of z for each image (default mean)",
    )
    _add_pretrained(
        table1,
        "train nothing: measure the codes of the pretrained weights. MNIST is needed for the "
        "images. Writes results/pretrained/table1.{json,csv,md}",
    )
    _add_grid(table1)

    readings = _command(
        commands,
        "readings",
        functions["readings"],
        "Table 1's models under other readings of the thesis",
        "Some of Table 1's models under other readings of what the thesis leaves open, one at a time: "
        "which of them brings its numbers within reach? Used by docs/fidelity.md. Writes "
        "results/readings.{json,md}. Takes hours: a training for each model and reading.",
    )
    readings.add_argument("--only", nargs="+", metavar="READING", help="some of them by name, in quotes")
    readings.add_argument("--all-models", action="store_true", help="all eight models of Table 1, not four of them")
    _add_grid(readings)

    denoising = _command(
        commands,
        "denoising",
        functions["denoising"],
        "models trained on noisy images, as denoisers",
        "The four models and PCA with 26 dimensions each, trained on images with salt and pepper and "
        "with Gaussian noise: how far are their reconstructions from the clean test images? Writes "
        "results/denoising.{json,md,png,pdf,csv}. Takes 4 to 8 minutes for each of 8 trainings.",
    )
    _add_grid(denoising)
    recovery = _command(
        commands,
        "recovery",
        functions["recovery"],
        "do the poses inferred follow the digits' own",
        "Pose recovery: known rotations, shifts and scales of test digits against the poses that "
        "models of Table 1 infer, and the angles of rot-MNIST's test digits (section IV) against those "
        "inferred by models with all priors on the pose, with reconstruction and SVM. Writes "
        "results/pose.{json,md}. Trains 3 models on 60,000 images and 12 on 1,500.",
    )
    _add_grid(recovery)

    figures = [
        _command(
            commands,
            f"figure{number}",
            functions["figures"],
            _FIGURES[number],
            f"Figure {number}: {_FIGURES[number]}. Writes results/figure{number}.{{png,pdf,csv}}; what is trained already is not "
            "trained again.",
        )
        for number in _FIGURES
    ]
    for number, figure in zip(_FIGURES, figures):
        figure.set_defaults(numbers=[number])
        if number in _PRETRAINED:
            _add_pretrained(
                figure,
                "train nothing: draw from the pretrained weights, with no data, in seconds. "
                f"Writes results/pretrained/figure{number}.{{png,pdf,csv}}",
            )
    figures.append(
        _command(
            commands,
            "figures",
            functions["figures"],
            "figures 1 to 9",
            "Figures 1 to 9, their trainings side by side. Writes results/figureN.{png,pdf,csv}.",
        )
    )
    figures[-1].set_defaults(numbers=list(range(1, 10)))
    weights = _command(
        commands,
        "weights",
        functions["weights"],
        "pretrained weights from what is trained",
        "Export the finished trainings of Table 1 and figures 6 to 12, seed 0, in half precision, "
        "about 1 MB each, and say which are missing. Trains nothing; needs MNIST, for the mean poses, "
        "the metrics in half precision and the codes of test images. Writes results/weights/*.npz and "
        "index.json, from which --pretrained draws. Takes 15 seconds for each that is not there yet.",
    )
    weights.set_defaults(jobs=None, scheduler=None)
    _add_settings(weights, leave_out=("model", "dim_z", "seed") + NOISE_SETTINGS + PRIOR_SETTINGS)
    quality = _command(
        commands,
        "quality",
        functions["quality"],
        "how good the samples of figures 6, 7 and 9 are, measured",
        "Fréchet distance, confidence, coverage, sharpness, novelty and slant of 10,000 samples of each "
        "model of figures 6, 7 and 9, beside the test images. Writes results/sample_quality.{json,md}.",
    )
    priors = _command(
        commands,
        "priors",
        functions["priors"],
        "priors on the pose: the bound, and how far they move",
        "The bound and its terms under every prior on the pose (section V.iii), and how far the poses "
        "move a digit that the prior, and that the posteriors give. Writes results/priors.{json,md}. "
        "Takes an hour for each seed.",
    )
    likelihood = _command(
        commands,
        "likelihood",
        functions["likelihood"],
        "log p(x) by importance sampling, beside the bound",
        "log p(x) of test images under every prior on the pose by importance sampling (section VI), "
        "and how far q is from the true posterior, beside how far it is from the prior. Writes "
        "results/likelihood.{json,md}. Takes a minute and a half for each model, and its training.",
    )
    likelihood.add_argument(
        "--posterior-draws",
        type=_multiple(5),
        default=5000,
        metavar="K",
        help="draws of z and u for each image, a multiple of 5 (default 5000)",
    )
    likelihood.add_argument(
        "--images", type=_whole(2), default=500, metavar="N", help="the first N of the test images (default 500)"
    )
    claims = _command(
        commands,
        "claims",
        functions["claims"],
        "every claim of the thesis with a verdict",
        "Every number and claim beside what was obtained over all seeds, with a verdict whose criterion "
        "stands in reproduce/thesis/reported.json. Those of section VI are judged by the tables of "
        "priors, likelihood, recovery and denoising as far as these are made. Writes "
        "results/claims.{json,csv,md}.",
    )
    everything = _command(
        commands,
        "all",
        functions["all"],
        "table, figures, sample quality, claims and report",
        "Everything: all trainings side by side, then Table 1, figures 1 to 9, sample quality, "
        "claims and report. What is trained already is not trained again, and an interrupted run "
        "goes on.",
    )
    report = _command(
        commands,
        "report",
        functions["report"],
        "one page of what was obtained",
        "Write report.html into the folder of the results, one page that needs no network, from the "
        "tables, figures and claims that are there.",
    )
    figures += [quality, priors, likelihood, claims, everything, report]
    for figure in figures:
        figure.add_argument(
            "--pose",
            choices=("mean", "identity"),
            default="mean",
            dest="sample_pose",
            help="pose of samples: the mean over the training images, or the identity (default mean)",
        )
        figure.add_argument(
            "--draws", type=_whole(0), default=0, metavar="N", help="seed of the codes that are drawn (default 0)"
        )
        figure.add_argument(
            "--count",
            choices=("all", "z"),
            default="all",
            help="what counts as the dimensions of a code in figures 6, 7 and 9: z and u, or z alone (default all)",
        )
        _add_grid(figure)

    train = _command(
        commands,
        "train",
        functions["train"],
        "one model",
        "Train one model of figure 4 (section III, appendix A) with Adadelta, 50 epochs. Writes "
        "config.json, history.csv, weights.npz and metrics.json. Takes 2 to 4 minutes on two cores; an "
        "interrupted training goes on from its last checkpoint.",
    )
    train.add_argument(
        "--out", metavar="DIR", help="folder of the run (default: results/runs/ and a name made of the settings)"
    )
    train.add_argument(
        "--config", metavar="FILE", help="take the settings from a run's config.json; options given beside it win"
    )
    train.add_argument(
        "--checkpoint-minutes",
        type=_minutes,
        metavar="M",
        help="write a checkpoint every M minutes, too (default: at the end of each epoch)",
    )
    _add_device(train)
    _add_settings(train)

    demo = _command(
        commands,
        "demo",
        functions["demo"],
        "all four models, briefly, on digits that need no download",
        "Train the four models of figure 4 on scikit-learn's digits, print a table in Table 1's layout "
        "and draw samples. Its numbers are not comparable with the thesis'. Takes three minutes on two "
        "cores, most of them compiling.",
    )
    demo.add_argument("--epochs", type=_whole(1), default=50, metavar="N", help="passes over the digits (default 50)")
    _add_jobs(demo)

    doctor = _command(
        commands,
        "doctor",
        functions["doctor"],
        "what is installed, how fast it is, what is wrong",
        "Print versions, compiler, BLAS with its measured speed, device and data found, and what is "
        "wrong; exit code 1 if something is. Takes ten seconds.",
    )
    _add_engine(weights)
    _add_engine(doctor)
    for command in (table1, readings, denoising, recovery, *figures, weights, train, doctor):
        command.add_argument(
            "--mnist-dir",
            metavar="DIR",
            help="folder with MNIST's four files (default: MNIST_DIR, "
            "or else the cache, into which they are downloaded)",
        )
    for command in (table1, readings, denoising, recovery, *figures, weights, train, demo, doctor):
        command.add_argument(
            "--results",
            default="results",
            metavar="DIR",
            help="folder of tables and, under runs/, of trainings (default results)",
        )
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
    10: "samples in poses drawn from normal priors",
    11: "samples in poses drawn from full normal priors, with a sweep over their rank",
    12: "templates in a good and in a poor local minimum",
}

_PRETRAINED = range(6, 13)  # figures that can be drawn from pretrained weights


class _Parser(argparse.ArgumentParser):
    """Errors in one line."""

    def error(self, message):
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _command(commands, name, function, help, description):
    command = commands.add_parser(name, help=help, description=description)
    command.set_defaults(command=function)
    return command


def _add_pretrained(command, help):
    command.add_argument("--pretrained", action="store_true", help=help)


def _add_grid(command):
    """Options of commands that train many models."""
    command.add_argument(
        "--seeds",
        type=_whole(1),
        default=1,
        metavar="N",
        help="trainings of each model, with seeds 0 to N - 1 (default 1)",
    )
    command.add_argument(
        "--recipe",
        choices=tuple(RECIPES),
        default="thesis",
        help="settings to start from: what the thesis states, or what trains better (default thesis)",
    )
    _add_jobs(command)
    _add_settings(command, leave_out=("model", "dim_z", "seed") + NOISE_SETTINGS + PRIOR_SETTINGS)


def _add_jobs(command):
    command.add_argument(
        "--jobs",
        type=_whole(1),
        metavar="N",
        help="trainings at a time, which share the cores, and one GPU with --device cuda (default: one "
        f"for each core, on a GPU {ON_GPU} at most)",
    )
    command.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="have the workers of this Dask scheduler, "
        "tcp://host:8786, train what is missing; each reads the data on its own machine and needs "
        "`dask worker --nthreads 1` (default: this machine)",
    )
    _add_device(command)


def _add_device(command):
    command.add_argument(
        "--device",
        choices=DEVICES,
        help="where the engine works: the CPU; a GPU, with PyTensor "
        "through JAX, with Theano-PyMC through pygpu, never tried so far; or a GPU if one answers "
        "(default: the CPU, unless THEANO_FLAGS says otherwise)",
    )
    _add_engine(command)


def _add_engine(command):
    command.add_argument(
        "--engine",
        choices=ENGINES,
        help="what runs the definitions: Theano-PyMC, the reference, or "
        "PyTensor, its heir (default: Theano-PyMC where it is installed)",
    )
    command.add_argument("--backend", choices=BACKENDS, help="of PyTensor: C, Numba or JAX (default: C; JAX on a GPU)")


def _add_settings(command, leave_out=()):
    """An option for each setting of `Config`; those not given stay out of the arguments."""
    group = command.add_argument_group("settings of the training")
    for field in dataclasses.fields(Config):
        if field.name in leave_out:
            continue
        help = field.metadata["help"]
        if field.name == "model":
            command.add_argument(
                "model",
                nargs="?",
                type=_setting(field),
                metavar="MODEL",
                help="{}: {}".format(help, ", ".join(choices_of(field))),
            )
        else:
            choices = choices_of(field)
            group.add_argument(
                "--" + field.name.replace("_", "-"),
                type=_setting(field),
                default=argparse.SUPPRESS,
                metavar="{" + ",".join(map(str, choices)) + "}"
                if choices
                else "|".join((field.type.__name__.upper(),) + field.metadata["words"]),
                help=f"{help} (default {field.default})",
            )


def settings_from(arguments):
    """Settings of the recipe, if one may be named, with those given beside it."""
    given = {
        field.name: getattr(arguments, field.name)
        for field in dataclasses.fields(Config)
        if getattr(arguments, field.name, None) is not None
    }
    return dict(RECIPES[getattr(arguments, "recipe", "thesis")], **given)


def _setting(field):
    """Converter for argparse: the type and the rules of a setting."""

    def convert(text):
        try:
            value = text if text in field.metadata["words"] else field.type(text)
            check(field, value)
        except ConfigError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r} is not of type {field.type.__name__}") from error
        return value

    return convert


def _multiple(of):
    def convert(text):
        value = _whole(of)(text)
        if value % of:
            raise argparse.ArgumentTypeError(f"must be a multiple of {of}, got {value}")
        return value

    return convert


def _minutes(text):
    try:
        value = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes") from error
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"must be above 0, got {text}")
    return value


def _whole(least):
    def convert(text):
        try:
            value = int(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from error
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}, got {value}")
        return value

    return convert
