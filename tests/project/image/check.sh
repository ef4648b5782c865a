#!/bin/sh
# Builds the image and uses it as a person would, where there is neither a Docker engine nor NVIDIA's base image:
# buildah builds it on a Debian 12 that debootstrap makes. Needs root, and those two programs (apt-get install them).
#
#     tests/project/image/check.sh [FOLDER]
#
# A FOLDER is kept, with the base system, which is then used again, and the results; without one nothing stays.
#     FIGURES="figure1 figure6"    which ones to draw there (default figure1, which needs no training)
#     TESTS=tests                  which tests to run there, all for instance (default: a few quick files)
#     MIRROR=address               where debootstrap and the base system find Debian, if not at its own
set -eu
cd "$(dirname "$0")/../../.."
figures=${FIGURES-figure1}
quick="tests/original/engines/test_compat.py tests/original/transformers/test_layers.py"
tests=${TESTS-$quick tests/reproduce/test_config.py tests/reproduce/stack/test_device.py}
work=${1-}
if [ -z "$work" ]; then
    work=$(mktemp -d)
    trap 'rm -rf --one-file-system "$work"' EXIT
    trap 'exit 130' INT TERM
fi
work=$(mkdir -p "$work" && cd "$work" && pwd)

say() { echo "image: $*"; }
fail() { echo "image: $*" >&2; exit 1; }
buildah() { command buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }

# pip's settings on this machine, for the build alone: the file that builds the image names no index.
pip_settings() {
    rm -rf "$work/pip"
    mkdir "$work/pip"
    {
        echo "[global]"
        python3 -m pip config list |
            sed -n "s/^[^.]*\.\(index-url\|proxy\|trusted-host\|cert\)='\(.*\)'$/\1 = \2/p" | sort -u -k 1,1
    } >"$work/pip/pip.conf"
    certificates=$(sed -n 's/^cert = //p' "$work/pip/pip.conf")
    if [ -n "$certificates" ]; then
        cp "$certificates" "$work/pip/certificates"
        sed -i 's,^cert = .*,cert = /etc/xdg/pip/certificates,' "$work/pip/pip.conf"
    fi
}

if [ ! -e "$work/base.tar" ]; then
    say "making the base system"
    debootstrap --variant=minbase bookworm "$work/base" ${MIRROR:+"$MIRROR"} >"$work/debootstrap.log" 2>&1 ||
        fail "debootstrap failed: $(tail -n 3 "$work/debootstrap.log")"
    tar -C "$work/base" --one-file-system -cf "$work/base.part" .
    mv "$work/base.part" "$work/base.tar"
    rm -rf "$work/base"
fi

say "building"
rm -rf "$work/storage" "$work/run"
base=$(buildah from scratch)
buildah add --quiet "$base" "$work/base.tar" / >/dev/null
buildah commit --quiet --rm "$base" localhost/bookworm >/dev/null
pip_settings
buildah build --isolation chroot --build-arg BASE=localhost/bookworm --volume "$work/pip:/etc/xdg/pip:ro" \
    --tag localhost/reproduce . >"$work/build.log" 2>&1 || fail "the build failed: $(tail -n 20 "$work/build.log")"
grep '^setup: ready' "$work/build.log"

say "running"
rm -rf "$work/results"
mkdir "$work/results"
chmod 1777 "$work/results" # as the volume in the image
image=$(buildah from localhost/reproduce)
entrypoint=$(buildah inspect --format '{{range .OCIv1.Config.Entrypoint}}{{.}} {{end}}' "$image")
inside() {
    echo "+ $*" >&2
    buildah run --isolation chroot --volume "$work/results:/results" \
        ${OMP_NUM_THREADS:+--env OMP_NUM_THREADS="$OMP_NUM_THREADS"} "$image" -- "$@"
}
inside id -un >"$work/user"
grep -qx reproduce "$work/user" || fail "it does not run as its own user"
inside $entrypoint >"$work/help"
grep '^    table1 ' "$work/help" || fail "alone it does not say what it can make"
inside $entrypoint doctor
inside $entrypoint table1 --dataset digits --epochs 1
[ -s "$work/results/digits/table1.md" ] || fail "table1 left no results in the volume"
for figure in $figures; do
    inside $entrypoint "$figure" --dataset digits --epochs 1
    [ -s "$work/results/digits/$figure.png" ] || [ -s "$work/results/$figure.png" ] || fail "there is no $figure.png"
done
inside sh -c "cd /opt/reproduce && python -m pytest -q -p no:cacheprovider -m 'not slow' $tests"
say "all is well"
