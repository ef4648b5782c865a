"""The speed of an engine's back ends on this machine: measured once, then kept in the user's cache folder.

``python -m reproduce.stack.speed`` prints the seconds that a minibatch takes the engine that the environment names.
"""

import json
import os
import platform
from typing import Dict

from original.engines import ENGINES
from original.engines.choice import BACKEND_VARIABLE, ENGINE_VARIABLE, has_backend
from reproduce import files, notices
from reproduce.errors import StackError, StoreError
from reproduce.stack import fresh_python
from reproduce.stack.cores import cores
from reproduce.stack.versions import version_of

AUTO = "auto"  # the back end that is the fastest here
CLEARLY = 1.1  # times as fast as another, at least, before it is worth a word
MINIBATCHES, ROUNDS = 40, 5  # of the VAE (8): enough for an epoch of a tenth of a second
_SECONDS = 600


def path() -> str:
    """Return the file that keeps what was measured: ``SPEED_CACHE``, or one in the user's cache folder."""
    return files.kept_in("SPEED_CACHE", "speed.json")


def known(engine: str) -> Dict[str, float]:
    """Return {back end: seconds of a minibatch}, the fastest first; empty if nothing was measured here so far."""
    return _read().get(_machine(engine), {})


def measured(engine: str) -> Dict[str, float]:
    """Return the same; what is not known yet is measured, which takes up to two minutes.

    StackError if no back end works.
    """
    backends = [backend for backend in ENGINES[engine].backends if has_backend(backend)]
    found = known(engine)
    if set(found) != set(backends):
        notices.tell(f"reproduce: measuring how fast {', '.join(backends)} are here, once; about a minute")
        found = _measure(engine, backends)
        _keep(engine, found)
    return found


def fastest(engine: str) -> str:
    """Return the fastest back end; nothing is measured where there is only one. StackError as of `measured`."""
    (first, *others) = ENGINES[engine].backends
    return next(iter(measured(engine))) if others else first


def in_words(seconds: Dict[str, float]) -> str:
    """Return what was measured as a phrase."""
    return ", ".join(f"{backend} {1000 * taken:.2f} ms" for backend, taken in seconds.items())


def faster_than(backend: str, engine: str) -> str:
    """Return a phrase on a back end that is known to be clearly faster here; empty if there is none."""
    seconds = known(engine)
    if backend not in seconds:
        return ""
    first, least = next(iter(seconds.items()))
    times = seconds[backend] / least
    return f"{first} is {times:.1f} times as fast here, and --backend {AUTO} takes it" if times >= CLEARLY else ""


def _measure(engine, backends):
    seconds, reasons = {}, []
    for backend in backends:
        environment = {**os.environ, ENGINE_VARIABLE: engine, BACKEND_VARIABLE: backend}
        lines, failure = fresh_python.ask("-W", "ignore", "-m", __name__, environment=environment, timeout=_SECONDS)
        if failure:
            reasons.append(f"{backend}: {failure}")
        else:
            seconds[backend] = float(lines[-1])
    if not seconds:
        raise StackError(f"no back end of {engine} can be measured: {'; '.join(reasons)}")
    return dict(sorted(seconds.items(), key=lambda item: item[1]))


def _keep(engine, seconds):
    """Keep what was measured; a folder that can't be written is no reason to stop."""
    try:
        files.write_json(path(), {**_read(), _machine(engine): seconds})
    except (OSError, StoreError) as error:
        notices.detail(f"reproduce: the speeds are not kept: {error}")


def _read():
    try:
        content = files.read_json(path())
    except files.UNUSABLE:
        return {}
    return content if isinstance(content, dict) else {}


def _machine(engine):
    """Return what the speeds belong to, as text."""
    versions = {package: version_of(package) for package in ENGINES[engine].packages}
    return json.dumps([platform.node(), platform.machine(), platform.python_version(), cores(), versions])


def main() -> None:
    """Print the seconds that a minibatch takes, the least of a few rounds."""
    import time

    import numpy as np

    from original import models, training

    batch_size = 128
    images = np.random.default_rng(0).random((MINIBATCHES * batch_size, 1, 28, 28), dtype="float32")
    trainer = training.Trainer(models.build("vae"), images, batch_size)
    trainer.run_epoch(1)  # some back ends compile only then
    taken = []
    for epoch in range(2, 2 + ROUNDS):
        start = time.perf_counter()
        trainer.run_epoch(epoch)
        taken.append(time.perf_counter() - start)
    print(min(taken) / MINIBATCHES)


if __name__ == "__main__":
    main()
