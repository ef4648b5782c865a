"""Modules that one process compiled are found by the next one."""

import pytest
from fresh import python

from original.engines.compat import ENGINE

PROGRAM = """
import numpy as np
from original.engines.compat import T, theano
from original.kernels.adadelta import AdadeltaStep
from theano.link.c import cmodule
compiled, start = [], cmodule.output_subprocess_Popen
def counting(command):
    if "-shared" in command:
        compiled.append(command)
    return start(command)
cmodule.output_subprocess_Popen = counting
x, index, step = T.matrix(), T.ivector(), AdadeltaStep(1.0, 0.95, 1e-6, ndim=2)
rows = T.dot(x, x)[index] + x.sum(0).dimshuffle("x", 0)
function = theano.function([x, index], [rows, *step(x, x + 1, x + 2, x)])
print(sum(float(array.sum()) for array in function(np.eye(3, dtype="float32"), np.zeros(2, "int32"))), len(compiled))
"""


@pytest.mark.heavy
@pytest.mark.skipif(ENGINE != "theano", reason="PyTensor finds them by itself")
def test_a_second_process_compiles_nothing(tmp_path):
    environment = {"REPRODUCE_ENGINE": "theano", "THEANO_FLAGS": f"base_compiledir={tmp_path}"}
    first, second = [python("-W", "ignore", "-c", PROGRAM, **environment) for _ in range(2)]
    assert first[0] == second[0] == 0, first[2] + second[2]
    (result, number), (again, none) = first[1].split(), second[1].split()
    assert int(number) > 5 and (none, again) == ("0", result)
