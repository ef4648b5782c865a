"""Images of a second data set beside what the models make of them."""

from matplotlib.figure import Figure

from figures import sheet, style
from figures.grids import Grid


@style.applied()
def draw(measured: dict) -> Figure:
    """Draw the test images, then a row for each model: reconstructions and samples."""
    rows = [[Grid(measured["images"], "test images")]]
    for model in measured["models"]:
        titles = ("reconstructions", "samples")
        rows.append([Grid(model[part], f"{model['title']}, {part}") for part in titles])
    return sheet.draw(rows)
