"""`caseapp targets load`: take a book in."""

import hashlib
from pathlib import Path

import click

from caseapp.cli.support import database, now
from caseapp.cli.targets import targets
from caseapp.domain.access.actor import SYSTEM
from caseapp.readers.targets import read_targets
from caseapp.services.projects import load_book
from caseapp.services.transaction import transact


@targets.command()
@click.argument("file", type=click.Path(path_type=Path))
def load(file: Path) -> None:
    """Store a book (txt, docx or xlsx): all of it, or nothing when there is any error."""
    data = file.read_bytes()
    book = read_targets(data)
    digest = hashlib.sha256(data).hexdigest()
    with database() as session:
        changed = transact(session, lambda: load_book(session, SYSTEM, book=book, digest=digest, now=now()))
    if not changed:
        click.echo(f"{book.year}: this file is loaded already, nothing changed.")
        return
    rows = sum(len(project.indicators) for project in book.projects)
    click.echo(f"{book.year}: {len(book.projects)} projects, {rows} indicators.")
