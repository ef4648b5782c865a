#!/bin/sh
# Makes the virtual environment .venv (or $VENV) with exactly what the lock files name, and checks first what it needs.
#
# Python 3.8 to 3.12 gets Theano-PyMC, a later one PyTensor. PYTHON=python3.9 forces an interpreter, EXTRA=cuda12 adds
# JAX's CUDA. Every run starts afresh and writes .ready last, so that a setup which was interrupted is never taken for a
# finished one. Exit code 2: something is missing, and the last line says what.
set -eu
cd "$(dirname "$0")/.."
venv=${VENV:-.venv}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

say() { echo "setup: $*"; }
fail() { echo "setup: $*" >&2; exit 2; }

# How to install a package here: its names on Debian, its names on Fedora, the whole command on macOS.
how() {
    case "$(uname -s; . /etc/os-release 2>/dev/null; echo "${ID-} ${ID_LIKE-}")" in
        Darwin*) echo "$3" ;;
        *debian* | *ubuntu*) echo "sudo apt-get install $1" ;;
        *fedora* | *rhel*) echo "sudo dnf install $2" ;;
        *) echo "install $1 (their names on Debian) or $2 (on Fedora)" ;;
    esac
}

# Only running it tells: pyenv leaves a python3.X on PATH that ends in an error.
fits() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] < (3, 8))' >/dev/null 2>&1; }
theano_fits() { "$1" -c 'import sys; sys.exit(not (3, 8) <= sys.version_info[:2] <= (3, 12))' >/dev/null 2>&1; }

first_that() {
    fit=$1
    shift
    for python in "$@"; do
        if "$fit" "$python"; then return 0; fi
    done
    return 1
}

# uv comes from the package index into a venv of whatever Python 3 there is, and is gone afterwards.
fetch_python() {
    python3 -m venv "$scratch/uv" &&
        "$scratch/uv/bin/python" -m pip install --quiet --require-hashes --only-binary :all: -r requirements/uv.txt &&
        UV_PYTHON_INSTALL_DIR="$PWD/.python" "$scratch/uv/bin/uv" python install --no-bin 3.11
}

choose_python() {
    if [ -n "${PYTHON-}" ]; then
        first_that fits "$PYTHON" || fail "PYTHON=$PYTHON does not run, or is older than Python 3.8"
        why="as PYTHON asks"
    elif first_that theano_fits python3.11 python3.10 python3.9 python3.8 python3 python3.12; then
        why="the first that runs of 3.11, 3.10, 3.9, 3.8, 3.12"
    elif first_that fits python3 python3.14 python3.13; then
        why="as none of 3.8 to 3.12 is installed, which Theano-PyMC needs"
    else
        why="fetched by uv, as no Python from 3.8 on is installed"
        first_that fits "$PWD"/.python/*/bin/python3.11 || {
            say "no Python from 3.8 on runs here; fetching 3.11 into .python with uv"
            fetch_python >"$scratch/log" 2>&1 && first_that fits "$PWD"/.python/*/bin/python3.11
        } || {
            sed 's/^/    /' "$scratch/log" >&2
            fail "no Python from 3.8 on, and uv could not fetch one. Install one, 3.11 if you can choose:" \
                "$(how "python3 python3-dev python3-venv" "python3.11 python3.11-devel" "brew install python@3.11")"
        }
    fi
}

# The engines compile C++ while they run: what is missing for that should show now, not at the first training.
check_tools() {
    if [ -n "$(ls -A "$venv" 2>/dev/null)" ] && [ ! -e "$venv/pyvenv.cfg" ]; then
        fail "$venv is in the way: it is no virtual environment"
    fi
    v=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python $v lacks venv or ensurepip: $(how "python$v-venv" "python$v" "brew install python@$v")"

    compiler=$("$python" -m original.engines.c.compiler) ||
        fail "no working C++ compiler: $(how g++ gcc-c++ "xcode-select --install")"

    include=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["include"])')
    echo '#include <Python.h>' | "$compiler" -I"$include" -x c++ -c -o "$scratch/a.o" - 2>/dev/null ||
        fail "Python $v lacks its header Python.h: $(how "python$v-dev" "python$v-devel" "brew install python@$v")"
}

pip_install() { "$venv/bin/python" -m pip --disable-pip-version-check install -qq "$@"; }

install_packages() {
    rm -rf "$venv"
    mkdir -p "$venv"
    : >"$venv/pyvenv.cfg" # from here on it is ours to remove, even if the next line is interrupted
    "$python" -m venv "$venv"
    pip_install --require-hashes --only-binary :all: -r requirements/build.txt
    if theano_fits "$python"; then lock=lock; else lock=lock-pytensor${EXTRA:+-$EXTRA}; fi
    [ -e "requirements/$lock.txt" ] || fail "EXTRA=$EXTRA has no lock file; there is cuda12, for Python 3.13 and later"
    # Theano-PyMC and Lasagne exist as source only; nothing else may be built, since that takes an hour or fails.
    if [ "$v" = 3.12 ]; then export PYTHONPATH="$PWD/tools/py312"; fi
    pip_install --require-hashes --only-binary :all: --no-binary theano-pymc,lasagne \
        --no-build-isolation --use-pep517 --no-compile -r "requirements/$lock.txt"
    # pip would compile on one core. What does not compile, a file for an older Python, nobody imports.
    "$venv/bin/python" -m compileall -q -j 0 "$venv"/lib/python*/site-packages >/dev/null 2>&1 || true
    # In this mode the checkout itself is on the path, so that a package added later needs no new setup.
    pip_install --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
}

started=$(date +%s)
choose_python
check_tools
if theano_fits "$python"; then engine=Theano-PyMC; else engine=PyTensor; fi
say "$("$python" --version) ($(command -v "$python")), $why; engine $engine; C++ compiler $compiler"
say "installing the locked packages into $venv: about a minute, more on a slow network"
install_packages
echo "${PYTHON-}" >"$venv/.ready"
say "ready after $(($(date +%s) - started)) s"
