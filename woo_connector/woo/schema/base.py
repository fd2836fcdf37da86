"""The kinds of field WooCommerce's JSON is made of, and the base of every payload.

WooCommerce is loose with types: an id may be a string, a missing number is "", a price
is a float of 16 digits, a name is HTML-encoded. Each looseness is met once, here.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from ..errors import RejectedError

if TYPE_CHECKING:
    from typing_extensions import Self

# Tags that editors put into names and plugins into values. Any other text between
# brackets is text: a shop may sell a "cable <2 m>".
_BLOCK_TAG = re.compile(r"</?(?:br|div|li|ol|p|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|code|del|em|i|img|ins|mark|s|small|span|strong|sub|sup|u)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# With the semicolon only: "R&D&copy" is a name, not a copyright sign.
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")

# MySQL's date 0000-00-00, as it is and as PHP writes it: -0001-11-30.
_NO_DATE = ("0000-", "-0001-")

_YES = frozenset({"1", "yes", "true", "on"})

# What JSON can carry and PostgreSQL cannot: NUL, and halves of characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """Decoded JSON without the characters that no database takes.

    PHP marks what an object keeps for itself by NULs, also as keys of meta data.
    """
    if isinstance(value, Mapping):
        return {storable(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    return _UNSTORABLE.sub("", value) if isinstance(value, str) else value


def is_nothing(value: Any) -> bool:
    """PHP writes nothing as null, false, "", `[]` or `{}`, as it happens."""
    return value is None or value is False or value in ("", [], {})


def _number(value: Any) -> Decimal | None:
    """A number in any of WooCommerce's spellings; None for nothing."""
    if is_nothing(value):
        return None
    if isinstance(value, bool):
        raise ValueError("a number is due, not true or false")
    try:
        # By way of text: Decimal(0.1) would carry the float's binary tail along.
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError("not a number") from None
    if not number.is_finite():
        raise ValueError("not a finite number")
    return number


def _amount(value: Any) -> Decimal:
    return _number(value) or Decimal(0)


def _identifier(value: Any) -> int:
    number = _number(value) or Decimal(0)
    if number != number.to_integral_value():
        raise ValueError("not a whole number")
    return int(number)


def rate_number(value: Any) -> int:
    """The number of a tax rate; below 0 where the store has none.

    Services that compute taxes name their rates by a code, such as AvaTax
    "AVATAX-MI-STATE-TAX". The same code always becomes the same number.
    """
    try:
        return _identifier(value)
    except ValueError:
        if not isinstance(value, str):
            raise
        return ~(zlib.crc32(value.strip().encode()) & 0x7FFFFFFF)


def _string(value: Any) -> str:
    if is_nothing(value):
        return ""
    if isinstance(value, (Mapping, list, tuple)):
        raise ValueError("text is due, not a structure")
    return _UNSTORABLE.sub("", str(value))


def _decoded(value: Any) -> str:
    text = _string(value)
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text).strip()


def plain_text(value: Any) -> str:
    """Text for a document, on one line: without tags and entities.

    Tags go first: what becomes a tag by decoding was written to be read.
    """
    text = _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", _string(value)))
    return " ".join(_decoded(text).split())


def _moment(value: Any) -> datetime | None:
    """A date of a `*_gmt` field: written without zone, meant as UTC."""
    if is_nothing(value):
        return None
    if not isinstance(value, (str, datetime)):
        raise ValueError("not a date")
    if isinstance(value, str):
        if value.strip().startswith(_NO_DATE):
            return None
        value = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    if value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    try:
        return value.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError("not a date that a calendar has") from None


def readable_moment(value: Any) -> datetime | None:
    """A date of a `*_gmt` field; None where it is absent or none at all."""
    try:
        return _moment(value)
    except ValueError:
        return None


