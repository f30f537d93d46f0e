"""The `caseapp` command, also as `python -m caseapp`."""

from flask import Flask

from caseapp.cli import main


def command_line() -> None:
    main(_make_app)


def _make_app() -> Flask:
    from caseapp.app import create_app

    return create_app()


if __name__ == "__main__":
    command_line()
