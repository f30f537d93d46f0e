"""The command line: a door like the web, acting as the system."""

import sys
from collections.abc import Callable

from flask import Flask

from caseapp.cli.root import cli
from caseapp.config import SettingsError
from caseapp.domain.errors import Invalid, Refused


def main(make_app: Callable[[], Flask]) -> None:
    """Run the command that was typed; `make_app` is called by those that need the database.

    Errors are sentences on standard error; exit 2 for bad input, 1 for a failed check.
    """
    try:
        cli(obj=make_app)
    except Invalid as invalid:
        for problem in invalid.problems:
            print(problem, file=sys.stderr)
        sys.exit(2)
    except (Refused, SettingsError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)


__all__ = ["main"]
