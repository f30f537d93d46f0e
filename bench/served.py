"""A command that serves a world on a free port of the loopback, and the memory of its workers."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.worlds import World, beside_python

OURS = (beside_python("caseapp"), "serve")
GUNICORN = (
    *(beside_python("gunicorn"), "--workers", "2", "--threads", "4", "--worker-class", "gthread"),
    *("--no-control-socket", "--preload", "--access-logfile", "/dev/null"),
)
"""As `caseapp serve` starts it."""
PAGES = (*GUNICORN, "bench.limit:make_app()")
FORM = (*GUNICORN, "bench.bare_form:make_app()")


@dataclass(frozen=True)
class Served:
    port: int
    pid: int

    def forget_peak(self) -> None:
        """The workers' peaks are those from now on."""
        for worker in self._workers():
            (worker / "clear_refs").write_text("5")

    def peak_mb(self) -> float:
        """The most resident memory that any worker held."""
        return max(_peak_mb(worker) for worker in self._workers())

    def _workers(self) -> list[Path]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [Path("/proc") / child for child in children]


def _peak_mb(process: Path) -> float:
    line = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


@contextmanager
def served(world: World, words: Sequence[str]) -> Iterator[Served]:
    """The command, listening; ended with the block. Raises RuntimeError with its words when it does not start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = world.home / f"serve-{port}.log"
    environment = {**world.environment, "PYTHONPATH": os.pathsep.join(("", str(Path(__file__).parent.parent)))}
    with log.open("w") as written:
        process = subprocess.Popen(
            [*words, "--bind", f"127.0.0.1:{port}"], env=environment, stdout=written, stderr=written
        )
        try:
            if not _listens(port, process):
                raise RuntimeError(f"{words[0]} did not start:\n{log.read_text()}")
            yield Served(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False
