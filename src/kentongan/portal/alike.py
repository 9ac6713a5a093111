"""Which published reports may be the one that a citizen is writing: place and words, open ones alone."""

from kentongan.complaints import similar
from kentongan.complaints.similar import Alike
from kentongan.organizations import gazetteer
from kentongan.organizations.actor import Actor

LONGEST = 120  # letters of a place


def published(text: str, *, area_code: str, area: str = "") -> list[Alike]:
    """At most three, the likeliest first; `area` are the words where no place was chosen yet."""
    if area_code not in gazetteer.all_places():
        found = gazetteer.search(area[:LONGEST]) if area else []
        area_code = found[0].code if found else ""
    return similar.find(text, area_code=area_code or None, actor=Actor.public())
