"""`caseapp serve`: gunicorn with threads on one address."""

import os
import sys
from pathlib import Path

import click


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
def serve(bind: str, workers: int, threads: int) -> None:
    """Serve the web pages until stopped."""
    gunicorn = Path(sys.executable).with_name("gunicorn")
    words = ["gunicorn", "--bind", bind, "--workers", str(workers), "--threads", str(threads)]
    words += [
        "--worker-class",
        "gthread",
        "--no-control-socket",
        "--preload",
        "--access-logfile",
        "/dev/null",
        "caseapp.app:create_app()",
    ]
    os.execv(gunicorn, words)  # noqa: S606 - becoming gunicorn is the point
