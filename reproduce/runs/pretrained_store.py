"""Pretrained weights in the place of runs: what figures and tables ask of a `Store`, without training."""

import os

from reproduce import files
from reproduce.errors import StoreError
from reproduce.runs import run as runs
from reproduce.runs.parallel import RunFolder
from reproduce.runs.pretrained import Index, in_words
from reproduce.runs.store import Store


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

    def __init__(self, root, weights, mnist_dir=None, jobs=None):
        super().__init__(root, mnist_dir, jobs)
        self.index = Index.read(weights)

    def folder(self, config):
        if not config.epochs:  # a baseline
            return super().folder(config)
        # With the checksum: what was measured on other weights is not found again.
        checksum = self.index.weights(config)["sha256"]
        return RunFolder(os.path.join(self.root, f"{config.key()}-half-{checksum[:10]}"))

    def network(self, config):
        return self.index.load(config)[0]

    def mean_pose(self, config):
        return self.index.load(config)[1]

    def test_codes(self, config, num=None):
        if self.index.has_codes(config, num):
            return self.index.codes(config)
        return super().test_codes(config, num)

    def history(self, config):
        raise StoreError("pretrained weights have no history of their training")

    def check(self, dataset):
        files.make_folder(self.root)

    def make(self, plan, description=""):
        """The metrics of the originals, and what measures give of the half-precision weights; see `Store.make`."""
        configs = [run for run in plan if run.epochs]
        missing = [config for config in configs if config not in self.index.entries]
        if missing:
            raise StoreError(
                "there are no pretrained weights of {}; in {} are: {}".format(
                    ", ".join(in_words(config) for config in missing), self.index.folder, self.index.listing()
                )
            )
        if len(configs) == len(plan) and not any(plan.values()):
            return {config: self.index.metrics(config) for config in configs}
        for name in {config.dataset for config in configs}:
            super().check(name)  # here the images are needed
        for config in configs:
            if runs.finished(self.folder(config)) is None:  # never left to `Store.make`, which would train it
                self.index.unpack(config, self.folder(config))
        return super().make(plan, description)

    def record(self, configs):
        pass  # weights in half precision are no trainings

    def has(self, config):
        return self.index.has_weights(config)
