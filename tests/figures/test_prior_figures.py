"""Figures 10 to 12 and the table of priors."""

import numpy as np
import pytest

from figures import figure12 as drawing12
from figures import posed_samples as drawing
from reproduce import files
from reproduce.errors import StoreError
from reproduce.experiments import figure11, figure12, posed_samples, priors
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import Options
from reproduce.experiments.prior_models import ALL, FIVE, PriorModel, config, title
from reproduce.runs.store import Store

DIGITS = Options({"dataset": "digits", "epochs": 1})


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(str(tmp_path_factory.mktemp("results") / "runs"), jobs=1)


def test_rows_have_titles_of_their_own_and_settings_that_go_together():
    assert len({title(row) for row in ALL}) == len(ALL) == len({config(row, Options({})).key() for row in ALL})
    assert title(PriorModel("tvae_affine", "normal", "affine5", 0, "conditional")) == (
        "Affine-TVAE, normal prior on (ψ, log S, T), given z"
    )


@pytest.mark.heavy
def test_the_same_draws_in_their_reference_pose_and_in_poses_from_the_prior(store):
    panel = posed_samples.panel(FIVE, DIGITS, store)
    assert panel["references"].shape == panel["images"].shape == (64, 28, 28)
    assert abs(panel["references"] - panel["images"]).max() > 0.05
    # The prior starts with deviations of exp(-2); an epoch on digits has 12 steps.
    assert 0.05 < panel["poses"].std(axis=0).min() and panel["poses"].std(axis=0).max() < 0.4
    rows = posed_samples.panel_rows([panel])
    assert len(rows) == 128 and (rows[0]["u"], len(rows[64]["u"].split())) == ("", 5)
    assert (rows[0]["z"], rows[0]["ink"]) == (rows[64]["z"], round(float(panel["references"][0].mean()), 4))
    figure = drawing.draw([panel])
    reference, posed = [image.get_array()[::3, ::3] for image in figure.images[:2]]
    np.testing.assert_array_equal(reference, panel["references"][0])
    np.testing.assert_array_equal(posed, panel["images"][0])
    assert len(figure.images) == 24 and len(figure.axes[0].lines) == 12, "a frame over each sample in a drawn pose"


@pytest.mark.heavy
def test_what_a_prior_came_to(store, tmp_path):
    rows = priors.content(DIGITS, store, [FIVE, PriorModel("tvae_affine", "flat")])
    of_five, flat = rows
    assert flat["prior"] == {} and flat["kl_u"] == 0 and of_five["kl_u"] > 0
    assert set(of_five["parameters"]) == {"prior_mu.values", "prior_log_sigma.values"}
    deviations = np.exp(of_five["parameters"]["prior_log_sigma.values"])
    np.testing.assert_allclose(of_five["prior"]["five"]["std"], deviations, rtol=0.05)
    EXPERIMENTS["priors"].write(rows, str(tmp_path))
    assert len(files.read_json(str(tmp_path / "priors.json"))) == 2
    table = (tmp_path / "priors.md").read_text(encoding="utf-8")
    assert "| Affine-TVAE, flat prior |" in table and "not the thesis' data" in table


def test_displacements_in_pixels():
    grid = np.stack(np.meshgrid(np.arange(28.0), np.arange(28.0))).reshape(2, -1)
    shifts = np.array([3.0, -3.0, 1.0, -1.0])
    moved = grid + shifts[:, None, None] * np.array([[[1], [0]]])
    np.testing.assert_allclose(priors.displacements(moved, (28, 28)), abs(shifts))
    assert priors.spread(abs(shifts))[0] == pytest.approx(5**0.5)
    # Only where the digit is: what a pose does to the margin doesn't count.
    margin = np.tile(grid, (4, 1, 1))
    margin[0, :, 0] += 100
    np.testing.assert_allclose(priors.displacements(margin, (28, 28)), 0)


def test_the_small_rank_is_that_with_the_best_bound_below_the_full_one():
    sweep = [
        {"model": "tvae_affine", "rank": rank, "elbo": elbo}
        for rank, elbo in ((1, -120), (1, -118), (2, -110), (2, -116), (4, -112), (4, -111), (6, -100), (6, -101))
    ]
    assert figure11.best_small_rank(sweep, "tvae_affine") == 4


class FakeStore:
    """Trainings whose results are known."""

    def __init__(self, signs):
        self.signs = signs

    def make(self, plan, description):
        return {
            config: {
                "signs": self.signs.get(config.seed, []) if config.localization_init == "glorot" else [],
                "test": {"reconstruction": 90.0},
            }
            for config in plan
        }


def test_figure_12_needs_a_training_that_ended_badly():
    with pytest.raises(StoreError, match="none of 5 trainings with Glorot's weights into the pose"):
        figure12.measure(Options({}), FakeStore({}))


def test_figure_12_shows_the_signs():
    panel = {
        "title": "Affine-TVAE: poor minimum",
        "run": "run",
        "seed": 1,
        "signs": ["shrunken templates"],
        "reconstruction": 121.04,
        "labels": np.arange(2),
        "ink": np.ones(2),
        "templates": np.full((2, 4, 4), 0.25),
    }
    assert [text.get_text() for text in drawing12.draw([panel]).axes[0].texts] == [
        "Affine-TVAE: poor minimum",
        "test reconstruction error 121.0 nats per image",
        "shrunken templates",
    ]
    first = figure12.template_rows([panel])[0]
    assert (first["ink"], first["template_ink"], first["label"], first["signs"]) == (1, 0.25, 0, "shrunken templates")
