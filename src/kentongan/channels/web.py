"""The web form as a channel: what was typed becomes one `Submission`."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings

from kentongan.accounts.vault import PersonalData
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.services.submit import Submission
from kentongan.organizations import directory


def parse(given: Mapping[str, Any], *, language: str, user_id: int | None) -> Submission:
    """The submission in the cleaned fields of the form."""
    code = given["institution"] or settings.HOME_INSTITUTION
    contact = given["contact"]
    return Submission(
        text=given["text"],
        channel=Channel.WEB,
        idempotency_key=given["key"] or uuid4(),
        kind=Kind(given["kind"]),
        wish=given["wish"],
        happened_on=given["happened_on"],
        area_code=given["area"] or None,
        landmark=given["landmark"],
        institution=directory.institution(code) if code else None,
        is_anonymous=not given["show_name"],
        is_secret=given["is_secret"],
        personal=PersonalData(
            name=given["name"],
            email=contact if "@" in contact else "",
            phone="" if "@" in contact else contact,
        ),
        reporter_user_id=user_id,
        files=given["files"],
        language=language,
    )
