"""A mistyped word gets the one that was meant, or the commands that take it, in one line and code 2."""

import pytest

from reproduce.cli import commands

MEANT = [
    ("figur5", "did you mean 'figure5'?"),
    ("train vaee", "did you mean 'vae'?"),
    ("train VAE", "did you mean 'vae'?"),
    ("train vae --epoch 3", "did you mean '--epochs'?"),
    ("train vae --dataset mnst", "did you mean 'mnist'?"),
    ("table1 --pca-centre trane", "did you mean 'train'?"),
    ("report --recipe tune", "did you mean 'tuned'?"),
    ("readings --only batch200", "did you mean 'batch 20'?"),
    ("report --resluts x", "did you mean '--results'?"),
    ("completion bsh", "did you mean 'bash'?"),
    ("doctor --engine theono", "did you mean 'theano'?"),
    ("report --pretrained", "--pretrained is an option of table1, figure6, figure7, figure8"),
    ("figure5 --pretraind", "did you mean '--pretrained', an option of table1, figure6"),
    ("figure6 --from-evidence", "--from-evidence is an option of table1, figure5, quality, claims"),
    ("recipes --seeds 3", "--seeds is an option of table1, figure5"),
    ("table1 --pretrained --from-evidence", "--pretrained and --from-evidence are two ways to train nothing"),
    ("table1 --pretrained --scheduler tcp://host:1", "--scheduler is of no use beside --pretrained"),
    ("table1 --from-evidence --scheduler tcp://host:1", "--scheduler is of no use beside --from-evidence"),
    ("table1 --together 3", "--together 3 needs PyTensor through JAX: add --engine pytensor --backend jax"),
    ("table1 --together 3 --scheduler tcp://host:1", "--together is for this machine, and --scheduler for others"),
    ("table1 -q -v", "not allowed with argument"),
    ("train vae --log-sigma-floor 1000", "log_sigma_floor must be at most 40.0, or no loss is finite; got 1000.0"),
    ("train vae --log-sigma-start 50", "log_sigma_start must be at most 40.0"),
    ("train tvae_affine --pose-prior normal --pose-log-sigma-start 50", "pose_log_sigma_start must be at most 40.0"),
    ("train tvae_affine --pose-prior normal --pose-log-sigma-start -90", "pose_log_sigma_start must be at least -40.0"),
    ("train vae --epsilon 1e-300", "epsilon must be above 0, got 1e-300, which is 0 in single precision"),
    ("train vae --learning-rate 1e300", "which is inf in single precision"),
    ("train vae --train-images 60001", "train_images is 60001, and mnist has 60000; 0 takes them all"),
    ("table1 --dataset rot-mnist --train-images 1501", "rot-mnist has 1500"),
]


@pytest.mark.parametrize("line, message", MEANT, ids=[line for line, _ in MEANT])
def test_one_line_says_what_was_meant(line, message, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    try:
        code = commands.main(line.split())
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1) and message in err, err


@pytest.mark.parametrize("name", commands.commands())
def test_a_mistyped_option_is_refused_by_every_command(name, capsys):
    applied = dict.fromkeys(("encode", "reconstruct", "align"), ["run", "images"])
    words = {"completion": ["bash"], "sample": ["run"], **applied}.get(name, [])
    with pytest.raises(SystemExit) as stop:
        commands.main([name, *words, "--no-such-option"])
    assert stop.value.code == 2 and "unrecognized arguments: --no-such-option" in capsys.readouterr().err
