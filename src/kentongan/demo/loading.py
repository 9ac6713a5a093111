"""Fill an empty system: offices, rules, people, and complaints that walk through the workflow."""

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from uuid import UUID, uuid5

from django.db import transaction

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.common.statements import Prepared
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.models import Category, Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.seeds import load_categories
from kentongan.complaints.services import submit
from kentongan.complaints.services.submit import Submission
from kentongan.deadlines import seeds as deadline_seeds
from kentongan.demo import cast as people
from kentongan.demo.cast import Cast
from kentongan.demo.stories import STORIES, WITHOUT_OFFICERS, Story, Telling, received
from kentongan.organizations import seeds as organization_seeds
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

NAMESPACE = UUID("6f0a4d5e-8f0c-4a52-9e0b-0d6b6f0f5a10")
BATCH = 200
_COMPLAINT: Prepared[Complaint] = Prepared(lambda *, pk: Complaint.objects.filter(pk=pk))


@dataclass(frozen=True, slots=True)
class Row:
    """One complaint to submit; `key` makes a second run harmless."""

    key: str
    title: str
    text: str
    kind: Kind
    channel: Channel
    category: str = ""
    unit: str = ""
    area: str = ""
    landmark: str = ""
    is_anonymous: bool = True
    is_secret: bool = False
    on: datetime | None = None


def load_base() -> Cast:
    """Offices, areas, rules, holidays, categories and people; what is there stays."""
    organization_seeds.load_areas()
    organization_seeds.load_organizations()
    deadline_seeds.load()
    load_categories()
    return people.load()


def shipped() -> list[Row]:
    """The 380 real complaints of the package (see data/NOTICE.md)."""
    source = files("kentongan.demo") / "data" / "complaints.csv"
    with source.open(encoding="utf-8") as file:
        return [
            Row(
                key=row["source_id"],
                title=row["title"],
                text=row["text"],
                kind=Kind(row["kind"]),
                channel=Channel(row["channel"]),
                category=row["category"],
                unit=row["unit"],
                area=row["village"],
                landmark=row["landmark"],
                is_anonymous=row["anonymous"] == "yes",
                is_secret=row["secret"] == "yes",  # noqa: S105 - a column, not a secret
            )
            for row in csv.DictReader(file)
        ]


def many(count: int) -> Iterator[Row]:
    """`count` rows: the shipped ones, again and again under new keys."""
    rows = shipped()
    for place in range(count):
        row = rows[place % len(rows)]
        turn = place // len(rows)
        yield row if not turn else _copy(row, turn)


def _copy(row: Row, turn: int) -> Row:
    return replace(row, key=f"{row.key}-{turn}")


class Loader:
    """Submits rows and tells their stories, in transactions of `BATCH`."""

    def __init__(self, cast: Cast, *, seed: int = 3210) -> None:
        self.cast = cast
        self.chance = random.Random(seed)  # noqa: S311 - a demo, not a secret
        self.offices = {one.code: one for one in Organization.objects.select_related("institution")}
        self.offices_by_id = {one.pk: one for one in self.offices.values()}
        self.categories = dict(Category.objects.values_list("code", "pk"))
        self.staffed = set(cast.offices())
        self.until = clock.now()
        self.citizens = (cast.reporter, cast.other_reporter, cast.third_reporter)

    def load(self, rows: Sequence[Row], *, tick: Callable[[int], object] = lambda n: None) -> int:
        """Load `rows`; those that are there already are left alone. Returns how many are new."""
        keys = {self._key(row): row for row in rows}
        known = self._known(list(keys))
        plans = [self._plan(key, row) for key, row in keys.items() if key not in known]
        plans.sort(key=lambda plan: plan[0])
        tick(len(keys) - len(plans))
        for start in range(0, len(plans), BATCH):
            batch = plans[start : start + BATCH]
            with transaction.atomic():
                for at, key, row, story in batch:
                    self._tell(at, key, row, story)
            tick(len(batch))
        return len(plans)

    def missing(self, rows: Sequence[Row]) -> int:
        """How many of `rows` are not there yet."""
        keys = {self._key(row) for row in rows}
        return len(keys - self._known(list(keys)))

    def _known(self, keys: list[UUID]) -> set[UUID]:
        known: set[UUID] = set()
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            found = Complaint.objects.filter(idempotency_key__in=some)
            known |= set(found.values_list("idempotency_key", flat=True))
        return known

    def _key(self, row: Row) -> UUID:
        return uuid5(NAMESPACE, row.key)

    def _plan(self, key: UUID, row: Row) -> tuple[datetime, UUID, Row, Story]:
        story = self._story(row)
        begun = self.until - timedelta(days=self.chance.uniform(*story.days))
        return row.on or begun, key, row, story

    def _story(self, row: Row) -> Story:
        unit = self.offices.get(row.unit)
        if unit is not None and unit.is_external:
            possible = [one for one in STORIES if one.is_outside]
        elif row.unit in self.staffed:
            possible = [one for one in STORIES if not one.is_outside]
        else:
            possible = [one for one in STORIES if one.tell in WITHOUT_OFFICERS]
        weights = [one.weight for one in possible]
        return self.chance.choices(possible, weights)[0]

    def _tell(self, at: datetime, key: UUID, row: Row, story: Story) -> None:
        with clock.at(at):
            receipt = submit(self._submission(key, row, story), by=self._by(row))
        if story.tell is received:
            return
        telling = Telling(
            complaint=self._read(receipt.complaint_id),
            cast=self.cast,
            offices=self.offices,
            unit=self.offices.get(row.unit) or self.offices["setda"],
            chance=self.chance,
            at=at,
            until=self.until,
        )
        try:
            story.tell(telling)
        except MoveRefused:
            # The story asked for a step too early or too late; where it stands is a story, too.
            return

    def _read(self, pk: int) -> Complaint:
        [complaint] = _COMPLAINT.rows(pk=pk)
        if complaint.institution_id:
            complaint.institution = self.offices_by_id[complaint.institution_id]
        return complaint

    def _by(self, row: Row) -> Actor:
        if row.channel in (Channel.COUNTER, Channel.LETTER, Channel.PHONE):
            return self.chance.choice((self.cast.clerk, self.cast.second_clerk)).actor
        return Actor.system()

    def _submission(self, key: UUID, row: Row, story: Story) -> Submission:
        is_direct = not story.needs_national and self.chance.random() < 0.5
        citizen = self.chance.choice(self.citizens) if self.chance.random() < 0.06 else None
        return Submission(
            text=row.text,
            title=row.title,
            kind=row.kind,
            channel=row.channel,
            idempotency_key=key,
            category_id=self.categories.get(row.category),
            area_code=row.area or None,
            landmark=row.landmark,
            institution=self.offices["majalengka"] if is_direct else None,
            is_anonymous=row.is_anonymous,
            is_secret=row.is_secret,
            reporter_user_id=citizen.user.pk if citizen else None,
            personal=self._personal(row),
        )

    def _personal(self, row: Row) -> PersonalData:
        """A contact for every third; numbers of a block that no carrier gives out."""
        if self.chance.random() > 0.35:
            return PersonalData()
        tail = self.chance.randint(0, 999)
        name = self.chance.choice(self.citizens).user.full_name
        if row.channel in (Channel.SMS, Channel.WHATSAPP):
            return PersonalData(name=name, phone=f"+62812000{tail:05d}")
        return PersonalData(name=name, email=f"warga{tail}@contoh.demo")
