"""One model: all contenders in turn, round after round, each in a process that stays alive."""

import statistics
import time

from benchmarks import contenders
from benchmarks.contenders import ENTRIES

PAUSE = 0.5  # seconds between two turns, in which thread pools fall asleep


def duel(names, settings, images, num_images, rounds, threads, folder, say=print, cold=True):
    """Measure the contenders `names` on one model.

    For each: choose the fastest variant, start cold (empty caches) and then warm, train one epoch that does not
    count, then `rounds` epochs in alternation with the others. Without `cold` the start with empty caches is left out.

    Returns
    -------
    dict of str to dict
        For each contender ``variant``, ``seconds`` (of every round), ``median``, ``losses``, ``cold`` and ``warm``
        (``start`` is Python and its imports, ``compile`` all until the first epoch can begin; seconds),
        ``first_epoch`` in seconds, ``peak_mb``, ``idle_cpu`` (the most that it used of a core while another's turn
        lasted), and ``versions``.
    """
    results, workers = {}, {}
    model = settings["model"]
    data = {"images": images, "num_images": num_images, "settings": settings}
    try:
        for name in names:
            title, cache = ENTRIES[name].title, f"{name}-{model}"
            say(f"{model}: {title} prepares")
            choice = _once(name, threads, folder, cache + "-choice", "choose", data)[1]
            data_here = dict(data, variant=choice["variant"])
            starts = {"cold": _once(name, threads, folder, cache, "build", data_here)} if cold else {}
            workers[name] = contenders.start(name, threads, folder, cache)
            hello = workers[name].hello()
            starts["warm"] = hello, workers[name].ask("build", **data_here)
            first = workers[name].ask("epoch")
            results[name] = {
                "variant": choice["variant"],
                "variants": choice["seconds"],
                "seconds": [],
                "losses": [],
                "first_epoch": first["seconds"],
                "idle_cpu": 0.0,
                "versions": hello["versions"],
            }
            results[name].update((kind, _times(*replies)) for kind, replies in starts.items())
            say(
                "{}: {} ready{}; compiled in {}".format(
                    model,
                    title,
                    _named(choice["variant"]),
                    ", ".join("{:.1f} s {}".format(results[name][kind]["compile"], kind) for kind in starts),
                )
            )
        for number in range(1, rounds + 1):
            # Forth and back, so that nobody always follows the same neighbour.
            for name in names if number % 2 else names[::-1]:
                time.sleep(PAUSE)
                reply = _turn(name, workers, results)
                results[name]["seconds"].append(reply["seconds"])
                results[name]["losses"].append(reply["loss"])
                results[name]["peak_mb"] = reply["peak_mb"]
            say(
                "{}: round {} of {}: {}".format(
                    model,
                    number,
                    rounds,
                    ", ".join(
                        "{} {:.2f} s".format(ENTRIES[name].title, results[name]["seconds"][-1]) for name in names
                    ),
                )
            )
    finally:
        for worker in workers.values():
            worker.stop()
    for result in results.values():
        result["median"] = statistics.median(result["seconds"])
    return results


def _turn(name, workers, results):
    """One epoch of `name`; notes the processor time that the others use meanwhile."""
    idle = {other: worker.cpu_seconds() for other, worker in workers.items() if other != name}
    start = time.perf_counter()
    reply = workers[name].ask("epoch")
    elapsed = time.perf_counter() - start
    for other, before in idle.items():
        if before is not None:
            share = (workers[other].cpu_seconds() - before) / elapsed
            results[other]["idle_cpu"] = max(results[other]["idle_cpu"], share)
    return reply


def _once(name, threads, folder, cache, do, data):
    """(hello, reply) of a process that lives for one request."""
    worker = contenders.start(name, threads, folder, cache)
    try:
        return worker.hello(), worker.ask(do, **data)
    finally:
        worker.stop()


def _times(hello, build):
    return {"start": hello["seconds"], "compile": build["seconds"]}


def _named(variant):
    return "" if variant == "only" else f" ({variant})"
