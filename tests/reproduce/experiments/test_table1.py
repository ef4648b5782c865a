"""Table 1's machinery, on few rows and scikit-learn's digits: what it makes, writes, and does not make again."""

import csv
import dataclasses
import math
import os

import numpy as np
import pytest

from original.spec import MODELS, thesis_models
from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.errors import ConfigError, DataError, StoreError
from reproduce.evaluation import separability
from reproduce.experiments import table1
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import Options
from reproduce.runs import network, run, store
from reproduce.runs.results_folder import subfolder
from reproduce.runs.store import Store
from reproduce.thesis import reported

OPTIONS = Options({"dataset": "digits", "epochs": 1})
INPUTS = [("PCA", 2), ("vae", 2)]
TABLE1 = EXPERIMENTS["table1"]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return str(tmp_path_factory.mktemp("results") / "runs")


@pytest.fixture(scope="module")
def rows(root):
    """The rows of `INPUTS`, made once."""
    return table1.content(OPTIONS, Store(root, jobs=1), INPUTS)


def thesis_rows(seeds=2):
    """Rows as `content` gives them on MNIST, from accuracies that are made up: a point more with each seed."""
    made = []
    for name, dim in table1.thesis_inputs():
        trained = name in MODELS
        results = [
            dict(
                {"cv_mean": 0.87 + seed / 100, "cv_std": 0.01, "test": 0.88 + seed / 100},
                **({"dimensions_in_use": 5 + seed, "seed": seed} if trained else {}),
            )
            for seed in range(seeds if trained else 1)
        ]
        made.append(table1.row(name, dim, Options({"epochs": 50}, seeds), results))
    return made


def rendered(rows):
    """Header and cells of the table."""
    (table,) = TABLE1.tables(rows)
    return table.header, table.rows


def test_inputs_are_the_rows_of_the_thesis():
    models = list(thesis_models())
    assert table1.thesis_inputs() == (
        [("Raw pixels", 784), ("PCA", 8)]
        + [(name, 8) for name in models]
        + [("PCA", 20)]
        + [(name, 20) for name in models]
    )


def test_rows(rows):
    assert [(row["input"], row["dim"], row["dataset"]) for row in rows] == [("PCA", 2, "digits"), ("VAE", 2, "digits")]
    for row in rows:
        assert 10 < row["obtained"]["test"] < 100 and 10 < row["obtained"]["cv_mean"] < 100, "these are percent"
        assert len(row["per_seed"]) == 1
    assert rows[1]["per_seed"][0]["run"] == Config("vae", dim_z=2, dataset="digits", epochs=1).key()
    assert rows[1]["per_seed"][0]["dimensions_in_use"] in (0, 1, 2)


def test_a_row_of_ours_is_marked_and_not_judged():
    results = [{"cv_mean": 0.9, "cv_std": 0.01, "test": 0.91, "dimensions_in_use": 5}]
    rows = thesis_rows() + [table1.row(name, dim, Options({}), results) for name, dim in table1.our_inputs()]
    header, cells = rendered(rows)
    assert cells[-1] == [
        "TPS-DTVAE (20)",
        "not in the thesis",
        "90.00 ± 1.00",
        "",
        "not in the thesis",
        "91.00",
        "",
        "5",
        1,
    ]
    assert len(header) == len(cells[-1]) and table1.rows_of_csv(rows)[-1]["cv_mean_within"] == ""


def test_rows_of_ours_are_those_of_models_that_the_thesis_does_not_have(monkeypatch):
    ours = [("dtvae_tps", 8), ("dtvae_tps", 20)]
    assert table1.inputs_of(OPTIONS) == table1.thesis_inputs()
    assert table1.inputs_of(dataclasses.replace(OPTIONS, ours=True)) == table1.thesis_inputs() + ours
    store = Store("nowhere")
    assert not table1.has_ours(OPTIONS, store)
    trained = [OPTIONS.config(*row) for row in ours]
    monkeypatch.setattr(store, "has", lambda config: config in trained)
    assert table1.has_ours(OPTIONS, store) and not table1.has_ours(dataclasses.replace(OPTIONS, seeds=2), store)


