"""The folder where everything built by the set-up is kept between runs."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .console import say


def cache_folder() -> Path:
    """Return the cache folder: ``WOO_CACHE``, else a folder of the user's cache."""
    chosen = os.environ.get("WOO_CACHE")
    if chosen:
        return Path(chosen).expanduser().resolve()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).resolve() / "woo_connector"


def description_file(checkout: Path) -> Path:
    """Return the file that says where everything for this checkout is.

    Several checkouts share the cache, but each has an addon of its own.
    """
    return cache_folder() / "checkouts" / f"{key_of(str(checkout))}.json"


def key_of(*inputs: object) -> str:
    """Return a short name for ``inputs``: equal inputs give equal names."""
    text = json.dumps(inputs, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def key_of_files(files: Iterable[Path], root: Path) -> str:
    """Return a short name for the relative names and contents of ``files``."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root)}\0{content}\n".encode())
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time do what is called ``name``; others wait."""
    folder = cache_folder() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"    another run is busy with {name}: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def folder_once(
    folder: Path, key: str, build: Callable[[Path], None], *, in_place: bool = False
) -> bool:
    """Build ``folder`` unless it is there, complete, and built from ``key``.

    A folder half built is thrown away and built again: its mark is written last.

    :param in_place: the content refers to its own path (a virtual environment), so
        it cannot be built beside and renamed.
    :return: whether anything was built.
    """
    mark = folder / ".complete"
    if mark.is_file() and mark.read_text() == key:
        return False
    target = folder if in_place else folder.with_name(folder.name + ".partial")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    build(target)
    (target / ".complete").write_text(key)
    if not in_place:
        shutil.rmtree(folder, ignore_errors=True)
        target.rename(folder)
    return True


def write_json(file: Path, content: object) -> None:
    """Write ``content`` so that a reader sees the old or the new file, never half."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    partial.write_text(json.dumps(content, indent=2) + "\n")
    partial.replace(file)
