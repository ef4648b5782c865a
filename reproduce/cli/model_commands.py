"""``reproduce encode``, ``reconstruct``, ``sample`` and ``align``: a trained model applied to images."""

import os
from argparse import Namespace

from reproduce.cli.arguments import ENGINE
from reproduce.cli.command import Command
from reproduce.experiments.options import Option, whole

PREPARED = ("size", "invert", "grey", "label_level")  # how images are read
RUN = "the folder of a finished run, a part of a stored run's name, or a pretrained model: tvae_affine, for instance"
AS_TRAINED = (
    "Images are prepared as those that trained the model: its size, and --invert and --grey where the training had "
    "them; an option that contradicts it is refused. Of a model of MNIST say --invert for ink on paper."
)
PICTURES = (
    "a folder, for a picture of each image and a sheet, or a name that ends in .npz, for arrays (default: {} and a "
    "name by run and images)"
)


def encode(arguments: Namespace) -> None:
    """Write the codes and poses of images."""
    from reproduce.report import applied

    trained = _trained(arguments)
    path = arguments.out or _place(arguments, trained) + ".npz"
    applied.check_format(path)
    print(applied.encode(trained, _images(arguments, trained), path))


def reconstruct(arguments: Namespace) -> None:
    """Write the reconstructions of images."""
    from reproduce.report import applied

    trained = _trained(arguments)
    found = _images(arguments, trained)
    print(applied.reconstruct(trained, found, _output(arguments, trained, found.names)))


def align(arguments: Namespace) -> None:
    """Write images with their pose undone."""
    from reproduce.report import applied

    trained = _trained(arguments)
    applied.check_pose(trained)
    found = _images(arguments, trained)
    print(applied.align(trained, found, _output(arguments, trained, found.names)))


def sample(arguments: Namespace) -> None:
    """Write samples of a model."""
    from reproduce.report import applied

    trained = _trained(arguments)
    out = _output(arguments, trained, applied.sample_names(arguments.count))
    print(applied.sample(trained, arguments.count, arguments.seed, arguments.pose, out, arguments.label))


def _trained(arguments):
    from reproduce import trained

    return trained.find(arguments.run, os.path.join(arguments.results, "runs"), **arguments.settings)


def _images(arguments, model):
    from reproduce import trained
    from reproduce.cli.own_images import size_of

    given = {name: getattr(arguments, name) for name in PREPARED}
    return trained.images(model, arguments.path, dict(given, size=size_of(given["size"])), arguments.first)


def _output(arguments, trained, names):
    from reproduce.report.output import Output

    out = Output(arguments.out or _place(arguments, trained))
    out.check(trained.model.channels, names)
    return out


def _place(arguments, trained):
    """Return where results go that no ``--out`` names: under the command's name, by run and images."""
    path = getattr(arguments, "path", "")
    images = os.path.splitext(os.path.basename(os.path.abspath(path)))[0] if path else ""
    return os.path.join(arguments.results, arguments.command.name, "-".join(filter(None, (trained.name, images))))


def _applied(name, help, about, run, out, examples):
    reads = ("run", "path", "out") + PREPARED + ("first",) + ENGINE + ("results",)
    helps = {"run": RUN, "out": out, "size": "rows and columns: the model knows its own, others are refused"}
    return Command(name, help, f"{about} {AS_TRAINED}", run, reads, ("dim_z", "pose_prior"), helps, examples=examples)


OF_MODELS = [
    _applied(
        "encode",
        "codes and poses of your images, by a trained model",
        "Write the codes of images: z and log_sigma, mean and log deviation of q(z given x), and of a model with a "
        "pose u and theta, the numbers that its transformer takes.",
        encode,
        "a name that ends in .npz or .csv (default: results/encode/ and a name by run and images, .npz)",
        ("encode results/runs/my-run pictures.zip --out codes.csv", "encode tvae_affine drawings --invert"),
    ),
    _applied(
        "reconstruct",
        "your images as a trained model reconstructs them",
        "Write pixel probabilities at the means of z and u, as pictures and as a sheet of images beside their "
        "reconstructions.",
        reconstruct,
        PICTURES.format("results/reconstruct/"),
        ("reconstruct results/runs/my-run pictures.zip", "reconstruct tvae_affine drawings --invert --dim-z 20"),
    ),
    _applied(
        "align",
        "your images with their pose undone, by a trained model",
        "Write images with their inferred pose undone, as pictures and as a sheet before and after, with the mean "
        "image of both. Says how much sharper the mean gets: the share of the images' edges that is left in their "
        "mean. Where folders or labels give classes, the same of the means of classes. Writes it to align.json.",
        align,
        PICTURES.format("results/align/"),
        ("align results/runs/my-run pictures.zip", "align dtvae_affine drawings --invert --out aligned"),
    ),
    Command(
        "sample",
        "new images by a trained model",
        "Write samples of a model, z drawn from its prior, as pictures and as a sheet.",
        sample,
        ("run", "out") + ENGINE + ("results",),
        ("dim_z", "pose_prior"),
        {"run": RUN, "out": PICTURES.format("results/sample/")},
        examples=("sample results/runs/my-run", "sample tvae_affine --count 200 --seed 1 --pose identity"),
        own=(
            Option("count", 96, "samples", convert=whole(1), metavar="N"),
            Option(
                "label",
                None,
                "class of all samples, a number, of a model that sees it or has one discrete code (default: drawn)",
                convert=whole(0),
                metavar="N",
            ),
            Option("seed", 0, "of the codes that are drawn", convert=whole(0), metavar="N"),
            Option(
                "pose",
                "mean",
                "of the samples: the mean over the training images, which have to be there; the identity; or drawn "
                "from the prior, where it has a density",
                ("mean", "identity", "prior"),
            ),
        ),
    ),
]
