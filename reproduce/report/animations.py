"""Pictures that move, from the pretrained weights: a walk through z at a fixed pose, and a sweep of u on one template.

They show what the thesis is about: z holds what is drawn, u how it stands, and one moves without the other.
"""

import os
from dataclasses import dataclass
from typing import Callable, List, Optional

import numpy as np

from figures import animation
from original.spec import MODELS, thesis_models
from reproduce import files
from reproduce.data.datasets import Dataset
from reproduce.evaluation import walks
from reproduce.evaluation.outlines import outlines
from reproduce.evaluation.sampling import draw_codes
from reproduce.model import Model, load
from reproduce.report import minima

FOLDER = "animations"  # under the results
STILL = "overview-still.png"  # the first frame, for readers who want nothing to move
DIM_Z = 8  # of all models, as in the first half of Table 1
STEPS, MILLISECONDS = 16, 70  # frames from one code to the next or of one swing, and how long a frame stands
WALK_SEED, CODES = 3, 6  # of the codes that are walked through


@dataclass(frozen=True)
class Animation:
    """A picture that moves.

    Attributes
    ----------
    name : str
        Of the file, ``<name>.png``.
    scale : int
        Pixels of the picture along a pixel of an image.
    tiles : callable
        ``tiles(folder)`` gives what `figures.animation.draw` takes, by the weights in a folder or the installed ones.
    """

    name: str
    scale: int
    tiles: Callable[[Optional[str]], List[dict]]


def walk(model: Model, title: str, note: str) -> dict:
    """Return a tile: codes drawn from the prior and the ways between them, all in the mean pose."""
    codes = walks.code_walk(draw_codes(CODES, model.dim_z, WALK_SEED), STEPS)
    return _tile(title, note, model.decode(codes), [""] * len(codes))


def sweep(model: Model, title: str, code: np.ndarray, note: str = "u moves, z stays") -> dict:
    """Return a tile: one template in poses around the mean one, a kind of motion after the other."""
    swing = walks.swing(CODES * STEPS // 4)
    if model.dim_u == 6:
        moves = {name: walks.composed(model.mean_pose, by) for name, by in walks.affine_moves(swing).items()}
    else:
        moves = {name: model.mean_pose + by for name, by in walks.spline_moves(swing).items()}
    poses = np.concatenate(list(moves.values())).astype("float32")
    images = model.decode(np.repeat(code[None], len(poses), axis=0), poses)
    words = [name for name, by in moves.items() for _ in by]
    return _tile(title, note, images, words, outlines(poses, model.image_shape))


def _tile(title, note, images, words, frames=None):
    return {"title": title, "note": note, "images": images, "words": words, "outlines": frames}


def _code(model, number):
    return draw_codes(CODES, model.dim_z, WALK_SEED)[number]


def _walks(folder):
    models = {name: load(name, folder, dim_z=DIM_Z) for name in thesis_models()}
    notes = {name: "z moves, u stays" if model.dim_u else "z moves" for name, model in models.items()}
    return [walk(model, MODELS[name].title, notes[name]) for name, model in models.items()]


def _sweeps(folder):
    tiles = []
    for name in ("tvae_affine", "tvae_tps"):
        model = load(name, folder, dim_z=DIM_Z)
        tiles += [sweep(model, MODELS[name].title, _code(model, number)) for number in SHOWN[name]]
    return tiles


def _overview(folder):
    affine, spline = [load(name, folder, dim_z=DIM_Z) for name in ("tvae_affine", "tvae_tps")]
    return [
        walk(affine, "What: the code z", "the pose u stays"),
        sweep(affine, "How: an affine pose u", _code(affine, SHOWN["tvae_affine"][0]), "the code z stays"),
        sweep(spline, "How: a spline's u", _code(spline, SHOWN["tvae_tps"][0]), "the code z stays"),
    ]


SHOWN = {"tvae_affine": (0, 2), "tvae_tps": (0, 3)}  # numbers of the codes whose templates are moved
ANIMATIONS = (Animation("overview", 8, _overview), Animation("walk", 6, _walks), Animation("poses", 6, _sweeps))
MINIMA, MINIMA_SCALE, MINIMA_MILLISECONDS = "minima", 3, 140  # the one that has to be trained for


def make(folder: str, weights: Optional[str] = None) -> List[str]:
    """Write all of them into `folder` from the `weights`, those of this package by default, and return their paths."""
    files.make_folder(folder)
    paths = []
    for moving in ANIMATIONS:
        frames = animation.draw(moving.tiles(weights), moving.scale)
        paths.append(os.path.join(folder, moving.name + ".png"))
        # An animated PNG: its pixels compress three times better than a GIF's, and every browser plays it.
        _save(paths[-1], frames[0], save_all=True, append_images=frames[1:], duration=MILLISECONDS, loop=0)
        if moving is ANIMATIONS[0]:
            _save(os.path.join(folder, STILL), frames[0])
    return paths


def make_minima(folder: str, dataset: Dataset) -> str:
    """Write figure 12's two minima while they are trained on a data set into `folder`, and return the path."""
    files.make_folder(folder)
    first, *others = animation.draw(minima.tiles(dataset), MINIMA_SCALE)
    path = os.path.join(folder, MINIMA + ".png")
    _save(path, first, save_all=True, append_images=others, duration=MINIMA_MILLISECONDS, loop=0)
    return path


def _save(path, image, **options):
    with files.atomic(path) as file:
        image.save(file, format="png", optimize=True, **options)
