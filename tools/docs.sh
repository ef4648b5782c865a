#!/bin/sh
# Makes .venv-docs, the environment of the documentation, with exactly what requirements/docs.txt names.
#
# It is apart from .venv, so that no package of the site changes a version that Theano-PyMC needs. Exit code 2: there is
# no Python from 3.10 on.
set -eu
cd "$(dirname "$0")/.."
venv=.venv-docs

for python in ${PYTHON-} python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    if "$python" -c 'import sys, ensurepip; sys.exit(sys.version_info[:2] < (3, 10))' >/dev/null 2>&1; then
        rm -rf "$venv"
        "$python" -m venv "$venv"
        "$venv/bin/python" -m pip --disable-pip-version-check install -qq --require-hashes --only-binary :all: \
            -r requirements/docs.txt
        touch "$venv/.ready"
        exit 0
    fi
done
echo "docs: the site needs Python 3.10 or later with venv; PYTHON=python3.12 names one" >&2
exit 2
