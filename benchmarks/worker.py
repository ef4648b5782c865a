"""A contender in a process of its own, driven by lines of JSON: one request on standard input, one reply on output.

Between two requests the process waits in a blocking read, so that it costs the others nothing. Imports only NumPy
and the standard library: it runs in both environments.
"""

import json
import os
import resource
import sys
import time

import numpy as np

CHOICE_BATCHES = 40  # minibatches on which variants of one contender are compared
CHOICE_REPEATS = 3


class Contender:
    """A computation that is measured. Subclasses name their `variants`, ways to write the same computation.

    Subclasses set `versions`, a dict of str to str, and the methods below.
    """

    versions = {}

    def variants(self, model):
        """Names of the variants that make sense for `model`; the fastest on this machine stands for the contender."""
        return ["only"]

    def build(self, settings, variant, images):
        """Make and compile what `epoch` runs, so that no later call compiles.

        `settings` has ``model``, ``dim_z``, ``batch_size``, ``learning_rate``, ``seed`` and ``threads``; `images`
        has shape (N, 1, 28, 28), float32.
        """
        raise NotImplementedError

    def epoch(self):
        """Train on every image once, and be done when it returns; the mean loss in nats per image, or None."""
        raise NotImplementedError

    def replay(self, settings, variant, record):
        """Losses of the training steps in `record` (see `benchmarks.check`), a list of float."""
        raise NotImplementedError


def serve(contender):
    """Answer requests until standard input ends."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print goes to the log
    handlers = {
        "hello": _hello,
        "choose": _choose,
        "build": _build,
        "epoch": _epoch,
        "replay": _replay,
        "record": _record,
    }
    for line in sys.stdin:
        request = json.loads(line)
        reply = handlers[request["do"]](contender, request)
        print(json.dumps(reply), file=replies, flush=True)


def _hello(contender, request):
    """Seconds from the start of the process to here: Python and the imports."""
    return {"seconds": time.time() - request["started"], "versions": contender.versions}


def _choose(contender, request):
    """The fastest variant, and the seconds that each took for the same few minibatches."""
    settings, images = request["settings"], _images(request)
    names = contender.variants(settings["model"])
    if len(names) == 1:
        return {"variant": names[0], "seconds": {}}
    images = images[: CHOICE_BATCHES * settings["batch_size"]]
    seconds = {}
    for name in names:
        contender.build(settings, name, images)
        contender.epoch()
        seconds[name] = min(_timed(contender.epoch)[0] for _ in range(CHOICE_REPEATS))
    return {"variant": min(seconds, key=seconds.get), "seconds": seconds}


def _build(contender, request):
    seconds, _ = _timed(lambda: contender.build(request["settings"], request["variant"], _images(request)))
    return {"seconds": seconds}


def _epoch(contender, request):
    seconds, loss = _timed(contender.epoch)
    return {"seconds": seconds, "loss": loss, "peak_mb": peak_memory() / 1e6}


def _replay(contender, request):
    settings = request["settings"]
    record = dict(np.load(request["record"]))
    return {
        "losses": {name: contender.replay(settings, name, record) for name in contender.variants(settings["model"])}
    }


def _record(contender, request):
    np.savez(request["record"], **contender.record(request["settings"], _images(request)))
    return {}


def _images(request):
    return np.load(request["images"])[: request["num_images"]]


def _timed(call):
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


def peak_memory():
    """Largest resident set of this process so far, in bytes."""
    try:  # getrusage on Linux starts with the size of the process that started this one
        with open("/proc/self/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
