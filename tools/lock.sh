#!/bin/sh
# Writes requirements/*.txt again: exact versions and hashes, for every Python and platform that setup.py allows.
# What is locked stays as it is where it still fits; with --upgrade the newest fitting versions are taken.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"${PYTHON:-python3}" -m venv "$scratch/uv"
"$scratch/uv/bin/python" -m pip install -qq --require-hashes --only-binary :all: -r requirements/uv.txt

# The engine goes by the Python, and each has a lock file of its own: Theano-PyMC ends at 3.12.
mkdir "$scratch/theano" "$scratch/pytensor"
echo "[tool.uv]
environments = [\"python_version < '3.13'\"]" >"$scratch/theano/pyproject.toml"
echo "[tool.uv]
environments = [\"python_version >= '3.13'\"]" >"$scratch/pytensor/pyproject.toml"

# The header would record the command line; an index URL, the machine that this ran on.
compile() {
    "$scratch/uv/bin/uv" pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}

compile "$@" --python-version 3.8 -o requirements/uv.txt requirements/uv.in
compile "$@" --python-version 3.8 -o requirements/build.txt requirements/build.in
# Reading what Theano-PyMC and Lasagne depend on means building them.
lock() {
    compile --build-constraints requirements/build.txt --constraints requirements/build.txt --extra test "$@" setup.py
}
lock "$@" --python-version 3.8 --project "$scratch/theano" -o requirements/lock.txt
lock "$@" --python-version 3.13 --project "$scratch/pytensor" --extra jax -o requirements/lock-pytensor.txt
# The same with JAX's CUDA, which the lock file above keeps small without; what both name is of one version.
[ -e requirements/lock-pytensor-cuda12.txt ] || cp requirements/lock-pytensor.txt requirements/lock-pytensor-cuda12.txt
lock "$@" --python-version 3.13 --project "$scratch/pytensor" --extra cuda12 -o requirements/lock-pytensor-cuda12.txt

# The documentation has an environment of its own, without the project's dependencies: only the extra is locked.
"$scratch/uv/bin/python" -m pip install -qq --require-hashes --only-binary :all: -r requirements/build.txt
"$scratch/uv/bin/python" - >"$scratch/docs.in" <<'END'
import runpy, setuptools
setuptools.setup = lambda **words: print("\n".join(words["extras_require"]["docs"]))
runpy.run_path("setup.py")
END
compile "$@" --python-version 3.10 -o requirements/docs.txt "$scratch/docs.in"
