"""The evidence: what is measured for it alone, and the tables that were made before."""

import pickle

from reproduce import files
from reproduce.claims import gathering
from reproduce.config import Config
from reproduce.runs.store import Store


def test_codes_and_poses_are_measured(tmp_path):
    store = Store(str(tmp_path), jobs=1)
    config = Config("tvae_affine", dim_z=2, dataset="digits", epochs=1)
    measures = pickle.loads(pickle.dumps((gathering.NEIGHBOURS, gathering.POSE)))
    (made,) = store.make({config: measures}).values()
    assert 0 < made["neighbours"]["accuracy"] < 1
    assert len(made["pose"]["mean"]) == 6 and 0 <= made["pose"]["largest_correlation"] <= 1


def test_a_table_made_before_is_read_and_a_damaged_one_set_aside(tmp_path, capsys):
    assert gathering._read(str(tmp_path), "priors") is None
    files.write_json(str(tmp_path / "priors.json"), [{"seed": 0}])
    assert gathering._read(str(tmp_path), "priors") == [{"seed": 0}]
    (tmp_path / "priors.json").write_text("[{")
    assert gathering._read(str(tmp_path), "priors") is None
    assert "priors.json can't be used" in capsys.readouterr().err
