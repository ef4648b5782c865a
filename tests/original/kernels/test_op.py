"""The choice between kernels and the engine's own operations, and the version by which compiled code is kept."""

import pytest
import theano
import theano.tensor as T

from original import kernels
from original.adadelta import adadelta
from original.engines.compat import ENGINE
from original.kernels import op
from original.kernels.adadelta import AdadeltaStep
from original.kernels.bilinear import BilinearSample, BilinearSampleGradient
from original.transformers.sampling import bilinear_sample


def test_only_kernels_and_graph_can_be_chosen():
    with pytest.raises(ValueError, match="kernels must be one of fused, graph, got 'fast'"):
        kernels.choose("fast")


def test_a_choice_lasts_as_long_as_its_context():
    before = kernels.fused()
    with kernels.chosen("graph"):
        assert not kernels.fused()
    assert kernels.fused() == before


@pytest.mark.skipif(ENGINE != "theano", reason="of Theano-PyMC")
@pytest.mark.parametrize("gpu", (False, True))
def test_kernels_are_left_out_on_a_gpu(monkeypatch, gpu):
    image, positions, param = T.tensor4(), T.tensor3(), theano.shared(1.0, name="param")
    with monkeypatch.context() as patch:
        if gpu:  # as far as the choice of operations goes: Theano itself can't change its device
            patch.setattr(kernels, "device", lambda: "cuda")
        chosen = [bilinear_sample(image, positions)] + list(adadelta(param**2, [param])[0].values())
    ops = [type(variable.owner.op) for variable in chosen]
    assert (BilinearSample in ops, AdadeltaStep in ops) == (not gpu, not gpu)


def test_compiled_code_is_kept_by_what_it_is_made_from(monkeypatch):
    versions = {
        ops.c_code_cache_version()
        for ops in (
            BilinearSample("nearest"),
            BilinearSample("wrap"),
            BilinearSampleGradient("wrap"),
            BilinearSampleGradient("wrap", image=False),
            AdadeltaStep(1.0, 0.95, 1e-6, ndim=1),
            AdadeltaStep(0.5, 0.95, 1e-6, ndim=1),
            AdadeltaStep(0.5, 0.95, 1e-6, ndim=2),
        )
    }
    assert len(versions) == 7
    text = op.source("bilinear.h")
    monkeypatch.setattr(op, "source", lambda header: text + "// changed")
    assert BilinearSample("nearest").c_code_cache_version() not in versions
