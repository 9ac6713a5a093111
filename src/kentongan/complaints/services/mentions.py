"""Who can be called by name in an internal note: whoever may see the complaint, and nobody else."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from kentongan.complaints.models import Complaint, Disposition
from kentongan.complaints.refusals import Missing
from kentongan.complaints.services.dispositions import today_of
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership
from kentongan.organizations.recipients import INSTITUTION_WIDE
from kentongan.organizations.roles import UNIT_ROLES, Role

# "@Wati", "@Bu Wati": not an e-mail address, and at most three words are tried.
CALLED = re.compile(r"(?<![\w@.])@([^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){0,2})")
TITLES = frozenset({"bu", "pak", "ibu", "bapak", "h", "hj", "dr", "drs", "ir"})


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who may see the complaint, in the role that lets them."""

    pk: int
    name: str
    role: str
    office: str

    def __str__(self) -> str:
        return f"{self.name} ({self.role}, {self.office})"

    @property
    def names(self) -> frozenset[str]:
        """How this person may be called."""
        words = self.name.lower().replace(".", "").split()
        bare = [one for one in words if one not in TITLES]
        return frozenset({" ".join(words), " ".join(bare), *bare})


def readers(complaint: Complaint, *, by: Actor, query: str = "") -> list[Reader]:
    """Everybody who may see it, one row a person, by name; `query` narrows by a part of the name."""
    rows = Membership.objects.valid_on(today_of(complaint)).filter(_near(complaint))
    if query:
        rows = rows.filter(user__full_name__icontains=query)
    sees: dict[tuple[str, int | None], bool] = {}
    found: dict[int, Reader] = {}
    for held in rows.exclude(user=by.user_id).select_related("user", "organization"):
        if held.user_id in found:
            continue
        key = (held.role, held.user_id if held.role == Role.LEADER else held.organization_id)
        if key not in sees:
            seen = Complaint.objects.visible_to(Actor.of(held))
            sees[key] = seen.filter(pk=complaint.pk).exists()
        if sees[key]:
            office = held.organization.short_name
            name, role = held.user.full_name, held.get_role_display()
            found[held.user_id] = Reader(held.user_id, name, role, office)
    return sorted(found.values(), key=lambda one: one.name)


def called(text: str, known: Iterable[Reader]) -> list[Reader]:
    """Whom the text calls; refused where a name could be several people's or nobody's."""
    every, found = list(known), {}
    for words in CALLED.findall(text):
        who = _meant(words, every)
        if not who:
            raise Missing(
                _("Nobody who may see this report is called “%(name)s”.") % {"name": words},
                field="text",
            )
        if len(who) > 1:
            names = ", ".join(str(one) for one in who)
            text_ = _("“%(name)s” could be several people: %(people)s. Write the full name.")
            raise Missing(text_ % {"name": words, "people": names}, field="text")
        found[who[0].pk] = who[0]
    return list(found.values())


def _meant(words: str, known: Sequence[Reader]) -> list[Reader]:
    parts = words.lower().split()
    for length in range(len(parts), 0, -1):
        name = " ".join(parts[:length])
        if who := [one for one in known if name in one.names]:
            return who
    return []


def _near(complaint: Complaint) -> Q:
    """A narrow circle; `visible_to` then decides."""
    units = Disposition.objects.filter(complaint=complaint, ended_at=None).select_related("unit")
    paths = [one.unit.path for one in units] + [complaint.unit.path if complaint.unit else ""]
    offices = {int(key) for path in paths for key in path.split("/") if key}
    wide = Q(role__in=INSTITUTION_WIDE, organization__institution=complaint.institution_id)
    in_units = Q(role__in=UNIT_ROLES, organization__in=offices)
    return wide | in_units | Q(role=Role.NATIONAL_ADMIN)
