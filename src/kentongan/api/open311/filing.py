"""POST requests: a form becomes one `Submission`; the same form again on one day is one complaint."""

import hashlib
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kentongan.accounts.vault import PersonalData
from kentongan.api.open311 import catalogue, reading
from kentongan.api.open311.rendering import Fault
from kentongan.api.schemas.base import storable
from kentongan.common import clock
from kentongan.common.phone import read_phone
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.models import Category
from kentongan.complaints.services.submit import Submission
from kentongan.organizations import gazetteer

SPACE = UUID("6a7b0c1e-8f52-5a37-9d1b-2f4c6e8a0b13")
LONGEST = 4000


def submission(request: HttpRequest, *, sender: str) -> Submission:
    """What was sent, or every fault of it at once."""
    given = {name: str(value).strip() for name, value in request.POST.items()}
    institution = reading.institution(given)
    if not given.get("service_code"):
        raise Fault(400, _("service_code is required."))
    category = catalogue.category(given["service_code"])
    asked = reading.attributes(request.POST)
    faults: list[str] = []
    place = _place(given, faults)
    personal = _personal(given, faults)
    text = _text(given, category, faults)
    more = _more(asked, faults)
    if faults:
        raise Fault(400, *faults)
    is_secret = more.pop("is_secret") or category.is_sensitive
    return Submission(
        text=text,
        channel=Channel.API,
        idempotency_key=_key(request, sender),
        category_id=category.pk,
        classification=None,
        institution=institution,
        is_anonymous=not personal.name,
        is_secret=is_secret,
        personal=personal,
        language=get_language() or "id",
        external_id="",
        **place,
        **more,
    )


def _place(given: dict[str, str], faults: list[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"lat": None, "lng": None, "area_code": None, "landmark": ""}
    lat, long = given.get("lat", ""), given.get("long", "")
    if lat or long:
        try:
            place["lat"], place["lng"] = float(lat), float(long)
        except ValueError:
            faults.append(_("lat and long must be numbers."))
        else:
            if not (-90 <= place["lat"] <= 90 and -180 <= place["lng"] <= 180):
                faults.append(_("lat and long must be numbers."))
    if code := given.get("address_id", ""):
        if code not in gazetteer.all_places():
            faults.append(_("address_id must be the Kemendagri code of a village or kecamatan."))
        place["area_code"] = code
    place["landmark"] = _stored(given.get("address_string", ""), faults)[:200]
    if not (lat or long or code or place["landmark"]):
        faults.append(_("Give lat and long, address_string or address_id."))
    return place


def _personal(given: dict[str, str], faults: list[str]) -> PersonalData:
    name = _stored(f"{given.get('first_name', '')} {given.get('last_name', '')}".strip(), faults)
    email, phone = given.get("email", ""), given.get("phone", "")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            faults.append(_("email is no address."))
    read = read_phone(phone) if phone else ""
    if read is None:
        faults.append(_("phone is no telephone number."))
    return PersonalData(name=name[:80], email=email[:120], phone=read or "")


def _text(given: dict[str, str], category: Category, faults: list[str]) -> str:
    text = _stored(given.get("description", ""), faults)
    if len(text) > LONGEST:
        faults.append(_("description may have at most 4,000 characters."))
    if media := given.get("media_url", ""):
        text = f"{text}\n{_stored(media, faults)[:500]}".strip()
    return text or str(category)


def _more(asked: dict[str, list[str]], faults: list[str]) -> dict[str, Any]:
    known = {one["code"] for one in catalogue.attributes()}
    for code in sorted(set(asked) - known):
        faults.append(_("There is no attribute %(code)s.") % {"code": code[:40]})
    kind = (asked.get("kind") or [Kind.COMPLAINT.value])[0]
    if kind not in Kind.values:
        faults.append(_("attribute[kind] has an unknown value."))
        kind = Kind.COMPLAINT.value
    wish = _stored((asked.get("wish") or [""])[0], faults)[:1000]
    is_secret = (asked.get("is_secret") or ["no"])[0] == "yes"
    day = _day((asked.get("happened_on") or [""])[0], faults)
    return {"kind": Kind(kind), "wish": wish, "happened_on": day, "is_secret": is_secret}


def _day(text: str, faults: list[str]) -> date | None:
    if not text:
        return None
    try:
        day = parse_date(text[:10])
    except ValueError:
        day = None
    if day is None or day > clock.today():
        faults.append(_("attribute[happened_on] must be a date that is not in the future."))
    return day


def _stored(text: str, faults: list[str]) -> str:
    try:
        return storable(text)
    except ValueError as fault:
        faults.append(str(fault))
        return ""


def _key(request: HttpRequest, sender: str) -> UUID:
    """Clients have no idempotency key: the same form from the same sender on one day is one."""
    parts = sorted((name, value) for name, value in request.POST.items() if name != "api_key")
    # The server's secret is in it: nobody can compute the key, and with it the PIN.
    text = f"{settings.SECRET_KEY}{sender}{clock.today()}{parts!r}"
    return uuid5(SPACE, hashlib.sha256(text.encode(errors="replace")).hexdigest())
