"""Patterns that stand for names of a store."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.patterns import fits, vagueness


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("", "anything"),
        ("", ""),
        ("*", ""),
        ("Tip", "tip"),
        ("Tip", "  TIP "),
        ("tip*", "Tip for the driver"),
        ("*surcharge*", "3.2 % Surcharge (card)"),
        ("Gift  card *", "gift card ABC-1"),
        ("a*b*c", "a--b--c"),
        ("Straße*", "STRASSE 5"),
        ("(x) [y]*", "(X) [Y] z"),
        ("*end", "line\nend"),
        ("fee *", "Fee"),
        ("* fee", "Fee"),
        ("a * b", "a b"),
        ("a * b", "a x b"),
    ],
)
def test_fits(pattern, text):
    assert fits(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Tip", "Tips"),
        ("Tip", ""),
        ("tip*", "A tip"),
        ("a.c", "abc"),
        ("a*b", "ab c"),
        ("fee *", "Feed"),
        ("a * b", "ab"),
        ("a *b", "axb"),
        ("[a-z]", "b"),
    ],
)
def test_does_not_fit(pattern, text):
    assert not fits(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "open_part"),
    [("Tip", 0), ("Tip*", 1), ("*a*", 1), ("*", 2), (" ** ", 2), ("", 2), (None, 2)],
)
def test_vagueness(pattern, open_part):
    assert vagueness(pattern) == open_part


@given(st.text())
def test_every_text_fits_itself(text):
    assert fits(text, text)


texts = st.text() | st.text(alphabet="ab* \r")


@given(texts, texts, texts)
def test_a_star_stands_for_whatever_is_between(before, between, after):
    assert fits(f"{before}*{after}", f"{before}{between}{after}")
