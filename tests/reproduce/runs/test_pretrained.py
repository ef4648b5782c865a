"""Pretrained weights: what is exported, read back, refused, and drawn from without data or training."""

import os

import numpy as np
import pytest

from original.models import parameters
from reproduce import files
from reproduce.cli import commands, export
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.errors import ConfigError, DataError, StoreError
from reproduce.evaluation import coded
from reproduce.evaluation.evaluator import Evaluator
from reproduce.evaluation.sampling import mean_pose
from reproduce.experiments.linear_svms import PCA
from reproduce.experiments import figure8, figure11, figure12, posed_samples, prior_models, samples, table1
from reproduce.experiments.experiment import Experiment, Picture
from reproduce.experiments.options import Options
from reproduce.experiments.samples import Panel
from reproduce.report import pictures
from reproduce.runs import network, pretrained, run
from reproduce.runs.pretrained import Index
from reproduce.runs.pretrained_store import PretrainedStore
from reproduce.runs.store import Store, plan_of

DIGITS = Options({"dataset": "digits", "epochs": 1})
VAE, TVAE, OTHER = [DIGITS.config(*model) for model in (("vae", 8), ("tvae_affine", 4), ("vae", 10))]
POSED = prior_models.config(prior_models.FIVE, DIGITS)  # of figure 10, with a prior on five numbers


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    ours = Store(str(tmp_path_factory.mktemp("results") / "runs"), jobs=1)
    ours.make(plan_of([VAE, TVAE, POSED]))
    return ours


@pytest.fixture(scope="module")
def folder(store, tmp_path_factory):
    """A folder with the weights of three models, and with the metrics alone of a fourth one."""
    index = Index(str(tmp_path_factory.mktemp("weights")))
    for config in (VAE, TVAE, POSED):
        index.add(config, store.folder(config), store.dataset_for(config))
    entry = dict(index.entries[VAE], name=OTHER.key(), config=OTHER.to_dict())
    index.entries[OTHER] = {part: entry[part] for part in ("name", "config", "metrics")}
    index.write()
    return index.folder


@pytest.fixture
def altered(folder, tmp_path):
    """A copy that may be damaged."""
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            (tmp_path / name).write_bytes(file.read())
    return tmp_path


@pytest.fixture
def no_training(monkeypatch):
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains"))


@pytest.mark.heavy
def test_weights_come_back_rounded_to_half_precision(store, folder):
    net, pose = Index.read(folder).load(TVAE)
    exact = {param.name: param.get_value() for param in parameters(store.network(TVAE))}
    assert {param.name for param in parameters(net)} == set(exact)
    for param in parameters(net):
        # A rounding to 11 bits is off by 2^-11 of the value at most, below 2^-14 by half of the least step, 2^-25.
        np.testing.assert_allclose(param.get_value(), exact[param.name], rtol=2.0**-11, atol=2.0**-25)
    np.testing.assert_array_equal(pose, mean_pose(net, datasets.load("digits").train_images))
    assert pose.dtype == "float32" and Index.read(folder).load(VAE)[1] is None


def test_a_file_has_two_bytes_for_each_parameter(folder):
    net, _ = Index.read(folder).load(VAE)
    numbers = sum(param.get_value().size for param in parameters(net))
    assert 0 <= Index.read(folder).entries[VAE]["bytes"] - 2 * numbers < 6000


def test_the_index_tells_the_bound_at_both_precisions(store, folder):
    entry = Index.read(folder).entries[TVAE]
    net, _ = Index.read(folder).load(TVAE)
    terms = Evaluator(net, TVAE.seed).terms(datasets.load("digits").test_images)
    assert abs(terms["elbo"] - entry["half"]["elbo"]) < 1e-4
    assert entry["metrics"] == run.finished(store.folder(TVAE))
    assert 0 < abs(entry["half"]["elbo"] - entry["metrics"]["test"]["elbo"]) < pretrained.TOLERANCE


