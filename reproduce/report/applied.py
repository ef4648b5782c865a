"""A trained model applied to images, or sampled: files of codes, pictures, sheets, and words for a terminal."""

from typing import Any, Callable, Dict, List, Optional

import numpy as np

from figures.grids import Grid
from figures.sheet import viewable
from original.images import as_images
from reproduce import files
from reproduce.data.own.applied import Applied
from reproduce.errors import ConfigError
from reproduce.evaluation import alignment, sampling
from reproduce.evaluation.forward import Forward, chunks
from reproduce.model import Model
from reproduce.progress import Progress
from reproduce.report.output import Output
from reproduce.trained import Trained, as_input, classes_of
from reproduce.wording import counted

SHOWN = 48  # images in a panel of a sheet, evenly over all
CLASSES = 24  # means of classes in a panel
FORMATS = (".npz", ".csv")  # of codes
LEAST_PROBABILITY = 1e-7  # of a pixel, in the reconstruction error


def encode(trained: Trained, found: Applied, path: str) -> str:
    """Write the codes and poses of images to a ``.npz`` or ``.csv``; return what to print.

    The fields of `reproduce.model.Posterior` by their names, and for a model with a pose ``theta``, the numbers that
    the transformer takes: 6 of an affine map, 2P of a spline with P control points.
    """
    model, forward, names = trained.model, Forward(trained.model.net), []

    def coded(x, classes):
        of_x = model.posterior(_as_rows(x), classes)._asdict()
        parts = {name: part for name, part in of_x.items() if part is not None}
        if model.dim_u:
            parts["theta"] = sampling.poses(forward, x, layer="l_pose", labels=classes)
        names[:] = parts
        return list(parts.values())

    parts = _in_pieces(trained, found, "encoding", coded)
    codes = dict(zip(names, parts))
    if path.lower().endswith(FORMATS[0]):
        labels = {} if found.labels is None else {"labels": np.array(found.labels)}
        files.write_npz(path, {**codes, "names": np.array(found.names), **labels})
    else:
        files.write_csv(path, list(_rows(codes, found)))
    shapes = ", ".join(f"{name} {array.shape[1]}" for name, array in codes.items())
    return f"{counted(len(found.names), 'image')}: {shapes} numbers each\nWritten to {path}"


def check_format(path: str) -> None:
    """Raise `ConfigError` if codes can't be written to a file of this name."""
    if not path.lower().endswith(FORMATS):
        raise ConfigError(f"--out {path}: codes are written to a name that ends in {' or '.join(FORMATS)}")


def _rows(codes, found):
    for number, name in enumerate(found.names):
        label = {} if found.labels is None else {"label": found.labels[number]}
        numbers = {
            f"{part}{place}": f"{value:.6g}"
            for part, array in codes.items()
            for place, value in enumerate(array[number], start=1)
        }
        yield {"image": name, **label, **numbers}


