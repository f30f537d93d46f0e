"""The WSGI entry: `gunicorn wsgi:app`."""

import sys

from caseapp.app import create_app
from caseapp.config import SettingsError

try:
    app = create_app()
except SettingsError as error:
    sys.exit(str(error))
