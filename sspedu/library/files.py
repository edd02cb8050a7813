"""Content trees on disk: read with a limit, written byte for byte."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from sspedu.errors import N_, Invalid

Files = Mapping[str, bytes]

MAX_FILE_BYTES = 5_000_000
MAX_TREE_BYTES = 500_000_000


def read_tree(folder: Path) -> dict[str, bytes]:
    """Read every file of a content folder under its path within it.

    Hidden files are passed over. Raises `Invalid` if the folder is missing or a file, or all of them, are too large.
    """
    if not folder.is_dir():
        raise Invalid("folder", N_("Mappen %(folder)s findes ikke."), folder=folder)
    files: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or not path.is_file() or path.is_symlink():
            continue
        total += path.stat().st_size
        if path.stat().st_size > MAX_FILE_BYTES or total > MAX_TREE_BYTES:
            raise Invalid("folder", N_("%(path)s er for stor: en fil må fylde 5 MB og en hel mappe 500 MB."), path=name)
        files[name] = path.read_bytes()
    return files


def write_tree(files: Files, folder: Path) -> None:
    """Write the files below a folder that is empty or not there yet. Raises `Invalid` otherwise: nothing is ever overwritten."""
    if folder.exists() and any(folder.iterdir()):
        raise Invalid("folder", N_("Mappen %(folder)s er ikke tom. Vælg en ny: der overskrives aldrig noget."), folder=folder)
    root = folder.resolve()
    for name, content in files.items():
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise Invalid("folder", N_("%(path)s peger ud af mappen."), path=name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def hash_bytes(content: bytes) -> str:
    """Return the hash under which a file's content is kept."""
    return hashlib.sha256(content).hexdigest()


def hash_files(files: Files) -> str:
    """Return the hash of a set of files: of every name and content, in order of the names."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hash_bytes(files[name]).encode() + b"\n")
    return digest.hexdigest()


def register_files(files: Files) -> dict[str, bytes]:
    """Pick the files of the registers: those at the top of the tree, and the situations of the drill."""
    return {name: content for name, content in files.items() if "/" not in name or name.startswith("drill/")}


def module_names(files: Files) -> frozenset[str]:
    """Return the names of the folders that hold a module. The checker holds each to its module's id."""
    return frozenset(name.split("/")[1] for name in files if name.startswith("modules/") and name.count("/") >= 2)


def module_files(files: Files, module_id: str) -> dict[str, bytes]:
    """Pick the files of one module."""
    return {name: content for name, content in files.items() if name.startswith(f"modules/{module_id}/")}