def test_a_row_has_the_model_beside_its_title():
    assert [(row["input"], row["model"]) for row in thesis_rows()[1:3]] == [("PCA", None), ("VAE", "vae")]


def test_numbers_are_rounded_once_when_they_are_shown():
    # The mean of 87.08 and 87.09, rounded before, would be 87.08 (or 87.09, by chance).
    results = [{"cv_mean": cv, "cv_std": 0.01, "test": 0.9, "dimensions_in_use": 5} for cv in (0.87084, 0.870896)]
    row = table1.row("vae", 8, Options({}, 2), results)
    assert row["per_seed"][1]["cv_mean"] == pytest.approx(87.0896, abs=1e-9)
    assert row["obtained"]["cv_mean"] == pytest.approx(87.0868, abs=1e-9)
    assert rendered([row])[1][0][2] == "87.09 ± 1.00" and table1.rows_of_csv([row])[0]["obtained_cv_mean"] == 87.09


def test_digits_are_not_compared_with_the_thesis(rows):
    for row in rows:
        assert row["reported"] is None and row["verdict"] is None
    header, cells = rendered(rows)
    assert header == ["input (dim z)", "CV %", "test %", "dims in use", "seeds"]
    assert "thesis" not in str(header + cells)
    assert "not the thesis' data" in table1.caption(rows)


def test_pca_row_is_measured_on_the_digits(rows):
    digits = datasets.load("digits")
    train, test = [
        images.reshape(len(images), -1).astype("float64") for images in (digits.train_images, digits.test_images)
    ]
    accuracies = separability.linear_svm(*_interleaved(separability.pca_codes(train, test, 2), digits))
    assert rows[0]["obtained"] == {name: 100 * value for name, value in accuracies.items()}


def test_model_row_is_measured_on_posterior_means(rows, root):
    from reproduce.evaluation.evaluator import Evaluator

    config, digits = Config("vae", dim_z=2, dataset="digits", epochs=1), datasets.load("digits")
    evaluator = Evaluator(network.load_network(config, run.run_folder(config, root)))
    codes = evaluator.codes(digits.train_images), evaluator.codes(digits.test_images)
    accuracies = separability.linear_svm(*_interleaved(codes, digits))
    assert rows[1]["obtained"] == {name: pytest.approx(100 * value, abs=0.3) for name, value in accuracies.items()}


def _interleaved(codes, dataset):
    return codes[0], dataset.train_labels, codes[1], dataset.test_labels


def test_nothing_is_made_twice(rows, root, monkeypatch):
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    monkeypatch.setattr(separability, "linear_svm", lambda *args: pytest.fail("measures again"))
    assert table1.content(OPTIONS, Store(root, jobs=1), INPUTS) == rows


def test_each_centring_of_pca_has_its_own_measurement(rows, root):
    options, folders = dataclasses.replace(OPTIONS, pca_centre="train"), set(os.listdir(root))
    (row,) = table1.content(options, Store(root, jobs=1), [("PCA", 2)])
    assert row["obtained"]["cv_mean"] == rows[0]["obtained"]["cv_mean"]
    assert set(os.listdir(root)) - folders == {"digits-pca2-train"}


def test_written_files(rows, tmp_path):
    folder = str(tmp_path / "digits")
    TABLE1.write(rows, folder)
    assert sorted(os.listdir(folder)) == ["table1.csv", "table1.json", "table1.md"]
    assert files.read_json(os.path.join(folder, "table1.json")) == rows
    with open(os.path.join(folder, "table1.csv"), encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["input"], line["dim"], line["seeds"]) for line in lines] == [("PCA", "2", "1"), ("VAE", "2", "1")]
    for line, row in zip(lines, rows):
        assert float(line["obtained_test"]) == round(row["obtained"]["test"], 2)
        assert line["reported_test"] == line["cv_mean_within"] == ""
    with open(os.path.join(folder, "table1.md"), encoding="utf-8") as file:
        text = file.read()
    obtained = [rows[1]["obtained"][measure] for measure in table1.MEASURES]
    assert "| VAE (2) | {:.2f} ± {:.2f} | {:.2f} |".format(*obtained) in text
    assert text.endswith(table1.caption(rows) + "\n")