def test_what_rounding_changes_too_much_is_not_exported(store, tmp_path, monkeypatch):
    monkeypatch.setattr(pretrained, "TOLERANCE", 0)
    with pytest.raises(StoreError, match="half precision changes the .* of digits-vae-z8"):
        Index(str(tmp_path)).add(VAE, store.folder(VAE), store.dataset_for(VAE))
    assert os.listdir(tmp_path) == []


def test_an_altered_file_is_refused(altered):
    path = altered / Index.read(str(altered)).entries[VAE]["file"]
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError, match="SHA-256 is"):
        Index.read(str(altered)).load(VAE)
    path.unlink()
    with pytest.raises(StoreError, match="can't read .*No such file"):
        Index.read(str(altered)).load(VAE)


def test_a_file_of_another_model_is_refused(altered):
    entries = files.read_json(str(altered / "index.json"))
    entries[0].update({part: entries[1][part] for part in ("file", "sha256")})
    files.write_json(str(altered / "index.json"), entries)
    with pytest.raises(StoreError, match="don't belong there.*u.W"):
        Index.read(str(altered)).load(VAE)


@pytest.mark.parametrize("content", ["", "3", "[3]", "[{}]", '[{"config": {"model": "vae"}, "metrics": {}}]'])
def test_a_damaged_index_is_told(tmp_path, content):
    (tmp_path / "index.json").write_text(content)
    with pytest.raises(StoreError, match="index.json is no"):
        Index.read(str(tmp_path))


def test_a_file_outside_the_folder_is_refused(altered):
    entries = files.read_json(str(altered / "index.json"))
    entries[0]["file"] = "../" + entries[0]["file"]
    files.write_json(str(altered / "index.json"), entries)
    with pytest.raises(StoreError, match="not in the index' own folder"):
        Index.read(str(altered))


def test_what_is_not_there_is_named(folder):
    index = Index.read(folder)
    with pytest.raises(StoreError, match="of vae dim_z=3 in .*there are: vae dim_z=8 dataset=digits epochs=1; tvae"):
        index.load(Config("vae", dim_z=3))
    with pytest.raises(StoreError, match="metrics of vae dim_z=10 .*alone"):
        index.load(OTHER)


def test_without_any_weights_it_is_told_where_they_are_looked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(pretrained, "INSTALLED", (str(tmp_path / "installed"),))
    with pytest.raises(StoreError, match="installed.*`reproduce weights`"):
        pretrained.find(str(tmp_path))
    (tmp_path / "index.json").write_text("[]")
    assert pretrained.find(str(tmp_path)) == str(tmp_path)


def test_a_store_of_them_gives_what_figures_ask_for(store, folder, tmp_path, no_training, monkeypatch):
    monkeypatch.setattr(datasets, "load", lambda *args: pytest.fail("reads data"))
    ours = PretrainedStore(str(tmp_path), folder)
    ours.check("mnist")
    made = ours.make(plan_of([VAE, TVAE, OTHER]))
    assert made[TVAE] == run.finished(store.folder(TVAE)) and made[OTHER] == made[VAE]
    assert ours.has(VAE) and not ours.has(OTHER) and ours.mean_pose(VAE) is None and ours.mean_pose(TVAE).shape == (6,)
    with pytest.raises(StoreError, match="no pretrained weights of vae dim_z=3"):
        ours.make(plan_of([VAE, Config("vae", dim_z=3)]))
    with pytest.raises(StoreError, match="no history"):
        ours.history(VAE)
    assert os.listdir(tmp_path) == []


def test_measurements_are_made_on_the_pretrained_weights(folder, tmp_path, no_training):
    ours = PretrainedStore(str(tmp_path / "runs"), folder, jobs=1)
    inputs = [("vae", 8), (PCA, 8)]
    rows = table1.content(DIGITS, ours, inputs)
    assert [row["obtained"]["test"] > 50 for row in rows] == [True, True]
    weights = network.load_network(VAE, ours.folder(VAE))
    half, _ = Index.read(folder).load(VAE)
    for ours_, theirs in zip(parameters(weights), parameters(half)):
        np.testing.assert_array_equal(ours_.get_value(), theirs.get_value())
    os.remove(os.path.join(ours.folder(VAE), "weights.npz"))
    assert table1.content(DIGITS, ours, inputs) == rows, "what is damaged is unpacked again, not trained"


