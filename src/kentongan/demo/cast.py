"""The people of the demo, and of the tests: one small government and three citizens.

Nobody here exists. Names are common given names, addresses end in `.demo`, which no mail reaches.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction

from kentongan.accounts.models import User
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization
from kentongan.organizations.roles import Role

PASSWORD = "kentongan-demo"  # noqa: S105 -- printed on the demo's first page
DECREE = "SK/DEMO/2020"
SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    full_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in the office with this code, and who holds it."""

    role: Role
    office: str
    person: Person


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the cast wearing one hat. A citizen has no membership."""

    user: User
    actor: Actor
    membership: Membership | None = None


def _person(title: str, name: str, where: str) -> Person:
    return Person(f"{title} {name}".strip(), f"{name.lower()}@{where}.demo")


def _bu(name: str, where: str = "majalengka") -> Person:
    return _person("Bu", name, where)


def _pak(name: str, where: str = "majalengka") -> Person:
    return _person("Pak", name, where)


# fmt: off
SEATS = (
    Seat(Role.NATIONAL_ADMIN,    "pusat",          _bu("Maya", "pusat")),
    Seat(Role.NATIONAL_ADMIN,    "pusat",          _pak("Rudi", "pusat")),
    Seat(Role.AUDITOR,           "pusat",          _bu("Fitri", "ombudsman")),
    Seat(Role.OPERATOR,          "pusat",          _pak("Budi", "pusat")),
    # Two at the district desk: archiving needs a second pair of eyes.
    Seat(Role.INSTITUTION_ADMIN, "diskominfo",     _bu("Rina")),
    Seat(Role.INSTITUTION_ADMIN, "diskominfo",     _pak("Dedi")),
    Seat(Role.PPID,              "diskominfo",     _bu("Dewi")),
    Seat(Role.INSPECTORATE,      "inspektorat",    _pak("Yusuf")),
    Seat(Role.LEADER,            "setda",          _pak("Iwan")),
    Seat(Role.COUNTER_CLERK,     "kec-majalengka", _bu("Yuni")),
    Seat(Role.COUNTER_CLERK,     "kec-jatiwangi",  _pak("Agus")),
    Seat(Role.LIAISON,           "putr",           _pak("Hendra")),
    Seat(Role.DRAFTER,           "putr",           _bu("Wati")),
    Seat(Role.UNIT_HEAD,         "putr",           _pak("Bambang")),
    Seat(Role.FIELD_OFFICER,     "putr",           _pak("Ujang")),
    Seat(Role.INSTITUTION_ADMIN, "sumedang",       _bu("Nining", "sumedang")),
    Seat(Role.LIAISON,           "sumedang-putr",  _pak("Cecep", "sumedang")),
    Seat(Role.DRAFTER,           "sumedang-putr",  _pak("Cecep", "sumedang")),
    Seat(Role.UNIT_HEAD,         "sumedang-putr",  _bu("Euis", "sumedang")),
)
# In a smaller office one person drafts and sends on; the head approves. A camat's is a head, too.
PAIRS = (  # office          liaison and drafter  head
    ("dlh",                  _bu("Lina"),         _pak("Tono")),
    ("disdik",               _bu("Ratna"),        _pak("Slamet")),
    ("dinkes",               _bu("Nur"),          _bu("Endang")),
    ("perkimtan",            _pak("Joko"),        _pak("Wawan")),
    ("disdukcapil",          _bu("Tuti"),         _pak("Eko")),
    ("dinsos",               _pak("Adi"),         _bu("Sri")),
    ("dishub",               _pak("Anton"),       _pak("Heri")),
    ("satpolpp",             _pak("Ridwan"),      _pak("Darma")),
    ("bpbd",                 _bu("Ani"),          _pak("Gunawan")),
    ("disnaker",             _bu("Lilis"),        _pak("Arif")),
    ("dpmptsp",              _pak("Fajar"),       _bu("Mira")),
    ("dpmd",                 _pak("Taufik"),      _bu("Ida")),
    ("perumdam",             _bu("Neneng"),       _pak("Sandi")),
    ("rsud-majalengka",      _bu("Indah"),        _bu("Laras")),
    ("kec-majalengka",       _pak("Nana"),        _pak("Usman")),
    ("kec-jatiwangi",        _bu("Imas"),         _pak("Karna")),
)
CITIZENS = tuple(_person("", name, "warga") for name in ("Siti", "Asep", "Yanti"))
# fmt: on

ALL_SEATS = SEATS + tuple(
    Seat(role, office, person)
    for office, liaison, head in PAIRS
    for role, person in (
        (Role.LIAISON, liaison),
        (Role.DRAFTER, liaison),
        (Role.UNIT_HEAD, head),
    )
)


class Cast:
    """Everybody, by the part they play. `holders` finds the rest by role and office."""

    def __init__(self, seats: dict[tuple[Role, str], list[Member]], citizens: list[Member]) -> None:
        self._seats = seats
        self.national_admin, self.second_national_admin = self.holders(Role.NATIONAL_ADMIN, "pusat")
        self.district_admin, self.second_admin = self.holders(Role.INSTITUTION_ADMIN, "diskominfo")
        self.auditor = self.holder(Role.AUDITOR, "pusat")
        self.operator = self.holder(Role.OPERATOR, "pusat")
        self.ppid = self.holder(Role.PPID, "diskominfo")
        self.inspector = self.holder(Role.INSPECTORATE, "inspektorat")
        self.leader = self.holder(Role.LEADER, "setda")
        self.clerk = self.holder(Role.COUNTER_CLERK, "kec-majalengka")
        self.second_clerk = self.holder(Role.COUNTER_CLERK, "kec-jatiwangi")
        self.liaison = self.holder(Role.LIAISON, "putr")
        self.drafter = self.holder(Role.DRAFTER, "putr")
        self.unit_head = self.holder(Role.UNIT_HEAD, "putr")
        self.field_officer = self.holder(Role.FIELD_OFFICER, "putr")
        self.other_liaison = self.holder(Role.LIAISON, "dlh")
        self.other_head = self.holder(Role.UNIT_HEAD, "dlh")
        self.outsider_admin = self.holder(Role.INSTITUTION_ADMIN, "sumedang")
        self.outsider_liaison = self.holder(Role.LIAISON, "sumedang-putr")
        self.outsider_head = self.holder(Role.UNIT_HEAD, "sumedang-putr")
        self.reporter, self.other_reporter, self.third_reporter = citizens

    def holders(self, role: Role, office: str) -> list[Member]:
        """Those who hold a role in the office with this code, none when nobody does."""
        return self._seats.get((role, office), [])

    def holder(self, role: Role, office: str) -> Member:
        """The first who holds a role in the office with this code."""
        return self._seats[role, office][0]

    def offices(self) -> list[str]:
        """Codes of the units that have somebody to answer."""
        return [office for role, office in self._seats if role == Role.LIAISON]

    def sign_ins(self) -> list[Member]:
        """Whom the demo shows first: one person for each side of a complaint."""
        return [
            self.reporter,
            self.clerk,
            self.national_admin,
            self.district_admin,
            self.liaison,
            self.unit_head,
            self.leader,
            self.operator,
        ]


@cache
def _password_hash() -> str:
    # Argon2 is slow on purpose: one hash serves the whole cast.
    return make_password(PASSWORD)


@transaction.atomic
def load() -> Cast:
    """Add whoever of the cast is missing and return everybody. Offices must have been loaded."""
    people = {person.email: person for person in [*(seat.person for seat in ALL_SEATS), *CITIZENS]}
    users = _load_users(people)
    seats: dict[tuple[Role, str], list[Member]] = {}
    for membership in _load_memberships(users):
        held = (Role(membership.role), membership.organization.code)
        member = Member(membership.user, Actor.of(membership), membership)
        seats.setdefault(held, []).append(member)
    citizens = [users[person.email] for person in CITIZENS]
    return Cast(seats, [Member(user, Actor.reporter(user)) for user in citizens])


def _load_users(people: dict[str, Person]) -> dict[str, User]:
    from allauth.account.models import EmailAddress

    users = {user.email: user for user in User.objects.filter(email__in=people)}
    new = [
        User(email=email, full_name=person.full_name, password=_password_hash())
        for email, person in people.items()
        if email not in users
    ]
    for user in User.objects.bulk_create(new):
        users[user.email] = user
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in new
    )
    return users


def _load_memberships(users: dict[str, User]) -> list[Membership]:
    """The memberships of the cast in the order of `ALL_SEATS`."""
    offices = Organization.objects.in_bulk({seat.office for seat in ALL_SEATS}, field_name="code")
    rows = Membership.objects.filter(user__in=users.values(), valid_from=SINCE)
    held = {(row.user_id, row.organization_id, row.role): row for row in rows}
    new: list[Membership] = []
    found: list[Membership] = []
    for seat in ALL_SEATS:
        user, office = users[seat.person.email], offices[seat.office]
        row = held.get((user.pk, office.pk, seat.role))
        if row is None:
            row = Membership(role=seat.role, decree_number=DECREE, valid_from=SINCE)
            new.append(row)
        row.user, row.organization = user, office
        found.append(row)
    Membership.objects.bulk_create(new)
    return found