def test_unknown_data_is_told_before_anything_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "run_all", lambda *args: pytest.fail("starts"))
    with pytest.raises(DataError, match="is not a folder"):
        TABLE1.make(Options({}), Store(str(tmp_path), str(tmp_path / "none")))


def test_results_that_can_not_be_written_are_told_before_anything_is_made(tmp_path, monkeypatch):
    # Raw pixels alone take a quarter of an hour, and write nothing until they are done.
    monkeypatch.setattr(store, "run_all", lambda *args: pytest.fail("starts"))
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="can't make the folder"):
        TABLE1.make(OPTIONS, Store(str(tmp_path / "file" / "runs")))


def test_a_scheduler_is_handed_on_and_its_workers_have_the_data(tmp_path, monkeypatch):
    asked = []

    def run_all(tasks, *args):
        asked.append(args[-3])
        return [{"linear_svm": {"cv_mean": 0.5, "cv_std": 0.1, "test": 0.25}}]

    monkeypatch.setattr(store, "run_all", run_all)
    store_of_cluster = Store(str(tmp_path), str(tmp_path / "none"), scheduler="tcp://host:8786")
    store_of_cluster.check("mnist")
    table1.content(Options({}), store_of_cluster, [("PCA", 8)])
    assert asked == ["tcp://host:8786"]


def test_tasks_start_with_the_longest(tmp_path, monkeypatch):
    started = []
    accuracies = {"cv_mean": 0.5, "cv_std": 0.1, "test": 0.25}

    def run_all(tasks, jobs, epochs, count_epochs, description, scheduler, on_result, seconds_left):
        started.extend(getattr(args[0], "model", "") or args[0].name for _, args in tasks)
        assert (jobs, epochs, count_epochs(), description, scheduler) == (2, 150, 0, "Table 1, 4 runs", None)
        measured = [dict(accuracies, cv_mean=0.1 * place) for place in range(len(tasks))]
        of_training = {"restarts": [], "signs": [], "dimensions_in_use": 1, "test": {"elbo": -1}}
        return [dict(of_training, linear_svm=of_task) for of_task in measured]

    monkeypatch.setattr(store, "run_all", run_all)
    inputs = [("vae", 8), ("Raw pixels", 784), ("dtvae_affine", 8), ("tvae_tps", 8)]
    rows = table1.content(Options({"dataset": "digits"}), Store(str(tmp_path), jobs=2), inputs)
    assert started == ["digits-raw", "dtvae_affine", "tvae_tps", "vae"]
    # Each result is back in its own row.
    assert [row["obtained"]["cv_mean"] for row in rows] == pytest.approx([30, 0, 10, 20])


def test_seeds_are_trainings_of_their_own():
    inputs = [("PCA", 8), ("tvae_tps", 20), ("Raw pixels", 784)]
    assert table1.trainings(Options({"epochs": 2}, 3), inputs) == [
        Config("tvae_tps", dim_z=20, epochs=2, seed=seed) for seed in range(3)
    ]


def test_settings_without_a_meaning():
    with pytest.raises(ConfigError, match="epochs must be at least 1"):
        table1.plan(Options({"epochs": 0}))


@pytest.mark.parametrize(
    "settings, centre, folder",
    [
        ({}, "test", ""),
        ({"dataset": "mnist", "epochs": 50, "learning_rate": 1.0}, "test", ""),
        ({"epochs": 1}, "test", "trials"),
        ({"dataset": "mnist", "learning_rate": 0.3}, "test", "tuned"),
        ({}, "train", "trials"),
        ({"dataset": "digits"}, "test", "digits"),
        ({"dataset": "digits", "epochs": 1}, "train", "digits"),
    ],
)
def test_only_what_the_thesis_states_is_written_to_the_results_themselves(settings, centre, folder):
    options = Options(settings, pca_centre=centre)
    assert subfolder(options.settings, options.is_changed) == folder


