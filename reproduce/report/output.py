"""Images as files: a picture for each, in a folder, or all as arrays in one .npz; and the sheet that shows some."""

import os
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
from PIL import Image

from reproduce import files
from reproduce.errors import ConfigError, StoreError
from reproduce.progress import Progress
from reproduce.report import pictures

FOLDER, SHEET = "pictures", "sheet.png"  # in the folder of the output
MODES = {1: "L", 3: "RGB"}  # of pictures, by their channels


class Output:
    """The place of what a command makes of images.

    Parameters
    ----------
    path : str
        A folder, or a name that ends in ``.npz``: then the sheet and other files stand beside it, under its name.

    Attributes
    ----------
    is_arrays : bool
    """

    def __init__(self, path: str):
        self.path = path
        self.is_arrays = path.lower().endswith(".npz")

    def beside(self, name: str) -> str:
        """Return the path of a further file: ``sheet.png`` in the folder, or ``NAME-sheet.png`` beside ``NAME.npz``."""
        return f"{self.path[: -len('.npz')]}-{name}" if self.is_arrays else os.path.join(self.path, name)

    def check(self, channels: int, names: Sequence[str]) -> None:
        """Raise a `UserError` now, before anything long, if the images can't be written there."""
        if self.is_arrays:
            return files.make_folder(os.path.dirname(os.path.abspath(self.path)))
        if channels not in MODES:
            raise ConfigError(f"images of {channels} channels are no pictures: name a file of arrays, --out NAME.npz")
        folder = os.path.join(self.path, FOLDER)
        files.make_folder(folder)
        expected = set(paths_of(names))
        there = (
            os.path.relpath(os.path.join(place, name), folder) for place, _, found in os.walk(folder) for name in found
        )
        stranger = next((name for name in sorted(there) if name not in expected), None)
        if stranger:
            raise StoreError(f"{folder} has pictures of other images, {stranger}; name another folder with --out")

    def write(self, images: np.ndarray, names: Sequence[str], **arrays: Optional[np.ndarray]) -> str:
        """Write images, float32 (N, C, H, W) in [0, 1], under their names; return words for where they are.

        `arrays`: what stands beside the images in a ``.npz``; None is left out.
        """
        if self.is_arrays:
            more = {name: array for name, array in arrays.items() if array is not None}
            files.write_npz(self.path, {"images": images, "names": np.array(names), **more})
            return f"arrays in {self.path}"
        with Progress(len(images), "writing", "picture") as bar:
            for image, name in zip(images, paths_of(names)):
                _write_picture(os.path.join(self.path, FOLDER, name), image)
                bar.add()
        return f"{len(images)} pictures in {os.path.join(self.path, FOLDER)}"

    def write_sheet(self, rows: List[Any]) -> str:
        """Draw panels as of `figures.sheet.draw`, and return the path of the picture."""
        path = self.beside(SHEET)
        in_colour = any(grid.images.ndim == 4 for row in rows for grid in row)
        pictures.save(pictures.drawn("figures.sheet:draw", rows), path, in_colour)
        return path


def paths_of(names: Sequence[str]) -> List[str]:
    """Return the paths of the pictures of images of these names: the names, ending in .png, each once."""
    taken: Dict[str, str] = {}
    for number, name in enumerate(names, start=1):
        path = name if name.lower().endswith(".png") else name + ".png"
        while path in taken:
            path = f"{path[:-4]}-{number}.png"
        taken[path] = name
    return list(taken)


def _write_picture(path, image):
    levels = np.rint(255 * np.clip(image, 0, 1)).astype("uint8")
    picture = Image.fromarray(levels[0] if len(levels) == 1 else np.ascontiguousarray(levels.transpose(1, 2, 0)))
    files.make_folder(os.path.dirname(path))
    try:
        picture.save(path, format="png")  # each atomically would take 6 ms, most of them waiting for the disk
    except OSError as error:
        raise StoreError(f"can't write {path}: {error.strerror or error}") from error
