"""Completion in real shells: commands, options and values. Shells that are not installed are skipped."""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time

import pytest
from fresh import ROOT

from reproduce.cli import completion

# What bash does on Tab: it calls the function with the line, and takes COMPREPLY.
BASH = """
eval "$(reproduce completion bash)"
COMP_LINE="$1"; COMP_POINT=${#1}; COMP_TYPE=9
read -ra COMP_WORDS <<< "$1"
[[ "$1" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_python_argcomplete reproduce "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
LINES = [
    ("reproduce figure", {"figure1", "figure12", "figures"}, {"train"}),
    ("reproduce table1 --pre", {"--pretrained"}, {"--seeds"}),
    ("reproduce train tvae_", {"tvae_affine", "tvae_tps"}, {"vae"}),
    ("reproduce doctor --engine ", {"theano", "pytensor"}, {"numba"}),
    ("reproduce completion ", {"bash", "zsh", "fish"}, {"table1"}),
]


@pytest.fixture
def command(tmp_path, monkeypatch):
    """The command `reproduce` on the path."""
    path = tmp_path / "reproduce"
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m reproduce "$@"\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")


def answers(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {line.split("\t")[0].strip() for line in done.stdout.splitlines()}


def shell(name):
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


@pytest.mark.parametrize("line, there, absent", LINES)
def test_bash_completes(command, line, there, absent):
    found = answers(shell("bash"), "-c", BASH, "bash", line)
    assert there <= found and not absent & found


@pytest.mark.parametrize("line, there, absent", LINES)
def test_fish_completes(command, line, there, absent):
    program = "reproduce completion fish | source; complete -C $argv[1]"
    found = answers(shell("fish"), "--no-config", "-c", program, line)
    assert there <= found and not absent & found


def test_zsh_reads_its_script(command):
    if subprocess.run([shell("zsh"), "-f", "-c", "autoload -Uz compinit; compinit -u -D"], capture_output=True).stderr:
        pytest.skip("zsh lacks its modules")
    program = 'autoload -Uz compinit; compinit -u -D; eval "$(reproduce completion zsh)"; echo ${_comps[reproduce]}'
    assert answers(shell("zsh"), "-f", "-c", program) == {"_python_argcomplete"}


ZSH = """
PS1='> '; unsetopt zle_bracketed_paste; setopt no_always_last_prompt
autoload -Uz compinit; compinit -u -D
eval "$(reproduce completion zsh)"
print ready
"""


def shown_by_zsh(line, awaited, folder, seconds=60):
    """The words that zsh shows after `line` and Tab, read until those `awaited` stand there.

    It completes on a terminal alone, so it gets one.
    """
    (folder / ".zshrc").write_text(ZSH)
    zsh = shell("zsh")
    process, terminal = pty.fork()
    if not process:
        os.execve(zsh, ["zsh", "-d", "-i"], {**os.environ, "ZDOTDIR": str(folder), "TERM": "xterm", "COLUMNS": "200"})
    shown, typed, end = "", False, time.monotonic() + seconds
    try:
        while time.monotonic() < end and not (typed and awaited <= words(shown)):
            if select.select([terminal], [], [], 0.5)[0]:
                shown += os.read(terminal, 4096).decode(errors="replace")
            elif "ready" in shown and not typed:
                os.write(terminal, (line + "\t").encode())
                shown, typed = "", True
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)
    return words(shown)


def words(shown):
    return set(re.findall(r"[\w-]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)))


@pytest.mark.parametrize("line, there, absent", LINES)
def test_zsh_completes_on_tab(command, tmp_path, line, there, absent):
    found = shown_by_zsh(line, there, tmp_path)
    assert there <= found and not absent & found


@pytest.mark.parametrize("name", ("bash", "zsh", "fish"))
def test_each_script_is_of_this_program(name):
    assert "reproduce" in completion.script(name)
