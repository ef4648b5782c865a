#!/bin/sh
# Writes requirements/*.txt again: exact versions and hashes, for every Python and platform that setup.py allows.
# What is locked stays as it is where it still fits; with --upgrade the newest fitting versions are taken.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"${PYTHON:-python3}" -m venv "$scratch/uv"
"$scratch/uv/bin/python" -m pip install -qq --require-hashes --only-binary :all: -r requirements/uv.txt

# The header would record the command line; an index URL, the machine that this ran on.
compile() {
    "$scratch/uv/bin/uv" pip compile --quiet --universal --python-version 3.8 --fork-strategy fewest --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}

compile "$@" -o requirements/uv.txt requirements/uv.in
compile "$@" -o requirements/build.txt requirements/build.in
# Reading what Theano-PyMC and Lasagne depend on means building them.
compile "$@" -o requirements/lock.txt --build-constraints requirements/build.txt --constraints requirements/build.txt \
    --extra test setup.py
