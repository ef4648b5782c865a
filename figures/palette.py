"""Images with at most 256 colours: a third of the size, and for most pictures exactly the same."""

import numpy as np
from PIL import Image

COLOURS = 256
BLENDS = 8  # of a colour over greys: so many shares of it, over so many greys


def indexed(rgb: np.ndarray, colours: int = COLOURS) -> Image.Image:
    """Return an image with a palette.

    Parameters
    ----------
    rgb : ndarray of shape (H, W, 3), uint8
    colours : int
        An image with no more colours than these stays as it is; of others the nearest are taken.
    """
    packed = rgb.astype("uint32") @ np.array([1 << 16, 1 << 8, 1], dtype="uint32")
    found, index = np.unique(packed, return_inverse=True)
    if len(found) > colours:
        return Image.fromarray(rgb).quantize(colours, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
    image = Image.frombytes("P", packed.shape[::-1], index.astype("uint8").tobytes())
    image.putpalette(np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype("uint8").tobytes())
    return image


class Greys:
    """A palette of greys, from black to white, and of a colour laid over greys, thinner and thinner."""

    def __init__(self, colour: str):
        from matplotlib.colors import to_rgb  # late, since settings of the user may end the import, see `figures.style`

        ground, share = np.meshgrid(np.linspace(0, 255, BLENDS), np.linspace(0, 1, BLENDS + 1)[1:])
        over = 255 * np.array(to_rgb(colour)) * share[..., None] + (ground * (1 - share))[..., None]
        self.blends = over.reshape(-1, 3)
        self.number = COLOURS - len(self.blends)  # of greys
        greys = np.linspace(0, 255, self.number)[:, None].repeat(3, axis=1)
        self.colours = np.concatenate([greys, self.blends]).round().astype("uint8")

    def image(self, rgb: np.ndarray) -> Image.Image:
        """Return an image in these colours, each pixel the nearest; `rgb` as of `indexed`."""
        levels = rgb.astype("int32")
        index = np.round(levels[..., 0] / 255 * (self.number - 1)).astype("uint8")
        coloured = np.ptp(levels, axis=2) > 0
        found, place = np.unique(levels[coloured], axis=0, return_inverse=True)
        nearest = ((found[:, None] - self.colours.astype("int32")) ** 2).sum(axis=2).argmin(axis=1)
        index[coloured] = nearest[place.reshape(-1)]
        image = Image.frombytes("P", rgb.shape[1::-1], index.tobytes())
        image.putpalette(self.colours.tobytes())
        return image


def rgb_of(figure) -> np.ndarray:
    """Return the pixels of a Matplotlib figure, (H, W, 3), uint8, as its PNG has them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3].copy()
