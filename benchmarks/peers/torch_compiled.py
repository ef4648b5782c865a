"""PyTorch with torch.compile: forward and backward one compiled graph each, and the optimiser's step another."""

import torch

from benchmarks.peers.torch_peer import TorchEager
from benchmarks.worker import serve


class TorchCompiled(TorchEager):
    """Compiled for the two sizes of minibatch that occur; variants are ways to call what was compiled."""

    def variants(self, model):
        return ["python wrapper", "C++ wrapper"]

    def prepare(self, settings, variant):
        super().prepare(settings, "logs, foreach")
        torch.compiler.reset()
        options = {"cpp_wrapper": variant == "C++ wrapper"}
        self.loss = torch.compile(self.gathered_loss, dynamic=False, options=options)
        self.update = torch.compile(self.optimiser.step, dynamic=False, options=options)


if __name__ == "__main__":
    serve(TorchCompiled())
