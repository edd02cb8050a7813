"""What a copy says of itself: of which program, when, on which engine, and what must be found in it."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sspedu.errors import Conflict

NAME = "manifest.json"
FORMAT = 1
BLOCK = 1 << 20


class Refused(Conflict):
    """A copy cannot be made, trusted or put back. Says why in Danish."""


@dataclass(frozen=True, slots=True)
class TableDigest:
    """How many rows a table has, and a hash of them all, whatever their order."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a database holds: its migration, and a digest of each table."""

    migration: str
    tables: Mapping[str, TableDigest]

    def differing(self, other: "Content") -> list[str]:
        """Return the tables that are not equal in both."""
        return sorted(name for name in {*self.tables, *other.tables} if self.tables.get(name) != other.tables.get(name))


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is known of a copy. `made_at` is the moment of the snapshot."""

    version: str
    engine: str
    made_at: datetime
    file: str
    bytes: int
    sha256: str
    content: Content


def digest_rows(rows: Iterable[bytes]) -> TableDigest:
    """Hash rows in whatever order they come: a sum of hashes knows no order, and tells a row that is there twice from one."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(row).digest())
    return TableDigest(count, f"{total % (1 << 256):064x}")


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    for block in _blocks(path):
        digest.update(block)
    return digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it into the copy's folder."""
    values = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    (folder / NAME).write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read it. Raises `Refused` if it is missing, not one of ours, or its file is not as it was written."""
    try:
        manifest = _parse(json.loads((folder / NAME).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise Refused(f"Mappen {folder} er ikke en sikkerhedskopi: filen {NAME} mangler.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"Sikkerhedskopien kan ikke bruges: {NAME} kan ikke læses. Brug en anden kopi.") from None
    file = folder / manifest.file
    if file.parent != folder or not file.is_file():
        raise Refused(f"Sikkerhedskopien kan ikke bruges: filen {manifest.file} mangler. Brug en anden kopi.")
    if file.stat().st_size != manifest.bytes or hash_of(file) != manifest.sha256:
        raise Refused(f"Sikkerhedskopien kan ikke bruges: filen {manifest.file} er ændret eller afkortet. Brug en anden kopi.")
    return manifest


def _parse(values: dict[str, object]) -> Manifest:
    if values.pop("format") != FORMAT:
        raise ValueError("another format")
    content = values.pop("content")
    if not isinstance(content, dict):
        raise TypeError("no content")
    tables = {str(name): TableDigest(int(table["rows"]), str(table["sha256"])) for name, table in content["tables"].items()}
    return Manifest(
        version=str(values["version"]),
        engine=str(values["engine"]),
        made_at=datetime.fromisoformat(str(values["made_at"])),
        file=str(values["file"]),
        bytes=int(str(values["bytes"])),
        sha256=str(values["sha256"]),
        content=Content(str(content["migration"]), tables),
    )
