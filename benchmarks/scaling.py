"""Growth of the cost of an epoch with the size of the minibatch, of the code, and of the data."""

from benchmarks.contenders import FLOOR, OURS
from benchmarks.duel import duel

BATCH_SIZES = (32, 64, 128, 256, 512, 1024)
DIMS_Z = (2, 8, 20, 50)
IMAGE_SHARES = (1 / 8, 1 / 4, 1 / 2, 1)


def settings_to_measure(base, num_images):
    """Triples (axis, settings, num_images): one axis varies, the others stay as in `base`."""
    for batch_size in BATCH_SIZES:
        yield "batch_size", dict(base, batch_size=batch_size), num_images
    for dim_z in DIMS_Z:
        yield "dim_z", dict(base, dim_z=dim_z), num_images
    for share in IMAGE_SHARES:
        yield "num_images", dict(base), int(num_images * share)


def measure(base, images, num_images, rounds, threads, folder, say=print):
    """Ours and the floor for one model; a list of dicts with the settings, ``ours`` and ``floor`` in seconds."""
    rows, known = [], {}
    for axis, settings, num in settings_to_measure(base, num_images):
        key = settings["batch_size"], settings["dim_z"], num
        if key not in known:
            say("{}: batch size {}, dim_z {}, {} images".format(settings["model"], *key))
            results = duel(
                [OURS, FLOOR], settings, images, num, rounds, threads, folder, say=lambda text: None, cold=False
            )
            known[key] = {name: results[name]["median"] for name in (OURS, FLOOR)}
        rows.append(
            dict(known[key], axis=axis, model=settings["model"], batch_size=key[0], dim_z=key[1], num_images=num)
        )
    return rows
