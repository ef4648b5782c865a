"""Where the time of our own epoch goes, by Theano's profiler: ``python -m benchmarks.profiles MODEL IMAGES.npy``.

A process of its own for each model, since the profiler is switched on before anything is compiled. Prints JSON.
"""

import collections
import json
import subprocess
import sys

from benchmarks.client import WorkerDied

# What users of the page know the operations as.
GROUPS = (
    ("matrix products", ("Gemm", "Dot22", "Dot22Scalar", "Gemv", "Ger")),
    ("Adadelta", ("AdadeltaStep",)),
    ("bilinear sampling", ("BilinearSample", "BilinearSampleGradient")),
    ("likelihood", ("LogBernoulliImages", "LogBernoulliImagesGradient")),
    ("column sums", ("ColumnSums",)),
    ("gathering the minibatch", ("AdvancedSubtensor1",)),
    ("element by element", ("Elemwise",)),
)


def measure(settings, images):
    """Shares of an epoch's time, dict of str to float, largest first, with ``outside Theano`` for Python around it."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.profiles", json.dumps(settings), images],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise WorkerDied("the profile of {} failed: {}".format(settings["model"], done.stderr.strip()[-500:]))
    return json.loads(done.stdout.splitlines()[-1])


def _measure(settings, path):
    from original.engines.compat import theano

    theano.config.profile = True

    import time

    import numpy as np

    from benchmarks.ours import Ours

    ours = Ours()
    ours.build(settings, None, np.load(path))
    ours.epoch()  # warms up; its share is taken away
    profile = ours.trainer._steps._function.profile
    before, start = collections.Counter(_by_op(profile)), time.perf_counter()
    ours.epoch()
    seconds = time.perf_counter() - start
    spent = collections.Counter(_by_op(profile))
    spent.subtract(before)
    shares = {name: value / seconds for name, value in spent.items()}
    shares["outside Theano"] = 1 - sum(shares.values())
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _by_op(profile):
    """Seconds by group."""
    seconds = collections.Counter()
    for node, value in profile.apply_time.items():
        node = node[1] if isinstance(node, tuple) else node
        name = type(node.op).__name__
        seconds[next((group for group, names in GROUPS if name in names), "the rest")] += value
    return seconds


if __name__ == "__main__":
    print(json.dumps(_measure(json.loads(sys.argv[1]), sys.argv[2])))
