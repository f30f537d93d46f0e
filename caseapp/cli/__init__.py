"""The command line: a door like the web, acting as the system."""

import sys

from caseapp.cli.root import cli
from caseapp.config import SettingsError
from caseapp.domain.errors import Invalid, Refused


def main() -> None:
    """Errors are sentences on standard error; exit 2 for bad input, 1 for a failed check."""
    try:
        cli()
    except Invalid as invalid:
        for problem in invalid.problems:
            print(problem, file=sys.stderr)
        sys.exit(2)
    except (Refused, SettingsError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)


__all__ = ["main"]
