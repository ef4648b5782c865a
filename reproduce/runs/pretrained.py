"""Pretrained weights: finished runs, each in one small file of half-precision arrays, and an index of them.

==================  =================================================================================
``index.json``      a list of entries, see `Index`; written last
``NAME.npz``        the trained parameters by name, float16, and of a model with a pose ``mean_pose``,
                    float32 (dim_u,): the mean of u over the training images
``NAME-codes.npz``  the arrays of a `reproduce.evaluation.coded.Coded`, of a model by which a figure shows test images
==================  =================================================================================

Half precision keeps 11 bits of a weight; what that does to the bound is measured at the export, and told in the index.
"""

import hashlib
import os
from typing import Dict, Iterable, Optional, Tuple

import numpy as np

from reproduce import files
from reproduce.config import Config
from reproduce.data.datasets import Dataset
from reproduce.errors import ConfigError, StoreError
from reproduce.evaluation import coded
from reproduce.runs import history, network, run
from reproduce.stack import engine

INDEX = "index.json"
MEAN_POSE = "mean_pose"
TOLERANCE = 0.05  # nats per image by which rounding may change the bound, and each of its terms
TERMS = history.TERMS + ("reconstruction_mean",)

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# In the repository, and where setup.py puts the same files in a wheel.
INSTALLED = os.path.join(os.path.dirname(_HERE), "results", "weights"), os.path.join(_HERE, "weights")


def is_here(folder: str) -> bool:
    """Return whether `folder` holds pretrained weights."""
    return os.path.isfile(os.path.join(folder, INDEX))


def find(folder: Optional[str] = None) -> str:
    """Return the folder of the pretrained weights: `folder` if it has an index, else what came with this package."""
    candidates = ((folder,) if folder else ()) + INSTALLED
    found = next(filter(is_here, candidates), None)
    if found is None:
        raise StoreError(
            f"there are no pretrained weights: no {INDEX} in {', '.join(candidates)}. `reproduce weights` exports "
            "those of trained runs"
        )
    return found


class Index:
    """The contents of a folder of pretrained weights.

    Parameters
    ----------
    folder : str
    entries : sequence of dict
        ``name`` (of the run), ``config`` (its settings), ``metrics`` (see `reproduce.runs.run`). Where the weights are
        kept, not the metrics alone: ``file``, ``bytes``, ``sha256`` (of the file), and ``half``, the terms of the
        bound on the test images at the half-precision weights, in nats per image, from the same draws as those of
        ``metrics``. Where codes of test images are, ``codes``: a dict with ``file``, ``bytes``, ``sha256`` and
        ``images``, how many of the first ones, None for all.
    """

    def __init__(self, folder: str, entries: Iterable[dict] = ()):
        self.folder = folder
        self.entries = {Config.from_dict(entry["config"]): entry for entry in entries}

    @classmethod
    def read(cls, folder: str) -> "Index":
        """Return the index in `folder`; StoreError if there is none, or it is damaged."""
        path = os.path.join(folder, INDEX)
        try:
            entries = files.read_json(path)
            for entry in entries:
                _check_entry(entry)
            return cls(folder, entries)
        except OSError as error:
            raise StoreError(f"can't read {path}: {error.strerror}") from error
        except StoreError:
            raise
        except (ConfigError, KeyError, TypeError, ValueError) as error:
            raise StoreError(f"{path} is no index of pretrained weights ({type(error).__name__}: {error})") from error

    def write(self) -> None:
        """Write the index, after all files that it names."""
        files.write_json(os.path.join(self.folder, INDEX), list(self.entries.values()))

    def check(self, configs: Iterable[Config]) -> None:
        """Raise StoreError, which names them all, if some of the `configs` are not here."""
        missing = [in_words(config) for config in configs if config not in self.entries]
        if missing:
            there = "; ".join(in_words(config) for config in self.entries if self.has_weights(config)) or "none"
            raise StoreError(
                f"there are no pretrained weights of {', '.join(missing)} in {self.folder}; there are: {there}"
            )

    def metrics(self, config: Config) -> dict:
        """Return the metrics of `config`, as `reproduce.runs.run` wrote them; StoreError if they are not here."""
        self.check([config])
        return dict(self.entries[config]["metrics"])

    def has_weights(self, config: Config) -> bool:
        """Return whether the weights of `config` are here, not its metrics alone."""
        return "file" in self.entries.get(config, {})

    def is_of(self, config: Config, folder: str) -> bool:
        """Return whether the weights of `config` are here, whole, and were exported from the run in `folder`."""
        entry = self.entries.get(config, {})
        return "file" in entry and entry["metrics"] == run.finished(folder) and self._is_whole(entry)

    def _is_whole(self, kept):
        path = os.path.join(self.folder, kept["file"])
        return os.path.isfile(path) and _sha256(path) == kept["sha256"]

    def weights(self, config: Config) -> dict:
        """Return the entry of `config`, with its file; StoreError if there is none."""
        self.check([config])
        if not self.has_weights(config):
            raise StoreError(f"{self.folder} has the metrics of {in_words(config)} alone, not its weights")
        return self.entries[config]

    def load(self, config: Config) -> Tuple[Dict, Optional[np.ndarray]]:
        """Return the network of `config` with its pretrained weights, and the mean pose of its training images.

        Returns
        -------
        (dict of str to Layer, ndarray or None)
            The mean of u, float32 of shape (dim_u,); None for a model without a pose.

        Raises
        ------
        StoreError
            If they are not here, or the file is not the one that was exported.
        """
        from original.models import parameters

        entry = self.weights(config)
        path = os.path.join(self.folder, entry["file"])
        found = _sha256(path)
        if found != entry["sha256"]:
            raise StoreError(
                f"{path} is damaged, or not the file that was exported: its SHA-256 is {found[:12]}..., in {INDEX} it "
                f"is {entry['sha256'][:12]}..."
            )
        engine.assert_comparable()
        net = network.build(config)
        params = parameters(net)
        like = {param.name: param.get_value(borrow=True).astype("float16") for param in params}
        if config.dim_u:
            like[MEAN_POSE] = np.empty(config.dim_u, dtype="float32")
        arrays = files.read_npz(path, like)
        for param in params:
            param.set_value(arrays[param.name].astype("float32"))
        return net, arrays.get(MEAN_POSE)

    def unpack(self, config: Config, folder: str) -> None:
        """Make `folder` the finished run of `config`, for what measures runs in folders."""
        from original.models import parameters

        net, _ = self.load(config)
        files.write_json(os.path.join(folder, "config.json"), {"config": config.to_dict()})
        files.write_npz(
            os.path.join(folder, "weights.npz"), {param.name: param.get_value() for param in parameters(net)}
        )
        files.write_json(os.path.join(folder, "metrics.json"), self.metrics(config))

    def add(self, config: Config, folder: str, dataset: Optional[Dataset] = None) -> None:
        """Export the finished run of `config` in `folder`.

        Parameters
        ----------
        config : Config
        folder : str
        dataset : Dataset or None
            What the mean pose and the half-precision metrics are computed from. None: the run's metrics alone are
            kept, not its weights.

        Raises
        ------
        StoreError
            If the run is not finished, or half precision changes a term of the bound by more than `TOLERANCE`.
        """
        metrics = run.finished(folder)
        if metrics is None:
            raise StoreError(f"{folder} holds no finished run, or a damaged one")
        entry = {"name": config.key(), "config": config.to_dict(), "metrics": metrics}
        if dataset is not None:
            arrays, half = _rounded(config, folder, dataset)
            _check_rounding(config, metrics["test"], half)
            path = os.path.join(self.folder, config.key() + ".npz")
            files.write_npz(path, arrays)
            entry.update(_kept(path), half=half)
        self.entries[config] = entry

    def has_codes(self, config: Config, num: Optional[int]) -> bool:
        """Return whether the codes of the first `num` test images, None for all, are here, and whole."""
        kept = self.entries.get(config, {}).get("codes")
        return kept is not None and kept["images"] == num and self._is_whole(kept)

    def codes(self, config: Config) -> coded.Coded:
        """Return the `reproduce.evaluation.coded.Coded` of the test images whose codes are here."""
        return coded.Coded(**files.read_npz(os.path.join(self.folder, self.entries[config]["codes"]["file"])))

    def add_codes(self, config: Config, dataset: Dataset, num: Optional[int]) -> None:
        """Keep beside the weights of `config` the codes of the first `num` test images, None for all."""
        path = os.path.join(self.folder, config.key() + "-codes.npz")
        files.write_npz(path, coded.code(self.load(config)[0], dataset, num)._asdict())
        self.entries[config]["codes"] = dict(_kept(path), images=num)


