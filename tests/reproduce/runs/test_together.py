"""Seeds of one model trained side by side by the store: which of them, and what becomes of each."""

import importlib.util
import json

import pytest
from fresh import python

from original.engines import compat
from reproduce.config import Config
from reproduce.errors import ConfigError
from reproduce.runs import together
from reproduce.runs.parallel import SEEDS_ON_GPU
from reproduce.stack import device, engine
from reproduce.stack.engine import choice

WITH_JAX = pytest.mark.skipif(
    compat.ENGINE != "pytensor" or not importlib.util.find_spec("jax"), reason="this environment has no JAX"
)


def seeds(model, numbers, **settings):
    return [Config(model, seed=seed, **settings) for seed in numbers]


def test_groups_differ_by_the_seed_alone():
    vae, larger, tvae = seeds("vae", range(3)), seeds("vae", range(2), dim_z=20), seeds("tvae_affine", range(1))
    again = seeds("vae", (3, 4), restarts=2)
    runs = [vae[0], larger[0], "a baseline", vae[1], tvae[0], larger[1], vae[2], *again]
    expected = [vae[:2], larger, ["a baseline"], tvae, vae[2:], again[:1], again[1:]]
    assert together.groups(runs, 2) == expected
    assert together.groups(runs, 1) == [[run] for run in runs]
    assert sum(together.groups(runs, 10), []) != [] and together.groups(runs, 10)[0] == vae


@pytest.mark.parametrize("name, where, number", [("jax", "cuda", SEEDS_ON_GPU), ("jax", "cpu", 1), ("c", "cpu", 1)])
def test_many_at_once_are_for_jax_on_a_gpu_unless_asked_for(monkeypatch, name, where, number):
    monkeypatch.setattr(engine, "current", lambda: choice.Choice("pytensor", name))
    monkeypatch.setattr(device, "current", lambda: where)
    assert together.most() == number and together.most(1) == 1
    if name == "jax":
        assert together.most(3) == 3
    else:
        with pytest.raises(ConfigError, match="--together 3 needs PyTensor through JAX"):
            together.most(3)


PROGRAM = """
import json, os, sys
from reproduce.config import Config
from reproduce.runs import history, run
from reproduce.runs.store import Store, plan_of

folder, epochs = sys.argv[1], 3
configs = [Config("vae", 2, dataset="digits", epochs=epochs, seed=seed, train_images=300) for seed in range(3)]
alone = Store(os.path.join(folder, "alone", "runs"), jobs=1)
store = Store(os.path.join(folder, "together", "runs"), jobs=1, together=3)
one = alone.make(plan_of(configs))

# The second seed is an epoch ahead when the three begin: it was interrupted.
stopped = store.folder(configs[1])
def stop(line):
    raise KeyboardInterrupt
try:
    run.find_or_train(configs[1], stopped, on_epoch=stop)
except KeyboardInterrupt:
    pass
before = history.epochs_done(stopped)

class Counted:
    calls = 0
from original import training
side_by_side = training.run_epochs_side_by_side
def counted(trainers, epoch):
    Counted.calls += 1
    return side_by_side(trainers, epoch)
training.run_epochs_side_by_side = counted
made = store.make(plan_of(configs))
print(json.dumps({
    "before": before,
    "calls": Counted.calls,
    "alone": [one[config]["test"]["elbo"] for config in configs],
    "together": [made[config]["test"]["elbo"] for config in configs],
    "lines": [len(store.history(config)) for config in configs],
    "seeds": [made[config]["seed"] for config in configs],
    "left": sorted(name for config in configs for name in os.listdir(store.folder(config))),
}))
"""


@WITH_JAX
def test_a_store_trains_them_and_each_is_a_run_like_any_other(tmp_path):
    code, out, err = python(
        "-W", "ignore", "-c", PROGRAM, str(tmp_path), REPRODUCE_ENGINE="pytensor", REPRODUCE_BACKEND="jax"
    )
    assert code == 0, err
    found = json.loads(out.splitlines()[-1])
    assert found["before"] == 1 and found["calls"] == 3, "two of the first epoch, three of each other"
    assert found["together"] == pytest.approx(found["alone"], abs=0.05), "nats; measured: 0"
    assert found["lines"] == [3, 3, 3] and found["seeds"] == [0, 1, 2]
    assert set(found["left"]) == {"config.json", "history.csv", "metrics.json", "weights.npz"}
