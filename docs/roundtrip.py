"""`make roundtrip`: the target tables through LibreOffice and back, read by the program's own reader.

Each table is written as Word and as Excel, opened and saved again by LibreOffice, and must read as it did before.
Exit status 1 and the first difference when it does not.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from caseapp.domain.book import Book, ProjectTable
from caseapp.domain.documents.department_goals import department_goals
from caseapp.domain.documents.target_table import target_table
from caseapp.exporters.docx import to_docx
from caseapp.exporters.xlsx import to_xlsx
from caseapp.readers.targets import read_targets

BOOK = Path(__file__).parents[1] / "caseapp/demo/book-2025.txt"
FORMATS = {"docx": (to_docx, "docx:MS Word 2007 XML"), "xlsx": (to_xlsx, "xlsx:Calc MS Excel 2007 XML")}


def saved_again(file: Path, kind: str, folder: Path) -> Path:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    words = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(folder / "saved"), str(file)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder / "saved" / file.name


def difference(before: ProjectTable, after: ProjectTable) -> str:
    for name in ProjectTable.__dataclass_fields__:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            return f"table {before.number}, {name}: {was!r} became {now!r}"
    return ""


def main() -> None:
    book: Book = read_targets(BOOK.read_bytes())
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for ending, (write, kind) in FORMATS.items():
            file = folder / f"targets.{ending}"
            goals = department_goals(book.year or 0, book.overall_goal, book.goals, book.measures)
            file.write_bytes(write([goals, *(target_table(project) for project in book.projects)]))
            again = read_targets(saved_again(file, kind, folder).read_bytes())
            if (again.goals, again.measures) != (book.goals, book.measures):
                sys.exit(f"{ending}: the department's goals do not read as before")
            found = [difference(*pair) for pair in zip(book.projects, again.projects, strict=True)]
            if any(found):
                sys.exit(f"{ending}: {next(one for one in found if one)}")
            rows = sum(len(project.indicators) for project in again.projects)
            print(f"{ending}: {len(again.projects)} tables with {rows} indicators read as before")


if __name__ == "__main__":
    main()