def in_words(config: Config) -> str:
    """Return what differs from the defaults, and dim_z: ``tvae_affine dim_z=20 pose_prior=normal``, for instance."""
    settings = config.changed("dim_z")
    return " ".join([settings.pop("model"), *(f"{name}={value}" for name, value in settings.items())])


def _rounded(config, folder, dataset):
    """Return the arrays of a run's file, and the terms of the bound on the test images at half precision."""
    from original.models import parameters
    from reproduce.evaluation.evaluator import Evaluator
    from reproduce.evaluation.sampling import mean_pose

    net = network.load_network(config, folder)
    arrays = {param.name: param.get_value().astype("float16") for param in parameters(net)}
    for param in parameters(net):
        param.set_value(arrays[param.name].astype("float32"))
    half = Evaluator(net, config.seed).terms(dataset.test_images, dataset.test_labels)
    if config.dim_u:
        arrays[MEAN_POSE] = mean_pose(net, dataset.train_images, dataset.train_labels)
    return arrays, {term: half[term] for term in TERMS}


def _check_rounding(config, test, half):
    for term in TERMS:
        if not abs(half[term] - test[term]) <= TOLERANCE:  # this way round NaN is refused, too
            raise StoreError(
                f"half precision changes the {term} of {config.key()} on the test images from {test[term]:.3f} to "
                f"{half[term]:.3f} nats, by more than {TOLERANCE}: it is not exported"
            )


def _kept(path):
    """Return what an index tells about a file."""
    return {"file": os.path.basename(path), "bytes": os.path.getsize(path), "sha256": _sha256(path)}


def _check_entry(entry):
    """Raise KeyError, TypeError or ValueError if an entry of an index is not as `Index` says."""
    _check_names(entry["metrics"], run.METRICS)
    if "file" in entry:
        _check_names(entry["half"], TERMS)
        _check_kept(entry)
    if "codes" in entry:
        _check_kept(entry["codes"], "images")


def _check_kept(kept, *more):
    _check_names(kept, ("file", "sha256", "bytes") + more)
    if os.path.basename(kept["file"]) != kept["file"]:
        raise ValueError(f"the file {kept['file']!r} is not in the index' own folder")
    if not (isinstance(kept["sha256"], str) and isinstance(kept["bytes"], int)):
        raise TypeError(f"the checksum or the size of {kept['file']} is none")


def _check_names(values, names):
    for name in names:
        if name not in values:
            raise KeyError(name)


def _sha256(path):
    """Return the checksum of a file, in hexadecimal digits; StoreError if it can't be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        raise StoreError(f"can't read {path}: {error.strerror}") from error