def listed(value: Any) -> Any:
    """The list that a value stands for, without entries that are nothing.

    A list of which a plugin removed an entry is an object of numbers: {"1": …}. Others
    give each entry a name.
    """
    if is_nothing(value):
        return []
    if isinstance(value, Mapping) and (
        all(str(key).isdigit() for key in value)
        or all(isinstance(inner, Mapping) for inner in value.values())
    ):
        value = list(value.values())
    if isinstance(value, list):
        return [entry for entry in value if not is_nothing(entry)]
    return value


def objects(value: Any) -> list[Any]:
    """The objects among what a plugin has put into a list that decides nothing."""
    value = listed(value)
    entries = value if isinstance(value, list) else []
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _mapping(value: Any) -> Any:
    return {} if is_nothing(value) else value


def flag(value: Any) -> bool:
    """Whether it is true in one of PHP's spellings; anything else is not."""
    if isinstance(value, str):
        return value.strip().lower() in _YES
    return value in (True,)


def _side(reader: Callable[[Any], Any], otherwise: Any) -> BeforeValidator:
    """Read a field that decides nothing: unreadable, it must keep no order out."""

    def read(value: Any) -> Any:
        try:
            return reader(value)
        except ValueError:
            return otherwise

    return BeforeValidator(read)


#: Money or a quantity; nothing is 0, see `is_nothing`.
Amount = Annotated[Decimal, BeforeValidator(_amount)]
#: A number that may be absent; nothing is None.
OptionalAmount = Annotated[Decimal | None, BeforeValidator(_number)]
#: Id of an object in the store; 0 and nothing mean "none" and become 0.
Identifier = Annotated[int, BeforeValidator(_identifier)]
#: A tax rate's, see `rate_number`.
RateNumber = Annotated[int, BeforeValidator(rate_number)]
#: Text exactly as sent; nothing is "".
Text = Annotated[str, BeforeValidator(_string)]
#: Text for people: HTML entities decoded, outer blanks removed.
DecodedText = Annotated[str, BeforeValidator(_decoded)]
#: Text for a document: tags gone, too; a name may be written <i>in italics</i>.
PlainText = Annotated[str, BeforeValidator(plain_text)]
#: A moment, aware, in UTC; absent is None.
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
#: Yes or no; what is neither is no.
Flag = Annotated[bool, BeforeValidator(flag)]

#: Fields that decide nothing, as if absent where they are unreadable.
SideAmount = Annotated[Decimal, _side(_amount, Decimal(0))]
SideOptionalAmount = Annotated[Decimal | None, _side(_number, None)]
SideIdentifier = Annotated[int, _side(_identifier, 0)]
SideText = Annotated[str, _side(_string, "")]
SideDecodedText = Annotated[str, _side(_decoded, "")]
SideMoment = Annotated[datetime | None, BeforeValidator(readable_moment)]

_Item = TypeVar("_Item")
#: A list that may also come as nothing or an object, see `listed`.
Many = Annotated[tuple[_Item, ...], BeforeValidator(listed)]
#: A list of objects that decides nothing: what is no object is left out.
SideMany = Annotated[tuple[_Item, ...], BeforeValidator(objects)]
#: An object that may also come as nothing.
Filled = Annotated[_Item, BeforeValidator(_mapping)]


class Payload(BaseModel):
    """Base of all payloads: immutable, unknown fields ignored.

    Field names are WooCommerce's own; dates are read from their `*_gmt` twin.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    @classmethod
    def parse(cls, data: Any) -> Self:
        """The typed object of a JSON answer.

        :param data: decoded JSON, as `Client` returns it
        :raise RejectedError: when a field is not what WooCommerce promises. The message
            names the field's path and never its value, which may be personal.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            path = ".".join(map(str, first["loc"])) or "the whole answer"
            message = (
                f"The store's {cls.__name__} is unreadable at {path}: {first['msg']}"
            )
        # Outside the handler, so that no traceback carries the payload along.
        raise RejectedError(message, code="unreadable_payload")


class Meta(Payload):
    """One `meta_data` entry; the value is any JSON the plugin that wrote it liked."""

    id: SideIdentifier = 0
    key: SideText = ""
    value: Any = None
    display_key: SideDecodedText = ""
    display_value: Any = None
