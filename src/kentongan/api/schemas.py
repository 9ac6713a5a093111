"""The shape of what machines send and read. Whether a step is allowed is for the services to say."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AfterValidator, field_validator

from kentongan.common import clock
from kentongan.common.phone import read_phone
from kentongan.complaints.choices import Kind
from kentongan.organizations import gazetteer

SHORTEST = 20
# Halves of a character and NUL: no database stores them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    if _UNSTORABLE.search(text):
        raise ValueError(_("The text holds characters that cannot be stored."))
    return text.strip()


def _says_something(text: str) -> str:
    if len(text) < SHORTEST:
        raise ValueError(_("This is too short. Write at least %(n)s letters.") % {"n": SHORTEST})
    return text


Text = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[datetime, AfterValidator(timezone.localtime)]  # the same offset at all times


class Contact(Schema):
    """Who reports; all of it may be left out."""

    name: Text = Field("", max_length=80)
    email: Text = Field("", max_length=120, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")
    phone: Text = Field("", max_length=30)

    @field_validator("phone")
    @classmethod
    def _read_phone(cls, typed: str) -> str:
        if not typed:
            return ""
        phone = read_phone(typed)
        if phone is None:
            raise ValueError(_("This is no telephone number."))
        return phone


class ComplaintIn(Schema):
    """A report as a machine files it for a person."""

    text: Annotated[str, AfterValidator(_storable), AfterValidator(_says_something)] = Field(
        max_length=4000, description="What, where, since when: 20 letters or more"
    )
    kind: Kind = Kind.COMPLAINT
    wish: Text = Field("", max_length=1000)
    happened_on: date | None = None
    area_code: str = Field("", max_length=13, description="Kemendagri code of village or kecamatan")
    landmark: Text = Field("", max_length=200)
    lat: float | None = Field(None, ge=-90, le=90)
    lng: float | None = Field(None, ge=-180, le=180)
    institution: Text = Field("", max_length=60, description="Empty: the desk decides")
    is_anonymous: bool = Field(True, description="Hide the name from the public and the office")
    is_secret: bool = Field(False, description="Keep the content from the public")
    contact: Contact | None = None

    @field_validator("area_code")
    @classmethod
    def _is_a_place(cls, code: str) -> str:
        if code and code not in gazetteer.all_places():
            raise ValueError(_("No village or kecamatan has this code."))
        return code

    @field_validator("happened_on")
    @classmethod
    def _is_not_ahead(cls, day: date | None) -> date | None:
        if day and day > clock.today():
            raise ValueError(_("This date is in the future."))
        return day


class ReceiptOut(Schema):
    """What UU 25/2009 art. 44 owes the reporter. The PIN is told here only."""

    number: str
    pin: str
    submitted_at: Moment
    forwarded_by: Moment | None = None
    answered_by: Moment | None = None
    url: str


class EventOut(Schema):
    """One step that the reporter may read."""

    at: Moment
    action: str
    status: str
    office: str = ""
    text: str = ""


class ComplaintOut(Schema):
    """Where a complaint stands."""

    number: str
    status: str
    status_label: str
    kind: str
    submitted_at: Moment
    institution: str = ""
    unit: str = ""
    due_at: Moment | None = None
    answered_by: Moment | None = None
    is_secret: bool
    is_anonymous: bool
    events: list[EventOut]


class Refusal(Schema):
    """Why it was not done, in a sentence."""

    detail: str | list[dict[str, Any]]
