"""Reads the machine's apt sources, to find a Debian mirror that it can reach.

No mirror's address is written in this project: companies and build machines have
their own, and the one that the machine already uses is the one that works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APT_FOLDER = Path("/etc/apt")
DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
DEBIAN_SUITES = frozenset(
    ["bookworm", "trixie", "forky", "sid", "oldstable", "stable", "testing", "unstable"]
)


@dataclass(frozen=True)
class Source:
    """One place to get packages from."""

    address: str
    suite: str
    components: tuple[str, ...]
    signed_by: str | None = None


def debian_mirror(folder: Path = APT_FOLDER) -> Source | None:
    """Return a source of Debian itself (not security, not backports), if any."""
    for source in sources(folder):
        if source.suite in DEBIAN_SUITES and "main" in source.components:
            return source
    return None


def sources(folder: Path = APT_FOLDER) -> Iterator[Source]:
    """Yield every enabled binary source of this machine, in apt's order."""
    files = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    for file in files:
        if not file.is_file():
            continue
        if file.suffix == ".list":
            yield from one_line_sources(file.read_text(errors="replace"))
        elif file.suffix == ".sources":
            yield from stanza_sources(file.read_text(errors="replace"))


ONE_LINE = re.compile(
    r"^deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(?P<address>\S+)\s+(?P<suite>\S+)\s*"
    r"(?P<components>[^#]*)"
)


def one_line_sources(text: str) -> Iterator[Source]:
    """Yield the sources of a ``.list`` file (see sources.list(5), one-line style)."""
    for line in text.splitlines():
        match = ONE_LINE.match(line.strip())
        if not match:
            continue
        options = dict(
            option.split("=", 1)
            for option in (match["options"] or "").split()
            if "=" in option
        )
        yield Source(
            match["address"],
            match["suite"],
            tuple(match["components"].split()),
            options.get("signed-by"),
        )


def stanza_sources(text: str) -> Iterator[Source]:
    """Yield the sources of a ``.sources`` file (sources.list(5), deb822 style)."""
    for stanza in re.split(r"\n\s*\n", text):
        fields = _fields(stanza)
        if "deb" not in fields.get("types", "").split():
            continue
        if fields.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        for address in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield Source(
                    address,
                    suite,
                    tuple(fields.get("components", "").split()),
                    _key_file(fields.get("signed-by")),
                )


def _fields(stanza: str) -> dict[str, str]:
    """Return the fields of one deb822 stanza, names in lower case."""
    fields: dict[str, str] = {}
    name = None
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace() and name:
            fields[name] += "\n" + line.strip()
        elif ":" in line:
            name, value = line.split(":", 1)
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def _key_file(signed_by: str | None) -> str | None:
    """Return the key file; a key written into the source itself is not one."""
    if signed_by and signed_by.startswith("/"):
        return signed_by
    return None
