"""A worker that serves pages starts light: what only few requests need is loaded by the first of them."""

import subprocess
import sys
from pathlib import Path

SELDOM = {"alembic", "docx", "lxml", "openpyxl", "PIL", "pypinyin", "xlsxwriter"}
"""Together 40 MB of each worker."""
LOADED = """
import sys
from pathlib import Path
from caseapp.app import create_app
from caseapp.config import Settings
create_app(Settings(home=Path(sys.argv[1])))
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_a_worker_starts_without_what_few_requests_need(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", LOADED, str(tmp_path)], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.split())
    assert "flask" in loaded
    assert loaded & SELDOM == set()
