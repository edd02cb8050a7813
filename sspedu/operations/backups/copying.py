"""Make a copy, and put one back: the same steps on both engines."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from sqlalchemy import make_url

from sspedu.operations.backups import postgresql, sqlite
from sspedu.operations.backups.manifest import NAME, Content, Manifest, Refused, hash_of, read_manifest, write_manifest
from sspedu.operations.release import version

# A worker that runs while a copy is put back says so at once; that is no fault of the copy.
LIVELY = frozenset({"worker_beat"})


def make(database: str, folder: Path, *, now: datetime) -> Manifest:
    """Copy the database (an address of SQLAlchemy's) into a new folder, and verify it. Raises `Refused`, having left nothing."""
    if folder.exists():
        raise Refused(f"{folder} findes allerede. En sikkerhedskopi skriver aldrig oven i noget: Vælg et nyt navn.")
    folder = folder.absolute()
    with _told(), _unfinished(folder) as part:
        engine = _engine(database)
        file = part / (sqlite.FILE if engine == "sqlite" else postgresql.FILE)
        file.touch(mode=0o600)
        content = sqlite.copy(_path(database), file) if engine == "sqlite" else postgresql.copy(_plain(database), file)
        manifest = Manifest(version(), engine, now, file.name, file.stat().st_size, hash_of(file), content)
        write_manifest(manifest, part)
        _verify(database, part)
        for path in (file, part / NAME, part):
            _flush(path)
        # Whoever sees the folder sees all of it.
        part.rename(folder)
        _flush(folder.parent)
    return manifest


def check(database: str, folder: Path) -> Manifest:
    """Verify a copy without touching the database. Raises `Refused`."""
    with _told():
        return _verify(database, folder.absolute())


def put_back(database: str, folder: Path, *, replace: bool, known_migrations: frozenset[str]) -> Manifest:
    """Verify a copy, put it where the database is, and compare again. Raises `Refused`; before the comparison nothing is changed then."""
    with _told():
        folder = folder.absolute()
        manifest = _verify(database, folder)
        if manifest.content.migration not in known_migrations:
            raise Refused(f"Sikkerhedskopien er fra en nyere udgave (migration {manifest.content.migration}). Gendan den med den udgave.")
        if not replace and not _is_empty(database):
            raise Refused("Databasen er ikke tom. Skal alt i den erstattes af kopien og gå tabt, så tilføj --replace.")
        found = _put_back(database, folder / manifest.file)
        differing = [name for name in found.differing(manifest.content) if name not in LIVELY]
        if differing:
            raise Refused(
                f"Databasen er ikke som kopien ({', '.join(differing)}). Skrev nogen imens? Stop webserveren og arbejderen, og gendan igen."
            )
    return manifest


def _verify(database: str, folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest.engine != _engine(database):
        raise Refused(f"Sikkerhedskopien er fra {manifest.engine}, og databasen her er {_engine(database)}. De to kan ikke blandes.")
    if manifest.engine == "sqlite":
        sqlite.verify(folder / manifest.file, manifest.content)
    else:
        postgresql.verify(_plain(database), folder / manifest.file, manifest.content)
    return manifest


def _is_empty(database: str) -> bool:
    return sqlite.is_empty(_path(database)) if _engine(database) == "sqlite" else postgresql.is_empty(_plain(database))


def _put_back(database: str, file: Path) -> Content:
    if _engine(database) == "sqlite":
        return sqlite.put_back(file, _path(database))
    return postgresql.put_back(_plain(database), file)


def _engine(database: str) -> str:
    return make_url(database).get_backend_name()


def _path(database: str) -> Path:
    return Path(make_url(database).database or "")


def _plain(database: str) -> str:
    """Return the address as PostgreSQL's own programs understand it."""
    return make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """Give a folder beside the one that is wanted, and take it away if it does not become that one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(mkdtemp(prefix=f".{folder.name}-", suffix=".part", dir=folder.parent))
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _told() -> Iterator[None]:
    """Say in Danish what a disk or a database had against it."""
    try:
        yield
    except (sqlite3.Error, psycopg.Error) as error:
        raise Refused(f"Databasen svarede med en fejl: {(str(error).splitlines() or [''])[0][:300]}") from None
    except OSError as error:
        raise Refused(f"Det kunne ikke skrives eller læses: {error.strerror} ({error.filename}).") from None


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
