"""One entry adds a prior, a model variant, a data set, a figure, a claim: to the help, to validation, to the report."""

import numpy as np
import pytest

from original import spec
from original.models import build
from reproduce import files
from reproduce.claims import tables, verdicts
from reproduce.claims.claim import LEDGER, Claim
from reproduce.claims.evidence import Evidence
from reproduce.claims.measuring import MEASURES, measuring
from reproduce.cli import commands
from reproduce.config import Config
from reproduce.data import datasets, registry
from reproduce.experiments.experiment import EXPERIMENTS, Picture
from reproduce.experiments.figure import add_figure
from reproduce.report import page


@pytest.fixture
def added():
    """Take out of a registry at the end what a test adds to it."""
    entries = []

    def add(known, entry):
        entries.append((known, entry.name))
        return entry if entry.name in known else known.add(entry)

    yield add
    for known, name in entries:
        known.remove(name)


def help_of(command, capsys):
    with pytest.raises(SystemExit):
        commands.main([command, "--help"])
    return " ".join(capsys.readouterr().out.split())


def test_a_prior(added, capsys):
    assert "normal-shared" not in help_of("train", capsys)
    added(spec.PRIORS, spec.Prior("normal-shared", "normal prior, one width", mean="fitted", deviation="shared"))
    assert "normal-shared" in help_of("train", capsys)
    config = Config("tvae_affine", pose_prior="normal-shared", structure="conditional")
    net = build(config.model, config.dim_z, **config.model_options())
    assert net["l_prior_mu"].output_shape == net["l_prior_log_sigma"].output_shape == (None, 6)


def test_a_model_variant(added, capsys):
    added(spec.MODELS, spec.Model("tvae_second", "Second-TVAE", "tvae", "tps", in_thesis=False, cost=1.5))
    assert "tvae_second" in help_of("train", capsys)
    config = Config("tvae_second", tps_start="grid")
    assert build(config.model, config.dim_z, **config.model_options())["l_u"].output_shape == (None, 18)
    assert "tvae_second" not in spec.thesis_models() and spec.MODELS["tvae_second"].title == "Second-TVAE"


def stripes(folder, white):
    """Twenty images of stripes for training, and ten others; classes 0 and 1."""
    images = np.zeros((30, 1, 28, 28), "float32")
    images[::2, :, ::2], images[1::2, :, :, ::2] = 1, 1
    labels = np.arange(30) % 2
    return images[:20], labels[:20], images[20:], labels[20:]


def test_a_data_set(added, capsys):
    added(registry.DATASETS, registry.DataSource("stripes", "images of stripes", "1", f"{__name__}:stripes"))
    assert "stripes" in help_of("train", capsys) and "rot-stripes" in help_of("table1", capsys)
    assert Config("vae", dataset="stripes").key().startswith("stripes-vae-z8-s0-")
    loaded = datasets.load_for(Config("vae", dataset="stripes", binarize="threshold"))
    assert loaded.train_images.shape == (20, 1, 28, 28) and loaded.test_labels.tolist() == [0, 1] * 5


def drawn(measured):
    """A figure of one line."""
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot(measured)
    return figure


def test_a_figure(added, capsys, tmp_path):
    picture = Picture(
        lambda options, store: [1, 2], lambda made: [{"y": y} for y in made], f"{__name__}:drawn", "Added."
    )
    added(EXPERIMENTS, add_figure(99, "VIII", "a line", picture, "1 s"))
    assert "a line" in help_of("figure99", capsys)
    assert commands.main(["figure99", "--results", str(tmp_path)]) == 0
    assert files.read_csv(str(tmp_path / "figure99.csv")) == [{"y": "1"}, {"y": "2"}]
    files.write_json(str(tmp_path / "claims.json"), [])
    text = open(page.make(str(tmp_path)), encoding="utf-8").read()
    assert 'id="figure99"' in text and "Added." in text


def test_a_claim(added, tmp_path):
    @measuring
    def answer(evidence, times):
        return {0: 6.0 * times, 1: 8.0 * times}

    added(MEASURES, MEASURES["answer"])
    claim = added(
        LEDGER,
        Claim(
            "added.answer",
            "VIII",
            "The answer is 42",
            "answer",
            {"times": 6},
            "the answer",
            reproduced=(41, 43),
            partly=(40, 44),
        ),
    )
    (found,) = [line for line in verdicts.evaluate(Evidence("mnist"), [claim]) if line["id"] == "added.answer"]
    assert (found["mean"], found["n"], found["verdict"]) == (42, 2, "reproduced")
    tables.write([found], str(tmp_path))
    assert "The answer is 42" in open(page.make(str(tmp_path)), encoding="utf-8").read()
