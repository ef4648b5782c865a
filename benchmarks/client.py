"""The bench's side of `benchmarks.worker`: start a contender's process, ask it, stop it."""

import json
import os
import subprocess
import tempfile
import time


# Where the contenders work: 'cpu', or 'cuda', an NVIDIA GPU (see gpu.md).
DEVICE = os.environ.get("BENCH_DEVICE") or "cpu"


class WorkerDied(RuntimeError):
    """A contender's process ended; the message has the end of what it wrote."""


class Worker:
    """One process of one contender.

    Parameters
    ----------
    name : str
        The contender, for messages.
    python, module : str
        What runs: ``python -m module``.
    root : str
        The repository, from which `module` is imported.
    threads : int
        Threads for every library in it, and the number of cores that it may use.
    cache : str
        Folder for what compilers keep; empty makes a cold start.
    variables : dict of str to str
        Environment variables of its own.
    """

    def __init__(self, name, python, module, root, threads, cache, variables):
        self.name = name
        self._log = tempfile.TemporaryFile(mode="w+", errors="replace")
        self._started = time.time()
        self._process = subprocess.Popen(
            [python, "-m", module],
            cwd=root,
            env=dict(_environment(threads, cache), **variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            universal_newlines=True,
            preexec_fn=_on_cores(threads),
        )

    def hello(self):
        return self.ask("hello", started=self._started)

    def ask(self, do, **arguments):
        """Send one request and wait for its reply."""
        try:
            print(json.dumps(dict(arguments, do=do)), file=self._process.stdin, flush=True)
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            code = self._process.wait()
            self._log.seek(0)
            raise WorkerDied(
                "{} ended with exit code {} when asked to {}:\n{}".format(
                    self.name, code, do, "".join(self._log.readlines()[-20:])
                )
            )
        return json.loads(line)

    def cpu_seconds(self):
        """Processor time so far, of all threads; None where the system does not say."""
        try:
            with open(f"/proc/{self._process.pid}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """End the process; what it still does is lost."""
        try:
            self._process.stdin.close()
            self._process.wait(10)
        except BrokenPipeError:  # it ended by itself
            self._process.wait()
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.close()


def _environment(threads, cache):
    environment = dict(
        os.environ,
        PYTHONWARNINGS="ignore",
        JAX_PLATFORMS=DEVICE,
        TORCHINDUCTOR_CACHE_DIR=os.path.join(cache, "inductor"),
    )
    if DEVICE == "cuda":
        # All contenders are on the card while one has its turn; and float32 is float32, as in PyTorch and ours.
        environment.update(XLA_PYTHON_CLIENT_PREALLOCATE="false", JAX_DEFAULT_MATMUL_PRECISION="highest")
    else:
        environment["CUDA_VISIBLE_DEVICES"] = ""
    for library in ("OMP", "OPENBLAS", "MKL", "VECLIB", "NUMEXPR"):
        environment[library + "_NUM_THREADS"] = str(threads)
    for engine in ("theano", "pytensor"):
        name = engine.upper() + "_FLAGS"
        flags = [environment.get(name), "base_compiledir=" + os.path.join(cache, engine)]
        environment[name] = ",".join(filter(None, flags))
    environment.pop("REPRODUCE_BACKEND", None)
    return environment


def _on_cores(threads):
    """Keep the new process to `threads` cores, since XLA takes as many threads as it sees cores."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))[:threads]
    return lambda: os.sched_setaffinity(0, cores)