def test_mnist_rows_stand_beside_the_thesis():
    rows = thesis_rows()
    for row, printed in zip(rows, reported.reported("table1")["rows"]):
        assert row["reported"] == {name: printed[name] for name in ("cv_mean", "cv_std", "test")}
    # VAE (8): 87.70 +- 0.93 / 87.99 in the thesis, seeds of 87, 88 / 88, 89 here.
    vae = rows[2]
    assert vae["obtained"] == pytest.approx({"cv_mean": 87.5, "cv_std": 1.0, "test": 88.5})
    assert vae["verdict"]["cv_mean"] == {
        "difference": -0.2,
        "deviations": -0.22,
        "within": True,
        "seed_std": 0.71,
        # 0.2 from the mean of two, whose predictive deviation is 0.707 sqrt(1 + 1/2): Student's t with one degree.
        "tail": pytest.approx(1 - 2 / math.pi * math.atan(0.2 / (0.5**0.5 * 1.5**0.5))),
    }
    assert vae["verdict"]["test"]["difference"] == 0.51
    # TPS-TVAE (20): 94.65 +- 0.46.
    assert rows[9]["verdict"]["cv_mean"]["within"] is False


def test_rendered_mnist_rows():
    header, cells = rendered(thesis_rows())
    assert header == [
        "input (dim z)",
        "CV % thesis",
        "ours",
        "verdict",
        "test % thesis",
        "ours",
        "verdict",
        "dims in use",
        "seeds",
    ]
    verdicts = [reported.in_words(thesis_rows()[2]["verdict"][measure]) for measure in ("cv_mean", "test")]
    assert cells[2] == ["VAE (8)", "87.70 ± 0.93", "87.50 ± 1.00", verdicts[0], "87.99", "88.50", verdicts[1], "5-6", 2]
    # Nothing was trained for the principal components.
    assert cells[1][:3] == ["PCA (8)", "75.09 ± 1.32", "87.00 ± 1.00"] and cells[1][-2:] == ["", ""]
    assert len(cells) == 11
    assert rendered(thesis_rows(seeds=1))[1][2][-2:] == ["5", 1]


def test_caption_names_what_was_changed():
    text = table1.caption(thesis_rows())
    assert "MNIST" in text and "9-fold" in text and "epochs 50" in text and "batch size 128" in text
    rows = [table1.row("PCA", 8, Options({"binarize": "sample"}), [dict.fromkeys(table1.MEASURES, np.float64(0.5))])]
    assert "binarize sample" in table1.caption(rows)


def test_csv_of_mnist_rows(tmp_path):
    TABLE1.write(thesis_rows(), str(tmp_path))
    line = files.read_csv(str(tmp_path / "table1.csv"))[2]
    assert (line["input"], line["reported_cv_mean"], line["reported_cv_std"], line["reported_test"]) == (
        "VAE",
        "87.7",
        "0.93",
        "87.99",
    )
    assert (line["obtained_test"], line["test_difference"], line["test_within"]) == ("88.5", "0.51", "True")


def test_restarts_are_counted():
    rows = thesis_rows(seeds=2)
    rows[2]["per_seed"][0]["restarts"], rows[2]["per_seed"][1]["restarts"] = 3, 0
    assert rendered(rows)[1][2][-1] == "2 (+3 restarts)"


def test_a_row_with_trainings_in_bad_minima_is_judged_without_them_too():
    results = [
        {"cv_mean": cv, "cv_std": 0.01, "test": cv, "dimensions_in_use": 5, "signs": signs}
        for cv, signs in ((0.87, []), (0.89, []), (0.5, ["too few code dimensions in use"]))
    ]
    row = table1.row("vae", 8, Options({}, 3), results)
    assert row["obtained"]["test"] == pytest.approx(226 / 3)
    assert row["without_bad_minima"]["obtained"]["test"] == pytest.approx(88)
    assert row["without_bad_minima"]["verdict"] == table1.row("vae", 8, Options({}, 2), results[:2])["verdict"]
    _, cells = rendered([row])
    assert [cells[0][0], cells[0][5], cells[0][-1]] == ["VAE (8)", "75.33", 3]
    assert [cells[1][0], cells[1][5], cells[1][-1]] == ["VAE (8), without 1 in bad minima", "88.00", 2]
    for given in (results[:2], results[2:]):  # none, or all of them
        assert table1.row("vae", 8, Options({}, len(given)), given)["without_bad_minima"] is None