def reconstruct(trained: Trained, found: Applied, out: Output) -> str:
    """Write the reconstructions of images at the means of their codes; return what to print."""
    before, after = _before_and_after(
        trained,
        found,
        "reconstructing",
        lambda x, y: _as_input(trained.model, trained.model.reconstruct(_as_rows(x), y)),
    )
    probability = np.clip(after, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    error = -(before * np.log(probability) + (1 - before) * np.log(1 - probability)).sum(axis=(1, 2, 3))
    rows = [[Grid(_some(before), "images"), Grid(_some(after), "reconstructions")]]
    return "\n".join(
        [
            f"Reconstruction error at the means: {error.mean(dtype='float64'):.2f} nats per image",
            _written(out, after, found, rows),
        ]
    )


def sample(trained: Trained, count: int, seed: int, pose: str, out: Output, label: Optional[int] = None) -> str:
    """Write samples of a model, codes drawn by `seed`; return what to print.

    ConfigError for a pose or a class (`label`) that it lacks.
    """
    try:
        images = _as_input(trained.model, trained.model.sample(count, seed, pose, label))
    except ValueError as error:
        raise ConfigError(f"{trained.name}: {error}") from error
    found = Applied(images, sample_names(count))
    return _written(
        out, images, found, [[Grid(viewable(images), f"Samples, {pose} pose" if trained.model.dim_u else "Samples")]]
    )


def sample_names(count: int) -> List[str]:
    """Return the names of the pictures of samples."""
    return [f"sample-{number:03}" for number in range(1, count + 1)]


def align(trained: Trained, found: Applied, out: Output) -> str:
    """Write images with their inferred pose undone, and how much sharper their mean is; return what to print.

    Writes ``align.json``, see `reproduce.evaluation.alignment.compare`, beside pictures and sheet.
    """
    before, after = _before_and_after(
        trained, found, "aligning", lambda x, y: trained.model.align(_as_rows(x), y).reshape(x.shape)
    )
    measured = alignment.compare(before, after, found.labels)
    files.write_json(out.beside("align.json"), {"run": trained.name, "images": len(after), **measured})
    rows = [
        [Grid(_some(before), "images"), Grid(_some(after), "pose undone")],
        _means("mean image", before, after, measured),
    ]
    if "within_classes" in measured:
        of_classes = [_means_of_classes(images, found.labels) for images in (before, after)]
        if len(of_classes[0]):
            rows.append(_means("mean of each class", *of_classes, measured["within_classes"]))
    lines = [_in_words("the mean image", measured)]
    if "within_classes" in measured:
        lines.append(_in_words("the means of classes", measured["within_classes"]))
    return "\n".join([*lines, _written(out, after, found, rows)])


def check_pose(trained: Trained) -> None:
    """Raise `ConfigError` for a model without a pose, which can't align."""
    if not trained.model.dim_u:
        raise ConfigError(f"{trained.name} is a VAE and has no pose to undo; a T-VAE or a DTVAE aligns images")


def _in_words(what: str, measured: Dict[str, Any]) -> str:
    pair = measured["sharpness"]
    if pair["times"] is None:
        return f"Sharpness of {what}: not to be measured, since there are no edges or no classes of several images"
    return (
        f"Sharpness of {what}: {pair['before']:.1%} of the images' edges before, {pair['after']:.1%} after, "
        f"{pair['times']:.2f} times"
    )


def _means(title, before, after, measured):
    """Return a row of a sheet: mean images before and after, (N, C, H, W), with their sharpness."""
    images = [array if title != "mean image" else array.mean(axis=0, keepdims=True) for array in (before, after)]
    lines = [_share(measured, when) for when in ("before", "after")]
    return [
        Grid(viewable(shown), f"{title}, {when}", line) for shown, when, line in zip(images, ("before", "after"), lines)
    ]


def _share(measured, when):
    value = measured["sharpness"][when]
    return () if value is None else (f"{value:.1%} of the images' edges are left",)


def _means_of_classes(images, labels):
    labels = np.asarray(labels)
    classes, counts = np.unique(labels, return_counts=True)
    shown = classes[counts >= alignment.LEAST][:CLASSES]
    return np.array([images[labels == label].mean(axis=0) for label in shown])


def _before_and_after(trained: Trained, found: Applied, doing: str, function: Callable):
    """Return images as the model sees them and what `function` makes of them, float32 (N, C, H, W) each."""
    return _in_pieces(trained, found, doing, lambda x, classes: (x, function(x, classes)))


def _in_pieces(trained: Trained, found: Applied, doing: str, function: Callable) -> List[np.ndarray]:
    """Return the arrays of ``function(x, classes)`` over all images, put together, with progress.

    The classes are None unless the model sees them.
    """
    classes, pieces, done = classes_of(trained, found), [], 0
    with Progress(len(found.images), f"{trained.config.model}, {doing}", "image") as bar:
        bar.show(0, "compiling")
        for rows in chunks(found.images):
            x, done = as_input(trained, rows), done + len(rows)
            pieces.append(function(x, None if classes is None else classes[done - len(rows) : done]))
            bar.add(len(rows))
    return [np.concatenate(parts) for parts in zip(*pieces)]


def _as_rows(images: np.ndarray) -> np.ndarray:
    """Return images (N, C, H, W) as rows, the form of a model's input that no size makes ambiguous."""
    return images.reshape(len(images), -1)


def _as_input(model: Model, images: np.ndarray) -> np.ndarray:
    """Return images as a model gives them, (N, H, W) or (N, H, W, C), as (N, C, H, W)."""
    return as_images(images, model.image_shape, model.channels)


def _some(images: np.ndarray) -> np.ndarray:
    """Return `SHOWN` images, evenly over all, for a panel."""
    chosen = np.unique(np.linspace(0, len(images) - 1, min(SHOWN, len(images))).round().astype(int))
    return viewable(images[chosen])


def _written(out: Output, images: np.ndarray, found: Applied, rows: List[Any]) -> str:
    labels: Optional[np.ndarray] = None if found.labels is None else np.array(found.labels)
    return f"Written: {out.write(images, found.names, labels=labels)}, sheet {out.write_sheet(rows)}"
