"""The command line: a door like the web, acting as the system."""

import sys
from collections.abc import Callable

import click
from flask import Flask

from caseapp.cli.root import cli
from caseapp.config import SettingsError
from caseapp.domain.errors import Invalid, Refused


def main(make_app: Callable[[], Flask]) -> None:
    """Run the command that was typed; `make_app` is called by those that need the database.

    Errors are sentences on standard error; exit 2 for bad input, 1 for a failed check.
    """
    try:
        sys.exit(cli(obj=make_app, standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as nothing_asked:
        nothing_asked.show()
        sys.exit(2)
    except click.ClickException as error:
        _refuse(" ".join(error.format_message().split()))
    except click.Abort:
        sys.exit(1)
    except Invalid as invalid:
        _refuse(*invalid.problems)
    except OSError as error:
        _refuse(f"{error.filename}: {error.strerror}." if error.filename and error.strerror else error)
    except (Refused, SettingsError) as error:
        _refuse(error)


def _refuse(*sentences: object) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    sys.exit(2)


__all__ = ["main"]
