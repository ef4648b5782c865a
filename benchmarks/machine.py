"""The machine that a measurement was made on."""

import os
import platform
import subprocess

from benchmarks.client import DEVICE
from reproduce.stack.cores import cores


def describe(threads):
    """Processor, with the GPU where that is what works, cores, memory, system; dict of str to str or int."""
    processor = _processor() + (", " + _gpu() if DEVICE == "cuda" else "")
    return {
        "processor": processor,
        "cores": cores(),
        "threads": threads,
        "memory_gb": _memory_gb(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def load():
    """Processes that want a processor now, this one included; above 1 something else runs. None if unknown."""
    try:
        with open("/proc/loadavg", encoding="ascii") as file:
            return int(file.read().split()[3].split("/")[0])
    except OSError:
        return None


def _gpu():
    try:
        return subprocess.run(
            ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown GPU"


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            fields = dict(line.split(":", 1) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)
    except OSError:
        return platform.processor() or "unknown"
    fields = {name.strip(): value.strip() for name, value in fields.items()}
    if "model name" not in fields:
        return platform.processor() or platform.machine()
    return "{} (family {}, model {})".format(fields["model name"], fields.get("cpu family"), fields.get("model"))


def _memory_gb():
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    except (ValueError, OSError):
        return None
