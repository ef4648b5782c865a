"""The thesis' models and how they are trained, in Lasagne on Theano-PyMC, or on PyTensor.

Importing this package starts nothing. `original.spec` says what models, poses and priors there are. The other modules
take the engine from `original.engines.compat`, whose import starts it.
"""
