"""Errors that the author noted, beside those of made-up evidence."""

import pytest
from evidence_lines import line

from reproduce.fidelity import notes, tables


def trained(error, seed=0, **settings):
    best = {"epoch": 9, "reconstruction_mean": error}
    return dict(line("vae", seed, batch_size=100, hidden_units=512, **settings), best=best)


def test_trainings_are_found_by_the_settings_of_a_note():
    lines = [
        trained(88.0, dim_z=24),
        trained(86.0, seed=1, dim_z=24),
        trained(69.4, dim_z=24, epsilon=1e-8),
        trained(60.0, dim_z=20),
        line("vae", dim_z=24, batch_size=100, hidden_units=512),  # of an older run, which kept no best epoch
    ]
    as_written, other = notes.compared(lines)
    assert (as_written["note"], as_written["nats"]) == ("VAE (24), 512 units", [73, 74])
    assert (as_written["training"], as_written["best"], as_written["seeds"]) == ("as written", pytest.approx(87), 2)
    assert (other["training"], other["best"], other["in_use"]) == ("epsilon 1e-08", 69.4, 8)
    assert tables._notes([other]).rows == [["VAE (24), 512 units", "73 to 74", "epsilon 1e-08", "69.4", "8", 1]]


def test_a_training_by_other_minibatches_is_none_of_them():
    assert notes.compared([dict(trained(88.0, dim_z=24), settings=line("vae", dim_z=24)["settings"])]) == []
