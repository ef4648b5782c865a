"""One page of all that was obtained, made from the files under the results alone: no network, no script."""

import base64
import collections
import html
import os

from figures import make as figures
from reproduce import __version__, files
from reproduce.claims import conclusions, verdicts
from reproduce.errors import StoreError
from reproduce.experiments import denoising, likelihood, priors, recipe_table, recovery, sample_quality, table1
from reproduce.thesis import interpretations

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem; margin: .5rem 0; }
th, td { border: 1px solid #ccc; padding: .25rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #f2f2f2; } figure { margin: 1.5rem 0; } img { max-width: 100%; height: auto; }
figcaption { font-size: .9rem; } .counts { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; }
.counts li { list-style: none; border-radius: .5rem; padding: .5rem 1rem; background: #eee; }
.counts b { display: block; font-size: 1.6rem; }
.reproduced { background: #d8f0da !important; } .partly { background: #fdf0c8 !important; }
.not-reproduced { background: #f8d4d0 !important; } .not-testable { background: #e6e6e6 !important; }
@media print { body { max-width: none; font-size: 10pt; } .wide { overflow: visible; } table { font-size: 7.5pt; }
  figure, tr { break-inside: avoid; } }
"""


def _alone(render, caption):
    """The parts of a command that writes one table with a caption."""
    return lambda content: [(render(content), caption(content))]


# By the command that makes it: title, name of the JSON file, the ((header, cells), caption) of its content, and whether
# a picture of that name belongs to it.
TABLES = {
    "table1": ("Table 1", "table1", _alone(table1.render_rows, table1.caption), False),
    "quality": ("Sample quality", "sample_quality", _alone(sample_quality.render_table, sample_quality.caption), False),
    "priors": ("Priors on the pose", "priors", _alone(priors.render_table, priors.caption), False),
    "likelihood": (
        "Quality of the variational approximation",
        "likelihood",
        _alone(likelihood.render_table, likelihood.caption),
        False,
    ),
    "recovery": (
        "Pose recovery",
        "pose",
        lambda content: zip(recovery.render_tables(content), recovery.captions(content)),
        False,
    ),
    "denoising": ("Denoising", "denoising", _alone(denoising.render_table, denoising.caption), True),
}


def make(folder):
    """Write ``report.html`` from what `folder` holds; returns its path.

    Raises
    ------
    StoreError
        If there is nothing to report.
    """
    parts = [
        _headline(folder),
        _tables(folder, "table1"),
        _recipes(folder),
        _claims(folder),
        _figures(folder),
        _conclusions(folder),
    ]
    parts += [_tables(folder, command) for command in TABLES if command != "table1"]
    parts += [_interpretations(), _runs(folder)]
    if not any(os.path.isfile(os.path.join(folder, name)) for name in ("table1.json", "claims.json", "figure5.png")):
        raise StoreError(f"{folder} holds no results yet; `reproduce all` makes them")
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n<title>Deep spatial architectures, reproduced</title>\n'
        "<style>{}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n"
    ).format(STYLE, "\n".join(parts))
    path = os.path.join(folder, "report.html")
    files.write_text(path, page)
    return path


def _headline(folder):
    evaluated = _read(folder, "claims.json")
    text = (
        "<h1>Variational generation of images by deep spatial architectures, reproduced</h1>\n"
        "<p>The thesis of Arthur Vivé, trained again: what it reports, beside what we obtained.</p>"
    )
    if evaluated is None:
        return text
    items = "".join(
        f'<li class="{_class(verdict)}"><b>{number}</b>{verdict}</li>'
        for verdict, number in verdicts.counts(evaluated).items()
    )
    return f'{text}\n<ul class="counts">{items}</ul>'


def _tables(folder, command):
    """The section of what a `command` of `TABLES` writes."""
    title, name, parts, picture = TABLES[command]
    content = _read(folder, name + ".json")
    if content is None:
        return f"<h2>{title}</h2>\n{_missing(command)}"
    body = "".join(_table(*table) + _paragraph(caption) for table, caption in parts(content))
    return "<h2>{}</h2>\n{}{}".format(title, body, _image(folder, name, title) if picture else "")


def _recipes(folder):
    by_recipe = recipe_table.read(folder)
    if len(by_recipe) < 2:
        return ""
    return "<h3>By recipe</h3>\n" + _table(*recipe_table.render_table(by_recipe)) + _paragraph(recipe_table.caption())


def _claims(folder):
    evaluated = _read(folder, "claims.json")
    if evaluated is None:
        return "<h2>Claims</h2>\n" + _missing("claims")
    header, cells = verdicts.render_claims(evaluated)
    return "<h2>Claims</h2>\n{}{}".format(
        _table(header, cells, [_class(claim["verdict"]) for claim in evaluated], [claim["id"] for claim in evaluated]),
        _paragraph(verdicts.head_count(evaluated) + ". The criteria were fixed before the numbers were there."),
    )


def _conclusions(folder):
    evaluated = _read(folder, "claims.json")
    return "" if evaluated is None else "<h2>Prior by prior</h2>\n" + _table(*conclusions.render_table(evaluated))


def _figures(folder):
    parts = []
    for number in figures.NUMBERS:
        path = os.path.join(folder, f"figure{number}.png")
        if not os.path.isfile(path):
            parts.append(_missing(f"figure{number}"))
            continue
        caption = f"Figure {number}. {figures.module(number).CAPTION}"
        parts.append(
            '<figure id="figure{}">{}<figcaption>{}</figcaption></figure>'.format(
                number, _image(folder, f"figure{number}", f"Figure {number}"), html.escape(caption)
            )
        )
    return "<h2>Figures</h2>\n" + "\n".join(parts)


def _image(folder, name, title):
    """The picture ``<name>.png`` within the page; nothing if it is not there."""
    path = os.path.join(folder, name + ".png")
    if not os.path.isfile(path):
        return ""
    with open(path, "rb") as file:
        image = base64.b64encode(file.read()).decode("ascii")
    return f'<img alt="{html.escape(title)}" src="data:image/png;base64,{image}">'


def _interpretations():
    rows = [[cell.strip("`") for cell in row] for row in interpretations.rows()]
    return "<h2>Interpretations</h2>\n<p>What the thesis leaves open, and how we read it.</p>\n" + _table(
        interpretations.HEADER, rows
    )


def _runs(folder):
    path = os.path.join(folder, "runs.csv")
    if not os.path.isfile(path):
        return "<h2>Trainings</h2>\n" + _missing("claims")
    rows = files.read_csv(path)
    by_model = collections.defaultdict(list)
    for row in rows:
        by_model[row["model"]].append(row)
    cells = [
        [
            model,
            len(own),
            ", ".join(sorted({row["seed"] for row in own}, key=int)),
            sum(int(row["restarts"]) for row in own),
            sum(bool(row["signs"]) for row in own),
            "{:.0f}".format(sum(float(row["seconds"]) for row in own) / len(own)),
        ]
        for model, own in by_model.items()
    ]
    stacks = sorted(
        {"Python {python}, Theano-PyMC {Theano-PyMC}, NumPy {numpy}, {machine}".format(**row) for row in rows}
    )
    return "<h2>Trainings</h2>\n{}{}".format(
        _table(["model", "trainings", "seeds", "restarts", "with signs of a bad minimum", "seconds, mean"], cells),
        _paragraph("{}; reproduce {}. Each training stands in runs.csv.".format("; ".join(stacks), __version__)),
    )


def _read(folder, name):
    """The content of a JSON file; None where there is none yet."""
    path = os.path.join(folder, name)
    return files.read_json(path) if os.path.isfile(path) else None


def _table(header, rows, classes=None, ids=None):
    lines = []
    for number, row in enumerate(rows):
        marks = (f' class="{classes[number]}"' if classes else "") + (
            f' id="{html.escape(ids[number])}"' if ids else ""
        )
        lines.append("<tr{}>{}</tr>".format(marks, _cells("td", row)))
    return '<div class="wide"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody></table></div>\n'.format(
        _cells("th", header), "\n".join(lines)
    )


def _cells(tag, row):
    return "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in row)


def _class(verdict):
    return verdict.replace(" ", "-")


def _paragraph(text):
    return f"<p>{html.escape(text)}</p>\n"


def _missing(command):
    return f"<p>Not made yet: <code>reproduce {command}</code>.</p>\n"
