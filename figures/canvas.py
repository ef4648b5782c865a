"""A figure laid out in the pixels of its PNG: each pixel of an image becomes a square of whole ones, so it stays sharp.

All places are pixels from the upper left corner of the figure.
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.image import FigureImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from figures import style


class Canvas:
    """A figure of `width` by `height` pixels.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    axis : matplotlib.axes.Axes
        Fills the figure, has pixels as coordinates and lies over the images.
    """

    def __init__(self, width: int, height: int):
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / style.DPI, height / style.DPI), dpi=style.DPI)
        self.axis = self.figure.add_axes([0, 0, 1, 1], xlim=(0, width), ylim=(height, 0), zorder=1)
        self.axis.set_axis_off()

    def image(self, levels: np.ndarray, left: int, top: int, scale: int) -> FigureImage:
        """Show grey levels (H, W) or colours (H, W, 3) in [0, 1], each as a square of `scale` pixels."""
        shown = enlarged(levels, scale)
        bottom = self.height - top - len(shown)
        return self.figure.figimage(shown, left, bottom, cmap="gray", vmin=0, vmax=1, origin="upper")

    def write(self, left: float, top: float, words: str, size: float = style.LABEL, **options) -> Text:
        """Write text; `options` of Matplotlib's text, such as ``ha``. (left, top) is the left end of its middle."""
        options = {"va": "center", "color": style.INK, **options}
        return self.axis.text(left, top, words, fontsize=size, **options)

    def line(self, points: np.ndarray, left: int, top: int, scale: int, shape, **options) -> Line2D:
        """Draw a line over an image of `shape` (H, W) that stands at (left, top), clipped to it.

        `points` has shape (K, 2): x and y in the image's own pixels, 0 the centre of the first.
        """
        height, width = shape
        x, y = on_canvas(points, left, top, scale)
        (drawn,) = self.axis.plot(x, y, **{"color": style.FRAME, "linewidth": 1, **options})
        drawn.set_clip_path(Rectangle((left, top), width * scale, height * scale, transform=self.axis.transData))
        return drawn


def enlarged(levels: np.ndarray, scale: int) -> np.ndarray:
    """Return an image (H, W) or (H, W, 3) with each pixel as a square of `scale` ones."""
    return levels.repeat(scale, axis=0).repeat(scale, axis=1)


def on_canvas(points: np.ndarray, left: int, top: int, scale: int) -> np.ndarray:
    """Return points (K, 2) of an image that stands at (left, top), as x and y of the canvas: (2, K)."""
    return (np.asarray(points).T + 0.5) * scale + np.array([[left], [top]])
