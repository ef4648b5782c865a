"""Pretrained weights in the place of runs: what figures and tables ask of a `Store`, without training."""

import os
from typing import Dict, NoReturn, Optional, Sequence

import numpy as np

from reproduce import files
from reproduce.config import Config
from reproduce.errors import StoreError
from reproduce.evaluation.coded import Coded
from reproduce.runs.pretrained import Index
from reproduce.runs.run import finished
from reproduce.runs.run_folder import RunFolder
from reproduce.runs.store import Measure, Run, Store


class PretrainedStore(Store):
    """The models in a folder of pretrained weights.

    Data are read only where something asks for images. What is measured on codes or samples is written into
    folders of the runs, under names of their own, as is what is measured on the data alone.

    Parameters
    ----------
    root : str
        Folder of the runs, see `reproduce.runs.store.Store`.
    weights : str
        Folder of the pretrained weights.
    mnist_dir, jobs
        As of `reproduce.runs.store.Store`.
    """

    def __init__(self, root: str, weights: str, mnist_dir: Optional[str] = None, jobs: Optional[int] = None):
        super().__init__(root, mnist_dir, jobs)
        self.index = Index.read(weights)

    def folder(self, run: Run) -> RunFolder:
        """Return the folder of what was measured on the weights of `run`, or on the data alone."""
        if not run.epochs:  # a baseline
            return super().folder(run)
        # With the checksum: what was measured on other weights is not found again.
        checksum = self.index.weights(run)["sha256"]
        return RunFolder(os.path.join(self.root, f"{run.key()}-half-{checksum[:10]}"))

    def network(self, config: Config) -> dict:
        """Return the network with the weights in half precision, layers by name."""
        return self.index.load(config)[0]

    def mean_pose(self, config: Config) -> Optional[np.ndarray]:
        """Return the mean of u over the training images that is kept beside the weights; None without a pose."""
        return self.index.load(config)[1]

    def test_codes(self, config: Config, num: Optional[int] = None) -> Coded:
        """Return the codes kept beside the weights; without them those of the first `num` test images."""
        if self.index.has_codes(config, num):
            return self.index.codes(config)
        return super().test_codes(config, num)

    def history(self, config: Config) -> NoReturn:
        """Raise StoreError, since weights have none."""
        raise StoreError("pretrained weights have no history of their training")

    def check(self, dataset: str) -> None:
        """Raise StoreError now if the folder can't be made; data are read where they are needed."""
        files.make_folder(self.root)

    def make(self, plan: Dict[Run, Sequence[Measure]], description: str = "") -> Dict[Run, dict]:
        """Return the originals' metrics, and what measures give of the half-precision weights; see `Store.make`."""
        configs = [run for run in plan if run.epochs]
        self.index.check(configs)
        if len(configs) == len(plan) and not any(plan.values()):
            return {config: self.index.metrics(config) for config in configs}
        for name in {config.dataset for config in configs}:
            super().check(name)  # here the images are needed
        for config in configs:
            if finished(self.folder(config)) is None:  # never left to `Store.make`, which would train it
                self.index.unpack(config, self.folder(config))
        return super().make(plan, description)

    def record(self, configs: Sequence[Config]) -> None:
        """Do nothing, since weights in half precision are no trainings."""

    def has(self, config: Config) -> bool:
        """Return whether there are weights of `config`, not its metrics alone."""
        return self.index.has_weights(config)
