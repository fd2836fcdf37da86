"""The mirror of this machine is found in every form that apt knows."""

import pytest

from tests.environment.apt_sources import (
    Source,
    debian_mirror,
    one_line_sources,
    stanza_sources,
)

STANZAS = """\
# What the Debian image ships.
Types: deb
# http://snapshot.example/archive/20250520T000000Z
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb deb-src
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""


def test_stanzas_give_one_source_for_each_suite():
    assert [source.suite for source in stanza_sources(STANZAS)] == [
        "bookworm",
        "bookworm-updates",
        "bookworm-security",
    ]


def test_a_stanza_keeps_its_key():
    first = next(stanza_sources(STANZAS))
    assert first == Source(
        "http://mirror.example/debian",
        "bookworm",
        ("main", "contrib"),
        "/usr/share/keyrings/debian-archive-keyring.gpg",
    )


@pytest.mark.parametrize(
    "change", [("Types: deb\n", "Types: deb-src\n"), ("Suites", "Enabled: no\nSuites")]
)
def test_a_stanza_without_binaries_or_switched_off_is_left_out(change):
    stanza = STANZAS.split("\n\n")[0].replace(*change)
    assert list(stanza_sources(stanza)) == []


def test_a_key_inside_the_stanza_is_not_a_file():
    stanza = (
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n"
        "Components: main\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQ\n"
    )
    assert [source.signed_by for source in stanza_sources(stanza)] == [None]


@pytest.mark.parametrize(
    ("line", "source"),
    [
        (
            "deb http://mirror.example/debian bookworm main",
            Source("http://mirror.example/debian", "bookworm", ("main",)),
        ),
        (
            "deb [arch=amd64 signed-by=/k.gpg] http://m.example/d sid main # ours",
            Source("http://m.example/d", "sid", ("main",), "/k.gpg"),
        ),
    ],
)
def test_one_line_form(line, source):
    assert list(one_line_sources(line)) == [source]


@pytest.mark.parametrize("line", ["# deb http://m/d s main", "deb-src http://m/d s m"])
def test_other_lines_are_left_out(line):
    assert list(one_line_sources(line)) == []


def test_the_mirror_is_debians_and_not_its_security_archive(tmp_path):
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (parts / "a-vendor.list").write_text("deb http://vendor.example/ stable-1 main\n")
    security, main = STANZAS.split("\n\n")[::-1]
    (parts / "b-security.sources").write_text(security)
    (parts / "c-debian.sources").write_text(main)
    (parts / "d.sources.disabled").write_text(main.replace("mirror", "disabled"))
    assert debian_mirror(tmp_path).address == "http://mirror.example/debian"


def test_a_machine_without_debian_has_no_mirror(tmp_path):
    (tmp_path / "sources.list").write_text(
        "deb http://archive.example/ubuntu noble main universe\n"
    )
    assert debian_mirror(tmp_path) is None
