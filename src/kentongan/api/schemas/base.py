"""What all schemas share: texts that can be stored, moments in local time, the problem."""

import re
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AfterValidator, BaseModel, BeforeValidator, Strict

# Halves of a character and NUL: no database stores them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST = 5000


def storable(text: str) -> str:
    """`text` without white space around it; refused when no database can hold it."""
    if _UNSTORABLE.search(text):
        raise ValueError(_("The text holds characters that cannot be stored."))
    return text.strip()


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError(_("Write the text."))
    return text


Text = Annotated[str, AfterValidator(storable)]
Words = Annotated[
    str,
    AfterValidator(storable),
    AfterValidator(_not_empty),
    Field(min_length=1, max_length=LONGEST),
]
Moment = Annotated[datetime, AfterValidator(timezone.localtime)]  # the same offset at all times
Files = Annotated[
    list[UUID],
    Field(default_factory=list, max_length=10, description="Ids of complete uploads; each once"),
]


class In(BaseModel):
    """A body that comes in. Not ninja's own Schema, which takes any object for a mapping."""


def _as_text(given: object) -> object:
    if not isinstance(given, str):
        raise ValueError(_("This must be a date, for example 2026-11-28."))
    return given


def _as_day(given: object) -> object:
    """In an address everything is a text: a number there would be taken for seconds since 1970."""
    if isinstance(given, str) and given.lstrip("+-").replace(".", "", 1).isdigit():
        raise ValueError(_("This must be a date, for example 2026-11-28."))
    return given


# JSON has true, numbers and texts of its own: none is guessed from another.
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Day = Annotated[date, BeforeValidator(_as_text)]
AskedDay = Annotated[date, BeforeValidator(_as_day)]


class FieldFault(Schema):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(Schema):
    """RFC 9457. `detail` is a sentence for a person, in the language of the request."""

    type: str = Field("about:blank", description="Always about:blank: `status` says the kind")
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["Something is missing or wrong: see “errors”."])
    code: str = Field("", description="For programs: changed, refused, key_used, offset")
    errors: list[FieldFault] = Field(default_factory=list)