def test_the_plan_is_what_is_trained_of_the_table_and_the_figures(store):
    asked = export.plan(DIGITS, store)
    assert set(asked.shown) == {VAE, TVAE, POSED} and asked.others == [] and asked.coded == {}
    assert any(DIGITS.config("vae", 2).key() in line for line in asked.missing)
    assert sum("figure 11 draws" in line for line in asked.missing) == 1 and len(asked.missing) == 39 - 3 + 2


def test_a_figure_that_finds_none_to_draw_is_told():
    class Trained:  # all is, and no training has signs of a bad minimum
        def has(self, config):
            return True

        def make(self, plan):
            terms = dict.fromkeys(("elbo", "reconstruction", "kl_z", "kl_u"), 0)
            return {config: {"signs": [], "test": terms, "dimensions_in_use": 1} for config in plan}

    asked = export.plan(DIGITS, Trained())
    assert len(asked.missing) == 1
    assert asked.missing[0].startswith("a model that figure 12 draws: none of 5 trainings")
    assert (len(asked.shown), len(asked.others)) == (28, 11)
    assert asked.coded == dict.fromkeys(figure8.trainings(DIGITS))


def test_figure_11_needs_the_weights_of_the_ranks_that_it_draws_alone():
    best = {("tvae_affine", 3), ("tvae_tps", 9)}
    made = {}
    for config in figure11.trainings(DIGITS):
        terms = dict.fromkeys(("reconstruction", "kl_z", "kl_u"), 0)
        terms["elbo"] = int((config.model, config.pose_rank) in best)
        made[config] = {"test": terms, "dimensions_in_use": 3}
    drawn = figure11.chosen(DIGITS, made)
    assert {(config.model, config.pose_rank) for config in drawn} == best | {("tvae_affine", 6), ("tvae_tps", 18)}
    assert len(drawn) == 4 and len(made) == 10 and set(drawn) <= set(made)


def test_an_export_keeps_what_was_there_and_is_the_same_again(store, folder, altered):
    index, missing = export.make(DIGITS, store, str(altered))
    assert set(index.entries) == {VAE, TVAE, POSED, OTHER} and missing
    assert Index.read(str(altered)).entries == Index.read(folder).entries
    text = export.text(index, missing)
    assert "3 models, 3.3 MB; of 1 more the metrics alone" in text and "missing: vae dim_z=2 " in text


def test_what_was_exported_is_exported_again_only_if_it_changed(store, altered, monkeypatch):
    exported = []
    add = Index.add
    monkeypatch.setattr(Index, "add", lambda index, config, *args: (exported.append(config), add(index, config, *args)))
    damaged = altered / (VAE.key() + ".npz")
    before = damaged.read_bytes()
    damaged.write_bytes(before[:-1])
    entries = files.read_json(str(altered / "index.json"))
    other_run = next(entry for entry in entries if entry["name"] == POSED.key())
    other_run["metrics"]["seconds"] += 1
    files.write_json(str(altered / "index.json"), entries)
    export.make(DIGITS, store, str(altered))
    assert set(exported) == {VAE, POSED} and damaged.read_bytes() == before


def test_an_export_of_nothing_is_told(tmp_path):
    with pytest.raises(StoreError, match="none of the 4. trainings"):
        export.make(DIGITS, Store(str(tmp_path / "runs")), str(tmp_path / "weights"))
    assert not (tmp_path / "weights").exists()


def test_commands_export_and_draw(store, tmp_path, monkeypatch, capsys, no_training):
    monkeypatch.chdir(tmp_path)
    os.makedirs("results")
    os.symlink(store.root, os.path.join("results", "runs"))
    settings = ["--dataset", "digits", "--epochs", "1"]
    assert commands.main(["weights"] + settings) == 0
    assert "missing: tvae_tps dim_z=8" in capsys.readouterr().out
    assert sorted(os.listdir(os.path.join("results", "digits", "weights")))[-1] == "index.json"
    assert commands.main(["figure6", "--pretrained"] + settings) == StoreError.exit_code
    assert "no pretrained weights of vae dim_z=10 dataset=digits epochs=1, " in capsys.readouterr().err
    assert commands.main(["figure9", "--pretrained", "--scheduler", "tcp://host:1"] + settings) == ConfigError.exit_code


