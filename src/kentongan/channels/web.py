"""The web form as a channel: what was typed becomes one `Submission`."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4, uuid5

from kentongan.accounts.vault import PersonalData
from kentongan.channels import addressee
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.services.submit import Submission

EXACT = 5  # decimals of a degree: one metre; more would only pretend


def parse(
    given: Mapping[str, Any],
    *,
    language: str,
    user_id: int | None,
    channel: Channel = Channel.WEB,
) -> Submission:
    """The submission in the cleaned fields of the form.

    Its key is the page's key and the text together: pressed twice it is one complaint, but another
    report written on the same page (the browser's way back) is never taken for the first.
    """
    contact, key = given["contact"], given["key"]
    lat, lng = given["lat"], given["lng"]
    is_placed = lat is not None and lng is not None
    return Submission(
        text=given["text"],
        channel=channel,
        idempotency_key=uuid5(key, _plain(given["text"])) if key else uuid4(),
        kind=Kind(given["kind"]),
        wish=given["wish"],
        happened_on=given["happened_on"],
        area_code=given["area_code"] or None,
        landmark=given["landmark"],
        lat=round(lat, EXACT) if is_placed else None,
        lng=round(lng, EXACT) if is_placed else None,
        institution=addressee.institution(given["institution"]),
        is_anonymous=not given["show_name"],
        is_secret=given["is_secret"],
        personal=PersonalData(
            name=given["name"],
            on_behalf_of=given["on_behalf_of"],
            email=contact if "@" in contact else "",
            phone="" if "@" in contact else contact,
        ),
        reporter_user_id=user_id,
        files=given["photos"],
        language=language,
    )


def _plain(text: str) -> str:
    """The same text from a form and from a script, which end their lines differently."""
    return "\n".join(text.splitlines())
