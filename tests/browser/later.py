"""The program on another day: `python -m tests.browser.later HOME PORT DAY` serves as if that day had come."""

import sys
from datetime import date, datetime, time
from pathlib import Path

import time_machine
from werkzeug.serving import make_server

from caseapp.app import create_app
from caseapp.config import Settings
from caseapp.domain.clock import LOCAL

if __name__ == "__main__":
    home, port, day = sys.argv[1:]
    moment = datetime.combine(date.fromisoformat(day), time(9), LOCAL)
    time_machine.travel(moment, tick=True).start()
    make_server("127.0.0.1", int(port), create_app(Settings(home=Path(home))), threaded=True).serve_forever()
