"""Seeds of one model as one program on JAX: what each of them gives alone."""

import importlib.util
import json

import pytest
from fresh import python

from original.engines import compat

PROGRAM = """
import json, sys
import numpy as np
from original import models, training

images = np.random.default_rng(0).random((50, 1, 6, 6), dtype="float32")

def trainers(seeds):
    found = []
    for seed in seeds:
        training.seed_weights(seed)
        net = models.build(sys.argv[1], 2, image_shape=(6, 6), num_units=(8, 7))
        found.append(training.Trainer(net, images, batch_size=16, learning_rate=0.1, seed=seed))
    return found

alone, together = trainers(range(3)), trainers(range(3))
curves = [[list(trainer.run_epoch(epoch)) for trainer in alone] for epoch in (1, 2)]
same = [[list(terms) for terms in training.run_epochs_side_by_side(together, epoch)] for epoch in (1, 2)]
weights = max(
    abs(one.get_state()[name] - other.get_state()[name]).max()
    for one, other in zip(alone, together) for name in one.state
)
goes_on = list(together[1].run_epoch(3)), list(alone[1].run_epoch(3))
print(json.dumps({"curves": curves, "same": same, "weights": float(weights), "goes_on": goes_on}))
"""


def run(model):
    code, out, err = python("-W", "ignore", "-c", PROGRAM, model, REPRODUCE_ENGINE="pytensor", REPRODUCE_BACKEND="jax")
    assert code == 0, err
    return json.loads(out.splitlines()[-1])


@pytest.mark.skipif(
    compat.ENGINE != "pytensor" or not importlib.util.find_spec("jax"), reason="this environment has no JAX"
)
@pytest.mark.parametrize("model", ["vae", pytest.param("tvae_tps", marks=pytest.mark.slow)])
def test_seeds_side_by_side_train_as_each_alone(model):
    found = run(model)
    for alone, together in ((found["curves"], found["same"]), found["goes_on"]):
        assert flat(together) == pytest.approx(flat(alone), rel=1e-5)
    assert found["curves"][0][0] != found["curves"][0][1], "seeds differ"
    assert found["weights"] < 1e-5


def flat(values):
    return [number for value in values for number in flat(value)] if isinstance(values, list) else [values]


def test_other_engines_have_no_such_program():
    if compat.BACKEND != "jax":
        assert compat.Steps.side_by_side is None