def test_a_figure_is_drawn_without_data(folder, tmp_path, no_training, monkeypatch):
    panels = (Panel("vae", 8), Panel("tvae_affine", 10))
    picture = Picture(lambda *asked: samples.measure(panels, *asked), samples.sample_rows, "figures.samples:draw", "")
    experiment = Experiment("figure6", "Figure 6", "", "", "", "figure6", picture=picture)
    monkeypatch.setattr(datasets, "load", lambda *args: pytest.fail("reads data"))
    pictures.make([experiment], DIGITS, PretrainedStore(str(tmp_path / "runs"), folder), str(tmp_path / "figures"))
    assert len(files.read_csv(str(tmp_path / "figures" / "figure6.csv"))) == 200


def test_codes_stand_in_for_the_images(altered, tmp_path, no_training, monkeypatch):
    digits, load = datasets.load("digits"), datasets.load
    index = Index.read(str(altered))
    index.add_codes(TVAE, digits, 64)
    index.write()
    monkeypatch.setattr(datasets, "load", lambda *args: pytest.fail("reads data"))
    monkeypatch.setattr(figure12, "trainings", lambda options: [TVAE])
    monkeypatch.setattr(figure12, "chosen", lambda options, made: [TVAE, TVAE])
    ours = PretrainedStore(str(tmp_path / "runs"), str(altered))
    for found, computed in zip(ours.test_codes(TVAE, 64), coded.code(ours.network(TVAE), digits, 64)):
        np.testing.assert_array_equal(found, computed)
    pictures.write(figure12.FIGURE12, DIGITS, ours, str(tmp_path / "figures"))
    rows = files.read_csv(str(tmp_path / "figures" / "figure12.csv"))
    assert len(rows) == 128 and float(rows[5]["ink"]) == pytest.approx(digits.test_images[5].mean(), abs=1e-4)

    # What is not there, or damaged, is computed from the images.
    monkeypatch.setattr(datasets, "load", load)
    assert len(ours.test_codes(TVAE).codes) == len(digits.test_images)
    path = altered / index.entries[TVAE]["codes"]["file"]
    path.write_bytes(path.read_bytes()[:-1])
    assert ours.test_codes(TVAE, 64).codes.shape == (64, 4)


def test_poses_are_drawn_from_a_pretrained_prior(store, folder, tmp_path, no_training):
    of_weights, of_run = [
        posed_samples.panel(prior_models.FIVE, DIGITS, ours) for ours in (PretrainedStore(str(tmp_path), folder), store)
    ]
    assert of_weights["poses"].shape == (64, 5)
    np.testing.assert_allclose(of_weights["images"], of_run["images"], atol=0.02)


def test_missing_data_are_told_before_anything_long(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "load", lambda *args, **kwargs: (_ for _ in ()).throw(DataError("no digits")))
    with pytest.raises(DataError, match="no digits"):
        table1.content(DIGITS, PretrainedStore(str(tmp_path), folder), [("vae", 8)])
    assert os.listdir(tmp_path) == []


def test_mnist_loses_no_twentieth_of_a_nat():
    """Against the metrics of real runs, computed in single precision before."""
    try:
        index, dataset = Index.read(pretrained.find()), datasets.load("mnist", mnist_dir=os.environ["MNIST_DIR"])
    except (KeyError, StoreError):
        pytest.skip("needs MNIST_DIR and pretrained weights")
    config = next(config for config in index.entries if index.has_weights(config))
    terms = Evaluator(index.load(config)[0], config.seed).terms(dataset.test_images)
    for term in pretrained.TERMS:
        assert abs(terms[term] - index.metrics(config)["test"][term]) < 0.05
