"""Tables as text for a terminal and as Markdown."""

import statistics


def text_table(header, rows):
    """Columns aligned, the first to the left, the others to the right."""
    cells = [header] + rows
    widths = [max(len(str(row[column])) for row in cells) for column in range(len(header))]

    def line(row):
        first, *rest = [str(cell) for cell in row]
        return "  ".join([first.ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(rest, widths[1:])])

    return "\n".join([line(header), "  ".join("-" * width for width in widths)] + [line(row) for row in rows])


def markdown_table(header, rows):
    lines = [header, ["---"] + ["---:"] * (len(header) - 1)] + rows
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in lines)


def with_spread(values, form):
    """The mean of the `values` in the format `form`, and their deviation where there are several."""
    spread = " ± " + form.format(statistics.stdev(values)) if len(values) > 1 else ""
    return form.format(statistics.fmean(values)) + spread


def shaded(image, width=28):
    """A grey-level image, shape (H, W) in [0, 1], as lines of text, two rows of pixels to a line."""
    ramp = " .:-=+*#%@"
    halved = image[: len(image) // 2 * 2].reshape(len(image) // 2, 2, -1).mean(axis=1)
    return ["".join(ramp[min(int(level * len(ramp)), len(ramp) - 1)] for level in row[:width]) for row in halved]
