"""Who must have been written to: the table of notices and the ladder, spelled out person by person."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.year import slow
from benchmarks.year.lives import Stretch
from kentongan.complaints.notices import NOTICES, Audience

A = Audience
Letter = tuple[str, str, str]  # purpose, transport, u(ser) or c(omplaint) with its key
WIDE = ("institution_admin", "leader")
OF_UNIT = ("liaison", "unit_head")
TO_REPORTER = (A.REPORTER, A.OWN_REPORTER)


@dataclass(frozen=True)
class Directory:
    """Who holds which role where, read once: nobody's seat changes within the year."""

    seats: dict[tuple[str, int | None], tuple[int, ...]]
    phones: frozenset[int]
    offices: dict[str, int]

    @classmethod
    def read(cls) -> "Directory":
        from kentongan.accounts.models import User
        from kentongan.organizations.models import Membership, Organization

        seats: dict[tuple[str, int | None], set[int]] = {}
        for one in Membership.objects.select_related("organization"):
            offices = {one.organization_id, None}
            if one.role in WIDE:
                offices.add(one.organization.institution_id)
            for office in offices:
                seats.setdefault((one.role, office), set()).add(one.user_id)
        phones = User.objects.exclude(phone="").values_list("pk", flat=True)
        return cls(
            seats={key: tuple(sorted(some)) for key, some in seats.items()},
            phones=frozenset(phones),
            offices=dict(Organization.objects.values_list("code", "pk")),
        )

    def holders(self, role: str, office: int | None) -> tuple[int, ...]:
        return self.seats.get((role, office), ())

    def behind(self, word: str, then: Stretch) -> tuple[int, ...]:
        """The people behind one audience of a rung."""
        if word == "arbiter":
            return (then.arbiter,) if then.arbiter else ()
        if word == "national_admin":
            return self.holders(word, None)
        office = then.unit if word in OF_UNIT else then.institution
        return self.holders(word, office) if office else ()


def of_rungs(
    complaint: Any, told: slow.Rung, rungs: Iterable[slow.Rung], then: Stretch, directory: Directory
) -> Counter[Letter]:
    """One telling: everybody whom any of the rungs names, each once for each way."""
    if told.is_for_reporter:
        return Counter(
            (told.template, way, f"c{complaint.pk}")
            for way in told.transports
            if way in ways_of(complaint)
        )
    people = {
        (user, way)
        for rung in rungs
        for word in rung.audiences
        for user in directory.behind(word, then)
        for way in rung.transports
        if way != "digest" and (way != "sms" or user in directory.phones)
    }
    return Counter((told.template, way, f"u{user}") for user, way in people)


def of_step(complaint: Any, then: Stretch, directory: Directory) -> Counter[Letter]:
    """One step of a person or the machine."""
    event = then.event
    found: set[Letter] = set()
    for notice in NOTICES:
        if notice.action != event.action:
            continue
        if notice.audience in TO_REPORTER:
            ways = [way for way in notice.transports if way in ways_of(complaint)]
            found |= {(notice.template, way, f"c{complaint.pk}") for way in ways}
        elif notice.audience != A.FOLLOWERS:
            users = set(_people(notice.audience, then, directory)) - {event.actor_user_id}
            found |= {
                (notice.template, way, f"u{user}")
                for user in users
                for way in notice.transports
                if way != "push"  # nobody in this year has asked a browser for it
            }
    # One event tells nobody twice by one way, even if two lines name the same person.
    once = {(way, who): (purpose, way, who) for purpose, way, who in sorted(found)}
    return Counter(once.values())


def ways_of(complaint: Any) -> set[str]:
    ways = {one for one in complaint.contact_by.split(",") if one}
    return ways | ({"bell"} if complaint.reporter_user_id else set())


def _people(audience: Audience, then: Stretch, directory: Directory) -> Iterator[int]:
    if audience == A.HOLDER:
        audience = _holder(then)
    if audience == A.ARBITER and then.arbiter:
        yield then.arbiter
    elif audience == A.NATIONAL:
        yield from directory.holders("national_admin", None)
    elif audience == A.INSTITUTION or (audience == A.RECEIVING_DESK and then.institution):
        yield from directory.holders("institution_admin", then.institution)
    elif audience in (A.LIAISONS, A.SIGNERS, A.AUTHOR) and then.unit:
        yield from directory.holders("liaison", then.unit)
        if audience == A.SIGNERS:
            yield from directory.holders("unit_head", then.unit)
    elif audience == A.ADDED_UNIT:
        yield from directory.holders("liaison", int(then.event.facts["unit_id"]))
    elif audience == A.CONTRIBUTORS:
        for code in then.event.facts.get("contributing", ()):
            yield from directory.holders("liaison", directory.offices[code])


def _holder(then: Stretch) -> Audience:
    if then.institution is None or then.status == "returned":
        return A.NATIONAL
    if then.unit is None or then.status in ("forwarded", "disputed"):
        return A.INSTITUTION
    return A.LIAISONS
