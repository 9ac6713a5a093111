"""What an officer can choose from in the forms of one complaint; asked for only when needed."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentongan.accounts.models import User
from kentongan.common import clock
from kentongan.complaints import answer_templates
from kentongan.complaints.models import AnswerTemplate, Category, Complaint, SystemicCase
from kentongan.complaints.services import field_tasks, mentions, precedents
from kentongan.complaints.services.mentions import Reader
from kentongan.complaints.services.precedents import Guide
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.roles import Role

Level = Organization.Level
ARBITERS = (Role.LEADER, Role.INSTITUTION_ADMIN)
NEWEST, OFTEN = 200, 5
KEPT = 600  # seconds
PLEASE: tuple[str, Any] = ("", _("Choose…"))


class Choices:
    """Offices, colleagues, arbiters and subjects: one statement each, at most once a request."""

    def __init__(self, complaint: Complaint, actor: Actor) -> None:
        self.complaint, self.actor = complaint, actor
        self.today = clock.today()

    @cached_property
    def _offices(self) -> list[Organization]:
        wanted = Q(is_external=True)
        if self.actor.role == Role.NATIONAL_ADMIN:
            wanted |= Q(level=Level.INSTITUTION)
        if self.complaint.institution_id:
            wanted |= Q(institution=self.complaint.institution_id, level=Level.UNIT)
        if self.actor.is_of_unit:
            wanted |= Q(path__startswith=self.actor.path, level=Level.SUBUNIT)
        return list(Organization.objects.valid_on(self.today).filter(wanted).order_by("name"))

    @property
    def units(self) -> list[Organization]:
        """Units of the complaint's institution, and the own sub-units."""
        own = (Level.UNIT, Level.SUBUNIT)
        return [one for one in self._offices if one.level in own and not one.is_external]

    @cached_property
    def often(self) -> list[Organization]:
        """The units to which the newest reports went, those of the same subject before others."""
        seen: Counter[int] = Counter()
        for unit, category in self._newest():
            seen[unit] += NEWEST if category == self.complaint.category_id else 1
        known = {one.pk: one for one in self.units}
        return [known[unit] for unit, _times in seen.most_common() if unit in known][:OFTEN]

    def _newest(self) -> list[tuple[int, int | None]]:
        """Unit and subject of the newest reports; the same for some minutes."""
        key = f"often:{self.complaint.institution_id}"
        if (kept := cache.get(key)) is None:
            rows = Complaint.objects.visible_to(self.actor).filter(
                institution=self.complaint.institution_id
            )
            newest = rows.order_by("-submitted_at", "-id").values_list("unit_id", "category_id")
            kept = [(unit, category) for unit, category in newest[:NEWEST] if unit is not None]
            cache.set(key, kept, KEPT)
        found: list[tuple[int, int | None]] = kept
        return found

    @property
    def institutions(self) -> list[Organization]:
        """Institutions that take part."""
        kept = [one for one in self._offices if one.level == Level.INSTITUTION]
        return [one for one in kept if not one.is_external]

    @property
    def outside(self) -> list[Organization]:
        """Bodies outside the system."""
        return [one for one in self._offices if one.is_external]

    @cached_property
    def guides(self) -> list[Guide]:
        """What was decided for complaints like this one."""
        return precedents.find(self.complaint, by=self.actor)

    @cached_property
    def colleagues(self) -> list[User]:
        """People of the actor's own office."""
        here = Membership.objects.valid_on(self.today).filter(
            organization=self.actor.organization_id
        )
        return _people(here)

    @cached_property
    def arbiters(self) -> list[User]:
        """Who can decide a dispute in this institution."""
        held = Membership.objects.valid_on(self.today).filter(
            organization__institution=self.complaint.institution_id, role__in=ARBITERS
        )
        return _people(held)

    @cached_property
    def field_people(self) -> list[User]:
        """Who can be sent to the spot."""
        return _people(field_tasks.colleagues(self.complaint, by=self.actor))

    @cached_property
    def readers(self) -> list[Reader]:
        """Who may see the complaint, and so can be called in a note."""
        return mentions.readers(self.complaint, by=self.actor)

    @cached_property
    def cases(self) -> list[SystemicCase]:
        """Cases of many reports that are being worked on."""
        open_ones = SystemicCase.objects.visible_to(self.actor).filter(
            state=SystemicCase.State.OPEN, institution=self.complaint.institution_id
        )
        return list(open_ones)

    @cached_property
    def categories(self) -> list[Category]:
        """Subjects in use, each after the one it belongs to."""
        found = list(Category.objects.filter(is_active=True).select_related("parent"))
        return sorted(found, key=lambda one: (str(one.parent or one), one.parent_id is not None))

    def templates(self, action: str) -> list[AnswerTemplate]:
        """Texts kept ready for this step."""
        return answer_templates.offered(self.complaint, action, by=self.actor)


def grouped(offices: Iterable[Organization]) -> list[Any]:
    """Choices for a list of offices, under what kind they are."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in offices:
        groups.setdefault(one.get_kind_display(), []).append((str(one.pk), one.name))
    return [PLEASE, *groups.items()]


def _people(held: Any) -> list[User]:
    found = {one.user_id: one.user for one in held.select_related("user")}
    return sorted(found.values(), key=lambda user: user.full_name)
