"""Grey-level images as text for a terminal."""

import shutil
import sys
from typing import Dict, List

import numpy as np

BLOCKS, ASCII = " ░▒▓█", " .:-=+*#%@"  # from dark to bright; the latter where the output's encoding has no blocks
LEAST = 24  # columns of an image: smaller ones are enlarged
GAP = "   "


def side_by_side(images: Dict[str, np.ndarray]) -> str:
    """Return images, shape (H, W) in [0, 1], under their titles, as many beside each other as the terminal is wide."""
    blocks = {title: [title, *shaded(image)] for title, image in images.items()}
    width = max(len(line) for block in blocks.values() for line in block)
    in_row = max(1, (shutil.get_terminal_size().columns + len(GAP)) // (width + len(GAP)))
    titles = list(blocks)
    rows = [[blocks[title] for title in titles[start : start + in_row]] for start in range(0, len(titles), in_row)]
    return "\n\n".join("\n".join(_joined(lines, width) for lines in zip(*row)) for row in rows)


def _joined(lines, width):
    return GAP.join(line.ljust(width) for line in lines).rstrip()


def shaded(image: np.ndarray) -> List[str]:
    """Return an image as lines of text, two rows of pixels to a line, at least `LEAST` columns wide."""
    ramp = _ramp()
    times = max(1, -(-LEAST // image.shape[1]))
    image = np.kron(image, np.ones((times, times)))
    halved = image[: len(image) // 2 * 2].reshape(len(image) // 2, 2, -1).mean(axis=1)
    return ["".join(ramp[min(int(level * len(ramp)), len(ramp) - 1)] for level in row) for row in halved]


def _ramp():
    try:
        BLOCKS.encode(sys.stdout.encoding or "ascii")
    except (UnicodeError, LookupError):
        return ASCII
    return BLOCKS
