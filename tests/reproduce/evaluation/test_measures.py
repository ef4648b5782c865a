"""What is measured on one run besides the SVMs: nearest neighbours and poses; and the table of sample quality."""

import numpy as np

from reproduce.evaluation import classifier, neighbours, pose_statistics, sampling
from reproduce.experiments import sample_quality
from reproduce.experiments.options import Options
from reproduce.runs.store import Store


def test_neighbours_vote(rng):
    train = np.concatenate([rng.normal(0, 1, (40, 2)), rng.normal(8, 1, (40, 2))])
    labels = np.repeat([0, 1], 40)
    assert neighbours.accuracy(train, labels, np.array([[0, 0], [8, 8]]), [0, 1]) == 1
    assert neighbours.accuracy(train, labels, np.array([[0, 0], [8, 8]]), [1, 1]) == 0.5


def test_largest_correlation_is_that_of_two_different_parts(rng):
    first, noise = rng.standard_normal((2, 20000))
    poses = np.stack([first, -0.6 * first + 0.8 * noise, rng.standard_normal(20000)], axis=1) + [0, 5, 1]
    found = pose_statistics.statistics(poses)
    assert abs(found["largest_correlation"] - 0.6) < 0.02, "the deviation of an estimate is 0.005"
    np.testing.assert_allclose(found["mean"], [0, 5, 1], atol=0.03)
    assert len(found["correlation"]) == 3 and found["correlation"][0][1] < 0


def test_codes_cover_the_prior_evenly():
    from scipy.stats import norm

    codes = sampling.quantile_grid(rows=2, columns=4)
    np.testing.assert_allclose(norm.cdf(codes[:4, 0]), [0.125, 0.375, 0.625, 0.875], atol=1e-6)
    np.testing.assert_allclose(norm.cdf(codes[[0, 4], 1]), [0.75, 0.25], atol=1e-6)


def test_table_of_sample_quality(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_quality, "NUM_SAMPLES", 200)
    monkeypatch.setattr(sample_quality, "rows_of", lambda options: [("vae", 2)])
    monkeypatch.setattr(classifier, "EPOCHS", 2)
    store = Store(str(tmp_path / "runs"), jobs=1)
    table = sample_quality.make(Options({"dataset": "digits", "epochs": 1}, seeds=2), store)
    assert [(row["model"], row["dimensions"], row["seed"]) for row in table["rows"]] == [("vae", 2, 0), ("vae", 2, 1)]
    assert table["reference"]["frechet"] < min(row["frechet"] for row in table["rows"])
    header, cells = sample_quality.render_table(table)
    assert [row[0] for row in cells] == ["VAE (2 + 0)", "Test images"] and cells[0][-2:] == [2, 0]
    assert all(len(row) == len(header) for row in cells) and "±" in cells[0][1]
    assert "200 samples" in sample_quality.caption(table) and "not the thesis' data" in sample_quality.caption(table)
    sample_quality.write(table, str(tmp_path))
    assert "| VAE (2 + 0) |" in (tmp_path / "sample_quality.md").read_text(encoding="utf-8")


def test_rows_of_sample_quality_are_the_panels_of_the_figures():
    assert sample_quality.rows_of(Options({})) == [
        ("vae", 10),
        ("vae", 20),
        ("tvae_affine", 2),
        ("tvae_affine", 4),
        ("tvae_affine", 14),
        ("tvae_affine", 24),
        ("tvae_tps", 12),
        ("dtvae_affine", 2),
        ("dtvae_affine", 4),
        ("dtvae_affine", 14),
    ]
