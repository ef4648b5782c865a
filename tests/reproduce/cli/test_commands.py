"""The command line: what a user can type ends in what was asked for, or in one line that says what was wrong."""

import json
import math
import os
import re
import shutil
import subprocess
import sys

import lasagne
import numpy as np
import pytest
from command_line import parsed

from reproduce import __version__, files
from reproduce.cli import commands, parser
from reproduce.experiments.options import Options
from reproduce.runs import description, evidence, history, run as runs

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
COMMANDS = {
    "table1": ["section V.ii.1", "results/table1.{json,csv,md}", "--pca-centre", "--seeds"],
    "train": ["section III, appendix A", "config.json, history.csv, weights.npz and metrics.json", "--out"],
    "demo": ["scikit-learn's digits", "draw samples", "--epochs"],
    "doctor": ["compiler, BLAS", "exit code 1"],
    "figure5": ["reconstruction error against the dimension", "results/figure5.{png,pdf,csv}", "--seeds"],
    "figures": ["1 to 9", "--count", "--recipe"],
    "figure6": ["no data, in seconds", "results/pretrained/figure6.{png,pdf,csv}", "--pretrained"],
    "figure8": ["no data, in seconds"],
    "weights": ["half precision", "results/weights/*.npz and index.json", "--results"],
    "quality": ["Fréchet distance", "results/sample_quality.{json,md}", "--draws"],
    "priors": ["section V.iii", "results/priors.{json,md}", "--seeds"],
    "likelihood": ["importance sampling (section VI)", "results/likelihood.{json,md}", "--posterior-draws"],
    "claims": ["verdict", "reproduce/thesis/reported.json", "results/claims.{json,csv,md}", "--scheduler"],
    "readings": ["docs/fidelity.md", "results/readings.{json,md}", "--only"],
    "denoising": ["salt and pepper", "results/denoising.{json,md,png,pdf,csv}", "--seeds"],
    "recovery": ["rot-MNIST", "results/pose.{json,md}", "--seeds"],
    "report": ["report.html", "no network", "--results results/trials"],
    "explore": ["no data, no training, no network", "explore-runs.html", "--results"],
    "core": ["Table 1, figures 1 to 9, sample quality, claims and report"],
    "all": ["every table", "every figure", "claims and report"],
    "infer": ["the evidence has all models", "results/infer.{json,md,png,pdf}"],
    "animations": ["a walk through z at a fixed pose", "results/animations/", "--results"],
    "evidence": ["one line of JSON for each training", "--into"],
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Whatever a command writes or reads by default is in a folder of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setenv("MNIST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "1000")  # help in lines that the tests can find
    monkeypatch.setattr("reproduce.data.mnist._fetch", lambda url: pytest.fail(f"downloads {url}"))


@pytest.fixture
def run(capsys):
    """`run(*words)` is the command line in this process: (exit code, standard output, standard error)."""

    def run(*words):
        try:
            code = commands.main(list(words))
        except SystemExit as stop:  # argparse ends this way
            code = stop.code or 0
        return (code, *capsys.readouterr())

    return run


def python(*arguments):
    """The same in a process of its own."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_is_made(run, command):
    code, out, err = run(command, "--help")
    assert (code, err) == (0, "")
    for phrase in COMMANDS[command]:
        assert phrase in out


def test_every_figure_has_a_command(run):
    for number in range(1, 13):
        assert run(f"figure{number}", "--help")[0] == 0


def test_a_recipe_is_settings_and_what_is_given_beside_it_wins():
    def settings(*words):
        return parser.settings_from(parsed("figure5", *words))

    assert settings() == {} and settings("--recipe", "tuned") == {"learning_rate": 0.3}
    assert settings("--recipe", "tuned", "--learning-rate", "0.1") == {"learning_rate": 0.1}


def test_options_are_filled_from_what_is_typed():
    options = parser.options_from(
        parsed("figure6", "--pose", "identity", "--draws", "3", "--seeds", "2", "--epochs", "1")
    )
    assert options == Options({"epochs": 1}, 2, pose="identity", draws=3) and options.is_changed
    options = parser.options_from(parsed("readings", "--only", "batch 100", "author", "--all-models"))
    assert options.only == ["batch 100", "author"] and options.all_models and not options.is_changed


def test_settings_stand_in_groups_by_what_they_are_about(run):
    _, out, _ = run("table1", "--help")
    titles = [f"\nsettings of the {about}:\n" for about in ("training", "data", "networks", "pose")]
    places = [out.index(title) for title in titles]
    assert places == sorted(places) and out.index("--binarize {", places[1]) < places[2]
    assert out.index("--tps-start {", places[3]) > places[3]


def test_figures_1_to_4_need_no_data(run):
    code, out, _ = run("figure1")
    assert code == 0 and os.path.isfile(os.path.join("results", "figure1.pdf"))


def test_a_report_without_results_says_what_makes_them(run):
    code, out, err = run("report")
    assert code == 5 and "reproduce all" in err


def test_an_unknown_reading_is_told_with_those_that_are(run):
    code, out, err = run("readings", "--only", "batch 3")
    assert code == 2 and "unknown reading batch 3; they are as written" in err


def test_help_lists_the_commands(run):
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    for command in COMMANDS:
        assert re.search(f"^    {command}( |$)", out, re.MULTILINE)
    assert run() == (0, out, ""), "without a command, the same help"


def test_help_has_the_default_of_every_setting(run):
    _, out, _ = run("train", "--help")
    for default in (
        "dimension of the code z (default 8)",
        "(thesis: 50) (default 50)",
        "(default -6.0)",
        "{fused,graph}",
    ):
        assert default in out


def test_version():
    ended = python("-m", "reproduce", "--version")
    assert (ended.returncode, ended.stderr) == (0, "")
    engine = r"(Theano-PyMC|pytensor) \d[\w.]* through (c|numba|jax)"
    commit = r", commit [0-9a-f]{7,}" if os.path.exists(os.path.join(ROOT, ".git")) else ""
    assert re.fullmatch(rf"reproduce {re.escape(__version__)}, {engine}{commit}\n", ended.stdout)


SLOW = ("theano", "lasagne", "pytensor", "jax", "matplotlib", "scipy", "sklearn", "joblib", "jinja2", "distributed")


@pytest.mark.parametrize("words", [["--help"], ["train", "--help"]])
def test_help_does_not_wait_for_what_it_does_not_need(words):
    script = (
        "import sys; from reproduce.cli.commands import main\n"
        f"try: main({words})\n"
        f"finally: print(sorted(set({SLOW}) & set(sys.modules)), file=sys.stderr)"
    )
    ended = python("-c", script)
    assert (ended.returncode, ended.stderr) == (0, "[]\n")


def seconds(*arguments):
    """The least processor time of a Python over five tries: what others do on the machine does not count."""
    took = []
    for _ in range(5):
        before = os.times()
        assert python(*arguments).returncode == 0
        after = os.times()
        took.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(took)


def test_help_is_there_at_once():
    # 0.21 s of a processor, NumPy 0.11: twice as long. It was 3 to 4.5 times when every command got its arguments.
    assert seconds("-m", "reproduce", "--help") < 4 * seconds("-c", "import numpy")


def test_error_in_a_process_of_its_own():
    ended = python("-m", "reproduce", "train", "vae", "--dim-z", "0")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1 and "Traceback" not in ended.stderr


WRONG = [
    ("train vaee", "model must be one of vae, tvae_affine, tvae_tps, dtvae_affine, dtvae_tps, got 'vaee'"),
    ("train", "the setting 'model' is missing; the models are vae"),
    ("train vae --dim-z 0", "argument --dim-z: dim_z must be at least 1, got 0"),
    ("train vae --dim-z x", "argument --dim-z: 'x' is not of type int"),
    ("train vae --dim-z 2.5", "argument --dim-z: '2.5' is not of type int"),
    ("train vae --epochs -1", "argument --epochs: epochs must be at least 1, got -1"),
    ("train vae --seed -1", "seed must be at least 0, got -1"),
    ("train vae --learning-rate 0", "learning_rate must be above 0, got 0.0"),
    ("train vae --learning-rate nan", "learning_rate must be finite, got nan"),
    ("train vae --log-sigma-floor inf", "log_sigma_floor must be finite, got inf"),
    ("train vae --dataset cifar", "dataset must be one of mnist, digits, rot-mnist, rot-digits, got 'cifar'"),
    ("train vae --dim-z", "argument --dim-z: expected one argument"),
    ("train vae --rate 3", "unrecognized arguments: --rate 3"),
    ("train vae vae", "unrecognized arguments: vae"),
    ("table1 --seeds 0", "argument --seeds: must be at least 1, got 0"),
    ("table1 --seeds many", "argument --seeds: 'many' is not a whole number"),
    ("table1 --jobs 0", "argument --jobs: must be at least 1, got 0"),
    ("table1 --pca-centre none", "argument --pca-centre: invalid choice: 'none'"),
    ("train vae --noise gaussian", "noise gaussian needs a noise_level above 0"),
    ("denoising --noise gaussian", "unrecognized arguments: --noise gaussian"),
    ("table1 --dim-z 3", "unrecognized arguments: --dim-z 3"),
    ("demo --epochs 0", "argument --epochs: must be at least 1, got 0"),
    ("figure99", "invalid choice: 'figure99'"),
    ("table1 --epoch 3", "unrecognized arguments: --epoch 3"),
    ("likelihood --posterior-draws 7", "argument --posterior-draws: must be a multiple of 5, got 7"),
    ("figure6 --draws x", "argument --draws: 'x' is not a whole number"),
    ("report --jobs 4", "unrecognized arguments: --jobs 4"),
    ("report --epochs 3", "unrecognized arguments: --epochs 3"),
    ("report --scheduler tcp://host:8786", "unrecognized arguments: --scheduler tcp://host:8786"),
    ("figure1 --seeds 3", "unrecognized arguments: --seeds 3"),
    ("figure5 --pose identity", "unrecognized arguments: --pose identity"),
    ("evidence none", "there is no evidence at none"),
    ("evidence", "holds no evidence yet"),
    ("train vae --dataset digits --out file/run", "can't make the folder file/run: Not a directory"),
    ("train vae --dataset digits --results file", "can't make the folder file/runs/digits-vae-z8-s0-"),
    ("table1 --dataset digits --results file", "can't make the folder file/runs: Not a directory"),
    ("demo --results file", "can't make the folder file/runs: Not a directory"),
    ("train vae --mnist-dir none", "MNIST: none is not a folder.\n  name a folder that has MNIST"),
    ("train vae --mnist-dir .", "MNIST: there is no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in ."),
    ("table1 --mnist-dir none", "MNIST: none is not a folder"),
    ("train --config none.json", "can't read none.json: No such file or directory"),
    ("train --config .", "can't read .: Is a directory"),
    ("train --config file", "file is not the config.json of a run"),
    ("train --config unknown.json", "unknown setting rate; this version knows model, dim_z"),
]


@pytest.mark.parametrize("line, message", WRONG, ids=[line for line, _ in WRONG])
def test_what_can_be_typed_wrong(run, tmp_path, line, message):
    (tmp_path / "file").write_text("neither a folder nor JSON")
    (tmp_path / "unknown.json").write_text(json.dumps({"config": {"model": "vae", "rate": 3}}))
    code, out, err = run(*line.split())
    expected = 5 if "can't make" in message or "evidence" in message else 4 if "MNIST" in message else 2
    assert (code, out) == (expected, "")
    assert message in err
    lines = 4 if "MNIST" in message else 1  # three ways to have it
    assert err.startswith("reproduce") and err.count("\n") == lines, "from this program"


@pytest.mark.parametrize("command, lines", [("figure6", 5), ("table1", 4), ("figure5", 4)])
def test_a_figure_that_can_be_drawn_without_data_says_so(run, command, lines):
    code, _, err = run(command, "--mnist-dir", "none")
    assert code == 4 and err.count("\n") == lines
    assert ("--pretrained, for make PRETRAINED=1" in err) == (lines == 5)


def test_mnist_that_is_nowhere(run, monkeypatch):
    def no_network(url):
        raise OSError("Network is unreachable")

    monkeypatch.setattr("reproduce.data.mnist._fetch", no_network)
    code, _, err = run("train", "vae", "--out", "run")
    assert code == 4 and err.count("\n") == 4
    assert "could not be downloaded" in err and "Network is unreachable" in err and "--dataset digits" in err


@pytest.mark.skipif(hasattr(lasagne.layers, "TPSTransformerLayer"), reason="this Lasagne has the layers")
def test_layers_that_this_lasagne_lacks(run):
    code, out, err = run("train", "tvae_affine", "--dataset", "digits", "--layers", "lasagne", "--out", "run")
    assert (code, out) == (2, "")
    assert f"the installed Lasagne {lasagne.__version__} has no TransformerLayer" in err
    assert "Traceback" not in err
    # The folder is free for the next try, with other layers.
    assert os.listdir("run") == []


def test_interruption(run, monkeypatch):
    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "find_or_train", interrupt)
    code, _, err = run("train", "vae", "--dataset", "digits")
    assert code == 130
    assert "interrupted; the same command goes on from the last checkpoint" in err


def test_missing_package(run, monkeypatch):
    def missing(*args, **kwargs):
        raise ImportError("no C++ compiler found")

    monkeypatch.setattr(runs, "find_or_train", missing)
    code, _, err = run("train", "vae", "--dataset", "digits")
    assert code == 6 and "reproduce: no C++ compiler found\n" in err


def test_settings_of_a_config_and_beside_it(run, monkeypatch, tmp_path):
    asked = []

    def find_or_train(config, folder, *args, **kwargs):
        asked.append((config.model, config.dim_z, config.learning_rate, config.epochs, folder))
        return {"test": dict.fromkeys(history.TERMS, 0.0), "dimensions_in_use": 1, "signs": [], "restarts": []}

    monkeypatch.setattr(runs, "find_or_train", find_or_train)
    (tmp_path / "config.json").write_text(
        json.dumps({"config": {"model": "tvae_tps", "dim_z": 3, "dataset": "digits", "learning_rate": 0.3}})
    )
    assert run("train", "--config", "config.json", "--dim-z", "4", "--out", "run")[0] == 0
    assert asked == [("tvae_tps", 4, 0.3, 50, "run")]
    assert run("train", "dtvae_affine", "--config", "config.json", "--out", "run")[0] == 0
    assert asked[1] == ("dtvae_affine", 3, 0.3, 50, "run")


TRAIN = ["train", "tvae_affine", "--dim-z", "2", "--dataset", "digits", "--epochs", "2"]
TERMS = ("elbo", "reconstruction", "kl_z", "kl_u")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Folder of a training by the command line, from end to end."""
    folder = str(tmp_path_factory.mktemp("trained") / "run")
    assert commands.main(TRAIN + ["--out", folder]) == 0
    return folder


def test_train_writes_its_files(trained):
    assert sorted(os.listdir(trained)) == ["config.json", "history.csv", "metrics.json", "weights.npz"]


def test_history_of_a_training(trained):
    with open(os.path.join(trained, "history.csv"), encoding="utf-8") as file:
        header, *lines = file.read().splitlines()
    assert header == (
        "epoch,seconds,elbo,reconstruction,kl_z,kl_u,test_elbo,test_reconstruction,test_kl_z,test_kl_u,"
        "test_reconstruction_mean,dimensions_in_use"
    )
    assert len(lines) == 2
    for epoch, line in enumerate(files.read_csv(os.path.join(trained, "history.csv")), start=1):
        assert int(line["epoch"]) == epoch
        for start in ("", "test_"):
            elbo, reconstruction, kl_z, kl_u = [float(line[start + term]) for term in TERMS]
            assert elbo == pytest.approx(-reconstruction - kl_z - kl_u, abs=1e-3)


def test_metrics_of_a_training(trained):
    metrics = files.read_json(os.path.join(trained, "metrics.json"))
    for part in ("test", "train"):
        terms = metrics[part]
        numbers = [terms[name] for name in TERMS + ("reconstruction_mean",)] + terms["kl_z_per_dim"]
        assert all(math.isfinite(number) for number in numbers)
        assert terms["elbo"] == pytest.approx(-terms["reconstruction"] - terms["kl_z"] - terms["kl_u"])
        assert len(terms["kl_z_per_dim"]) == 2 and sum(terms["kl_z_per_dim"]) == pytest.approx(terms["kl_z"])
        assert terms["kl_u"] == 0, "the pose is a function of the image"
    assert metrics["dimensions_in_use"] in (0, 1, 2)


def test_weights_of_a_training(trained):
    with np.load(os.path.join(trained, "weights.npz"), allow_pickle=False) as arrays:
        shapes = {name: arrays[name].shape for name in arrays.files}
        assert all(np.isfinite(arrays[name]).all() for name in arrays.files)
    pose = {"u.W": (256, 6), "u.b": (6,)}
    assert shapes == dict(
        pose,
        **{
            "encoder1.W": (784, 256),
            "encoder1.b": (256,),
            "encoder2.W": (256, 256),
            "encoder2.b": (256,),
            "z_mu.W": (256, 2),
            "z_mu.b": (2,),
            "z_log_sigma.W": (256, 2),
            "z_log_sigma.b": (2,),
            "decoder1.W": (2, 256),
            "decoder1.b": (256,),
            "decoder2.W": (256, 256),
            "decoder2.b": (256,),
            "template.W": (256, 784),
            "template.b": (784,),
        },
    )


def test_config_of_a_training(trained):
    stored = files.read_json(os.path.join(trained, "config.json"))
    assert stored["config"]["model"] == "tvae_affine" and stored["config"]["epochs"] == 2
    assert stored["config"]["batch_size"] == 128, "defaults are stored, too"


def test_training_again(run, trained, monkeypatch):
    monkeypatch.setattr(runs, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    code, out, _ = run(*TRAIN, "--out", trained)
    assert code == 0
    assert f"already trained: {trained}" in out and "test ELBO -" in out


def test_a_training_among_the_runs_is_evidence(run, trained, tmp_path):
    config = description.read_config(os.path.join(trained, "config.json"))
    shutil.copytree(trained, os.path.join("results", "runs", config.key()))
    assert run(*TRAIN)[0] == 0
    (line,) = evidence.read_folder(os.path.join("results", "evidence"))
    assert line["run"] == config.key()


def test_training_again_from_its_config(run, trained, monkeypatch):
    monkeypatch.setattr(runs, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    code, out, _ = run("train", "--config", os.path.join(trained, "config.json"), "--out", trained)
    assert code == 0 and "already trained" in out


def test_a_folder_of_other_files_is_no_place_for_a_run(run, tmp_path):
    (tmp_path / "table1.md").write_text("a result")
    (tmp_path / ".lock").write_text("")
    code, out, err = run(*TRAIN, "--out", str(tmp_path))
    assert (code, out) == (5, "")
    assert err == f"reproduce: {tmp_path} holds table1.md and no run; name a new or empty folder with --out\n"
    assert sorted(os.listdir(str(tmp_path))) == [".lock", "table1.md"]


def test_other_settings_into_the_same_folder(run, trained):
    before = files.read_json(os.path.join(trained, "config.json"))
    code, out, err = run(*TRAIN, "--seed", "1", "--out", trained)
    assert (code, out) == (5, "")
    assert err == f"reproduce: {trained} holds a run with other settings; name another folder with --out\n"
    assert files.read_json(os.path.join(trained, "config.json")) == before
