"""How the engines' C code is compiled: flags, the cache, precompiled headers, threads."""
