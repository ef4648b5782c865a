"""The compilation of the engines' C code: flags, the cache, precompiled headers, threads."""
