"""The table of log p(x), bound and divergences."""

import pytest

from reproduce import files
from reproduce.experiments import likelihood
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import Options
from reproduce.experiments.prior_models import PriorModel
from reproduce.runs.store import Store

DIGITS = Options({"dataset": "digits", "epochs": 1}, posterior_draws=50, test_images=3)


def row(title, log_p, quantity="log_px", seed=0):
    return {
        "title": title,
        "seed": seed,
        "quantity": quantity,
        "dataset": "mnist",
        "images": 500,
        "draws": 5000,
        "log_p": log_p,
        "elbo": log_p - 8,
        "gap": 8.0,
        "kl_z": 9.0,
        "kl_u": 1.0,
        "gap_over_kl": 0.8,
        "standard_error": 1.2,
        "monte_carlo_error": 0.05,
        "ess_median": 42.0,
    }


def test_means_over_trainings_and_a_mark_where_the_pose_is_given():
    rows = [row("VAE", -98.0), row("VAE", -100.0, seed=1), row("Affine-TVAE, flat prior", -93.0, "log_px_given_u")]
    (table,) = likelihood.tables(rows)
    cells = table.rows
    assert cells[0] == [
        "VAE",
        "-99.0 ± 1.4",
        "-107.0 ± 1.4",
        "8.0 ± 0.0",
        "10.0 ± 0.0",
        "0.80 ± 0.00",
        "1.2 ± 0.0",
        "0.05 ± 0.00",
        "42 ± 0",
        2,
    ]
    assert cells[1][0] == "Affine-TVAE, flat prior *" and len(table.header) == len(cells[1])
    assert "first 500 test images, 5000 draws" in table.caption and "not the thesis' data" not in table.caption


@pytest.mark.heavy
def test_of_trainings(tmp_path):
    store = Store(str(tmp_path / "runs"), jobs=1)
    rows = [likelihood.VAE, PriorModel("tvae_affine", "normal")]
    made = likelihood.content(DIGITS, store, rows)
    assert [(line["model"], line["title"]) for line in made] == [
        ("vae", "VAE"),
        ("tvae_affine", "Affine-TVAE, normal prior"),
    ]
    for line in made:
        assert line["gap"] == pytest.approx(line["log_p"] - line["elbo"]) and line["images"] == 3
    assert made[0]["kl_u"] == 0 and made[1]["kl_u"] > 0
    EXPERIMENTS["likelihood"].write(made, str(tmp_path))
    assert files.read_json(str(tmp_path / "likelihood.json")) == made
