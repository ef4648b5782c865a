"""Keys under which Theano-PyMC 1.1.2 finds a compiled module again.

Without this each process compiles a handful of modules that are in the cache: those of operations without properties
(the matrix product, for one) count as having no version, and the version of operations with C code in files is a hash
of Python, which is another in each process. Every start took four seconds longer, and left more modules in the cache.
PyTensor has mended both.
"""

import hashlib


def install():
    """Give each module that has a version the same key in all processes."""
    from theano.graph.op import ExternalCOp
    from theano.link.c.basic import CLinker
    from theano.link.c.interface import CLinkerObject

    key_of, version_of = CLinker.cmodule_key_, ExternalCOp.c_code_cache_version

    def cmodule_key_(linker, fgraph, *args, **kwargs):
        key = key_of(linker, fgraph, *args, **kwargs)
        if not key or key[0]:
            return key
        versions = []
        for node in fgraph.toposort():
            if hasattr(node.op, "c_code_cache_version_apply"):
                versions.append(node.op.c_code_cache_version_apply(node))
            types = [variable.type for variable in node.inputs + node.outputs]
            versions += [kind.c_code_cache_version() for kind in types if isinstance(kind, CLinkerObject)]
        return (tuple(versions), key[1]) if all(versions) else key

    def c_code_cache_version(op):
        code = hashlib.sha256("\n".join(op.func_codes).encode()).hexdigest()
        return (code,) + version_of(op)[1:]

    CLinker.cmodule_key_ = cmodule_key_
    ExternalCOp.c_code_cache_version = c_code_cache_version
