"""Text as WordPress cleans it: slugs, stripped tags, encoded entities, paragraphs."""

import html
import re
import unicodedata
from urllib.parse import quote

_SPECIAL_LETTERS = str.maketrans(
    {
        "ß": "s",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "TH",
        "ł": "l",
        "Ł": "L",
        "ı": "i",
        "ª": "a",
        "º": "o",
        "€": "E",
        "£": "",
    }
)
_DASH_LIKE = re.compile("[\u00a0\u2013\u2014\u2011/]")
_DROPPED = re.compile(
    "[\u00a1\u00bf\u00ab\u00bb\u2039\u203a\u2018\u2019\u201c\u201d\u201a\u201b\u201e"
    "\u201f\u2022\u00a9\u00ae\u00b0\u2026\u2122\u00b4\u02ca\u200b-\u200f]"
)
_ENTITY = re.compile(
    r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)"
)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
_BLOCK = (
    "address|article|aside|blockquote|details|div|dl|dd|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|"
    "thead|tr|ul"
)
_INLINE_TAGS = frozenset(
    "a abbr acronym b blockquote cite code del em i q s strike strong".split()
)
_POST_TAGS = _INLINE_TAGS | frozenset(
    "address article aside bdi bdo big br button caption col colgroup dd details dfn "
    "div dl dt fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup "
    "hr img ins kbd label legend li main map mark menu nav object ol p pre rp rt ruby "
    "samp section small span sub summary sup table tbody td textarea tfoot th thead "
    "title tr track tt u ul var video audio area".split()
)


def slug(text: str) -> str:
    """Return the slug of a title: lower case, dashes, the rest percent-encoded."""
    text = re.sub(r"&[A-Za-z0-9#]+;", "", remove_accents(strip_tags(text)).lower())
    text = _DROPPED.sub("", _DASH_LIKE.sub("-", text)).replace("\u00d7", "x")
    text = text.replace(".", "-")
    text = re.sub(r"[^\w\s%-]|_(?!\w)", "", _encode_non_ascii(text), flags=re.ASCII)
    return re.sub(r"-+", "-", re.sub(r"\s+", "-", text)).strip("-")


def remove_accents(text: str) -> str:
    """Replace accented Latin letters by plain ones; other scripts stay."""
    text = text.translate(_SPECIAL_LETTERS)
    return "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if parts[0].isascii() and parts[0].isalpha() else letter


def _encode_non_ascii(text: str) -> str:
    return "".join(
        letter if letter.isascii() else quote(letter).lower() for letter in text
    )


def strip_tags(text: str) -> str:
    """Remove tags; scripts and styles with what they hold."""
    text = re.sub(r"(?is)<(script|style)[^>]*>.*?</\1>", "", text)
    return _TAG.sub("", text)


def clean_line(text: str) -> str:
    """Clean one line of plain text (WordPress's ``sanitize_text_field``)."""
    if "<" in text:
        text = strip_tags(_escape_unclosed(text))
    text = re.sub(r"[\r\n\t ]+", " ", text)
    while re.search(r"%[a-fA-F0-9]{2}", text):
        text = re.sub(r"%[a-fA-F0-9]{2}", "", text)
    return text.strip()


def _escape_unclosed(text: str) -> str:
    """Escape what begins as a tag and does not end before the next one begins."""

    def escape(part: re.Match) -> str:
        if ">" in part.group():
            return part.group()
        return html.escape(html.unescape(part.group())).replace("&#x27;", "&#039;")

    return re.sub(r"<[^>]*?(?:(?=<)|>|$)", escape, text)


def encode_entities(text: str) -> str:
    """Encode the ampersands that do not begin an entity; numbers get three digits."""
    text = _ENTITY.sub("&amp;", text)
    return re.sub(r"&#0*(\d+);", lambda match: f"&#{match.group(1):0>3};", text)


def filter_html(text: str, allowed: frozenset[str] = _POST_TAGS) -> str:
    """Remove the tags that a post may not have, keeping what they hold."""
    text = encode_entities(_escape_unclosed(text))
    return _TAG.sub(lambda tag: _filtered_tag(tag, allowed), text)


def filter_inline_html(text: str) -> str:
    """Keep only the tags that a comment may have, as term descriptions do."""
    return filter_html(text, _INLINE_TAGS)


def _filtered_tag(tag: re.Match, allowed: frozenset[str]) -> str:
    if tag.group(1).lower() not in allowed:
        return ""
    attributes = re.sub(r"\son\w+\s*=\s*(\"[^\"]*\"|'[^']*'|\S+)", "", tag.group(2))
    opening = "</" if tag.group(0).startswith("</") else "<"
    return f"{opening}{tag.group(1)}{attributes}>"


def term_name(text: str) -> str:
    """Return the name of a category, tag or attribute value as it is stored."""
    return encode_entities(clean_line(text))


def paragraphs(text: str) -> str:
    """Wrap text into paragraphs (WordPress's ``wpautop``, for plain structures)."""
    if not text.strip():
        return ""
    text = re.sub(r"\r\n?", "\n", text) + "\n"
    text = re.sub(rf"(<(?:{_BLOCK})[\s/>])", r"\n\n\1", text)
    text = re.sub(rf"(</(?:{_BLOCK})>)", r"\1\n\n", text)
    pieces = [piece.strip("\n") for piece in re.split(r"\n\s*\n", text)]
    return "".join(f"{_paragraph(piece)}\n" for piece in pieces if piece.strip())


def _paragraph(piece: str) -> str:
    if re.match(rf"\s*</?(?:{_BLOCK})[\s/>]", piece):
        return piece
    broken = re.sub(r"(?<!<br />)\s*\n", "<br />\n", piece)
    return f"<p>{broken}</p>"


def without_paragraphs(text: str) -> str:
    """Undo ``paragraphs`` for texts that are nothing but paragraphs."""
    pieces = re.findall(r"<p>(.*?)</p>\n", text, re.DOTALL)
    if "".join(f"<p>{piece}</p>\n" for piece in pieces) != text:
        return text
    return "\n\n".join(piece.replace("<br />\n", "\n") for piece in pieces)
