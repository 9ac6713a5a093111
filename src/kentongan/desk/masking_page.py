"""What the page of masking shows: every text and file name that the public reads, with proposals."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kentongan.complaints import covering, disclosure, masking
from kentongan.complaints.masking import Kind, Piece
from kentongan.complaints.models import Attachment, Complaint

AROUND = 40


@dataclass(slots=True)
class Proposal:
    """Words that may show a person, wherever they stand, and what is done with them."""

    words: str
    kind: str
    kind_label: str
    is_covered: bool
    places: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """One text as the public reads it."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture, with what its file tells besides and whether the public sees it."""

    attachment: Attachment
    hidden: list[str]
    is_public: bool
    is_covered: bool


def read(complaint: Complaint) -> dict[str, Any]:
    """Sources, proposals by words, and photos."""
    verdicts = disclosure.verdicts_on(complaint)
    files = [
        one
        for one in complaint.attachments.select_related("cover")
        if one.is_image and one.state == Attachment.State.READY
    ]
    texts = [(_("Title"), complaint.title), (_("Text"), complaint.text)]
    for event in complaint.events.filter(action__in=disclosure.TO_ALL).exclude(text=""):
        texts.append((_("Answer of the office"), event.text))
    public = [one for one in files if one.purpose == Attachment.Purpose.ANSWER]
    texts += [(_("File name"), disclosure.spaced_name(one)) for one in public]
    sources = [Source(label, masking.pieces(text, verdicts)) for label, text in texts if text]
    return {
        "sources": sources,
        "proposals": _proposals(sources),
        "photos": [
            Photo(one, covering.hidden_in(one), one in public, hasattr(one, "cover"))
            for one in files
        ],
    }


def _proposals(sources: list[Source]) -> list[Proposal]:
    found: dict[str, Proposal] = {}
    for source in sources:
        for at, piece in enumerate(source.pieces):
            if piece.finding is None:
                continue
            key = masking.folded(piece.words)
            kind = Kind(piece.finding.kind)
            one = found.setdefault(
                key, Proposal(piece.words, kind.value, str(kind.label), piece.is_covered)
            )
            one.places.append(f"{source.label}: {_around(source.pieces, at)}")
    return list(found.values())


def _around(pieces: list[Piece], at: int) -> str:
    before = pieces[at - 1].words[-AROUND:] if at else ""
    after = pieces[at + 1].words[:AROUND] if at + 1 < len(pieces) else ""
    return f"…{before}{pieces[at].words}{after}…"
