"""The people of the year: prompt, slow, on leave, disputing, promising; and citizens of every kind.

`District` lives through one year with the real services. It keeps a tally of its own, so that the
books can be balanced against something that the product did not write.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.common.statements import Prepared
from kentongan.complaints import services as s
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.models import Category, Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services.submit import Submission
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization
from kentongan.organizations.roles import Role

BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)
TEXT = "Lampu jalan di depan balai desa padam sejak minggu lalu, mohon diperbaiki."
KINDS = (Kind.COMPLAINT, Kind.COMPLAINT, Kind.COMPLAINT, Kind.INFORMATION, Kind.SUGGESTION)
_COMPLAINT = Prepared(lambda *, pk: Complaint.objects.filter(pk=pk))
Choice = tuple[str, Callable[[], object] | None, float]


@dataclass
class Office:
    """How one unit works: days until it acts, and what it tends to do."""

    code: str
    kind: str
    days: float
    disputes: float = 0.03
    promises: float = 0.05
    keeps: float = 0.8
    leave: tuple[int, int] = (0, 0)  # days of the year


def _character(code: str, chance: random.Random) -> Office:
    kind = chance.choice(("prompt", "prompt", "slow", "leave", "disputing", "promising"))
    first = chance.randint(20, 300)
    return {
        "prompt": Office(code, kind, 2),
        "slow": Office(code, kind, 12),
        "leave": Office(code, kind, 3, leave=(first, first + 30)),
        "disputing": Office(code, kind, 3, disputes=0.5),
        "promising": Office(code, kind, 3, promises=0.5, keeps=0.4),
    }[kind]


@dataclass
class District:
    """What is to happen, and what was done."""

    chance: random.Random
    cast: Any
    offices: dict[str, Office]
    units: dict[str, Organization]
    units_by_id: dict[int, Organization]
    body: Organization
    categories: list[int]
    end: datetime
    queue: list[tuple[datetime, int, int]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    tick: int = 0

    @classmethod
    def founded(cls, cast: Any, *, seed: int, days: int) -> "District":
        chance = random.Random(seed)
        codes = sorted(one for one in cast.offices() if "sumedang" not in one)
        every = Organization.objects.select_related("institution").in_bulk(
            [*codes, "majalengka"], field_name="code"
        )
        return cls(
            chance=chance,
            cast=cast,
            offices={code: _character(code, chance) for code in codes},
            units={code: every[code] for code in codes},
            units_by_id={every[code].pk: every[code] for code in codes},
            body=every["majalengka"],
            categories=list(Category.objects.order_by("pk").values_list("pk", flat=True)),
            end=BEGIN + timedelta(days=days),
        )

    def later(self, at: datetime, complaint: int, days: float) -> None:
        """Somebody will look at this complaint again in about `days`."""
        self.tick += 1
        moment = at + timedelta(days=self.chance.expovariate(1 / max(days, 0.01)), hours=1)
        heapq.heappush(self.queue, (moment, self.tick, complaint))

    def submit(self, at: datetime) -> None:
        """A citizen files; three of five leave an e-mail address, some have an account."""
        chance = self.chance
        citizens = (self.cast.reporter, self.cast.other_reporter, self.cast.third_reporter)
        account = chance.choice(citizens).user.pk if chance.random() < 0.05 else None
        reachable = chance.random() < 0.6
        with clock.at(at):
            receipt = s.submit(
                Submission(
                    text=TEXT,
                    channel=chance.choice((Channel.WEB, Channel.SMS, Channel.COUNTER)),
                    kind=chance.choice(KINDS),
                    category_id=chance.choice(self.categories),
                    institution=self.body if chance.random() < 0.8 else None,
                    reporter_user_id=account,
                    personal=PersonalData(email="warga@contoh.demo")
                    if reachable
                    else PersonalData(),
                ),
                by=Actor.system(),
            )
        self.done["submit"] += 1
        self.later(at, receipt.complaint_id, 1.2)

    def act_until(self, moment: datetime) -> None:
        """Everything that people do up to `moment`, in order of time."""
        while self.queue and self.queue[0][0] <= moment:
            at, _tick, key = heapq.heappop(self.queue)
            self._act(key, at)

    def _act(self, key: int, at: datetime) -> None:
        """Whoever has the complaint does what such a person does."""
        [one] = _COMPLAINT.rows(pk=key)
        one.institution = self.body if one.institution_id else None
        one.unit = self.units_by_id[one.unit_id] if one.unit_id else None
        with clock.at(at):
            for name, step, again in self._choices(one, at):
                if step is None:
                    self.later(at, key, again)
                    return
                try:
                    step()
                except MoveRefused:
                    self.refused[name] += 1
                    continue
                self.done[name] += 1
                if again:
                    self.later(at, key, again)
                return

    def _choices(self, one: Complaint, at: datetime) -> Iterator[Choice]:
        luck = self.chance.random()
        citizen, admin = Actor.with_pin(one.pk), self.cast.district_admin.actor
        national = self.cast.national_admin.actor
        if one.status not in ("closed", "withdrawn", "archived") and luck > 0.995:
            yield "withdraw", lambda: s.withdraw(one, by=citizen), 0
        if one.status == "received" and luck < 0.1:
            yield "ask", lambda: s.ask(one, by=national, question="Di mana persisnya?"), 9
        if one.status in ("received", "returned"):
            yield "forward", lambda: s.forward(one, by=national, institution=self.body), 1.5
        elif one.status in ("forwarded", "declined"):
            yield from self._of_desk(one, admin, luck)
        elif one.status == "disputed":
            unit = self._a_unit(but=one.unit_id)
            yield (
                "decide",
                lambda: s.decide(
                    one, by=admin, unit=unit, reason="Sesuai tugas.", citation="Perda 1"
                ),
                3,
            )
            by = self.cast.leader.actor
            yield (
                "decide",
                lambda: s.decide(one, by=by, unit=unit, reason="Sesuai tugas.", citation="Perda 1"),
                3,
            )
        elif one.status in ("incomplete", "answered", "closed"):
            yield from self._of_reporter(one, citizen, luck)
        elif one.unit_id is not None:
            yield from self._of_unit(one, at, luck)

    def _a_unit(self, *, but: int | None = None) -> Organization:
        codes = [code for code, unit in self.units.items() if unit.pk != but]
        return self.units[self.chance.choice(codes)]

    def _of_desk(self, one: Complaint, admin: Actor, luck: float) -> Iterator[Choice]:
        """Dispatch; now and then ask, hand back to the national desk, or call an arbiter."""
        if luck < 0.07 and one.status == "forwarded":
            yield "ask", lambda: s.ask(one, by=admin, question="Di mana persisnya?"), 9
        elif luck < 0.1 and one.status == "forwarded":
            reason = "Bukan kewenangan kabupaten."
            yield (
                "return_to_national",
                lambda: s.return_to_national(one, by=admin, reason=reason),
                4,
            )
        elif luck < 0.3 and one.status == "declined":
            arbiter = self.cast.leader.user
            reason = "Dua dinas berbeda pendapat."
            yield "dispute", lambda: s.dispute(one, by=admin, reason=reason, arbiter=arbiter), 4
        unit, helper = self._a_unit(), self._a_unit()
        more = [helper] if luck > 0.9 and helper.pk != unit.pk else []
        yield "dispatch", lambda: s.dispatch(one, by=admin, unit=unit, contributing=more), 2

    def _of_reporter(self, one: Complaint, citizen: Actor, luck: float) -> Iterator[Choice]:
        """Answer a question, confirm, contest, rate; or fall silent, and the machine goes on."""
        if one.status == "incomplete":
            if luck < 0.55:
                yield "complete", lambda: s.complete(one, by=citizen, text="Depan balai desa."), 2
            yield "silent", None, 14
        elif one.status == "answered":
            if luck < 0.15:
                yield "confirm", lambda: s.confirm(one, by=citizen), 5
            if luck < 0.25:
                yield "contest", lambda: s.contest(one, by=citizen, contest_reason="not_done"), 3
            if luck < 0.32:
                yield "reply", lambda: s.reply(one, by=citizen, text="Masih redup."), 3
            yield "silent", None, 12
        elif luck < 0.1 and not one.ratings.exists():
            yield "rate", lambda: s.rate(one, by=citizen, solved="yes", score=4), 20
        elif luck < 0.13:
            reason = "came_back"
            yield "reopen", lambda: s.reopen(one, by=citizen, contest_reason=reason), 3

    def _of_unit(self, one: Complaint, at: datetime, luck: float) -> Iterator[Choice]:
        assert one.unit is not None
        office = self.offices[one.unit.code]
        by = self.cast.holder(Role.LIAISON, one.unit.code).actor
        head = self.cast.holder(Role.UNIT_HEAD, one.unit.code).actor
        if office.leave[0] <= (at - BEGIN).days < office.leave[1]:
            yield "on_leave", None, 7
        if one.status == "dispatched":
            yield from self._of_new_work(one, office, by, luck)
        elif one.status == "awaiting_approval":
            if luck < 0.15:
                yield "send_back", lambda: s.send_back(one, by=head, reason="Belum jelas."), 2
            yield "approve", lambda: s.approve(one, by=head), 4
        elif one.status == "scheduled":
            yield from self._of_promise(one, office, by, at)
        else:
            yield from self._of_old_work(one, office, by, at, luck)
        if luck < 0.8:
            yield "draft", lambda: s.draft(one, by=by, text="Lampu sudah menyala."), office.days / 2
        yield "answer", lambda: s.answer(one, by=by, text="Lampu sudah menyala."), 4

    def _of_new_work(
        self, one: Complaint, office: Office, by: Actor, luck: float
    ) -> Iterator[Choice]:
        if luck < office.disputes:
            other, reason = self._a_unit(but=one.unit_id), "Bukan tugas kami."
            yield (
                "decline",
                lambda: s.decline(one, by=by, reason=reason, proposed_owner=other),
                2,
            )
        yield "accept", lambda: s.accept(one, by=by), office.days

    def _of_old_work(
        self, one: Complaint, office: Office, by: Actor, at: datetime, luck: float
    ) -> Iterator[Choice]:
        """Promise, ask, give it to another unit, or send a kind word first."""
        if luck < office.promises and one.status == "in_progress":
            on = (at + timedelta(days=self.chance.randint(5, 40))).date()
            text = "Menunggu anggaran."
            yield "schedule", lambda: s.schedule(one, by=by, text=text, promised_on=on), 12
        elif luck > 0.97 and one.status == "in_progress":
            yield "ask", lambda: s.ask(one, by=by, question="Tiang nomor berapa?"), 9
        elif luck > 0.93:
            unit, admin = self._a_unit(but=one.unit_id), self.cast.district_admin.actor
            reason = "Tugas dinas lain."
            yield "redispatch", lambda: s.redispatch(one, by=admin, unit=unit, reason=reason), 3
        elif luck < 0.7:
            yield "tell", lambda: s.tell(one, by=by, text="Sedang kami periksa."), office.days

    def _of_promise(
        self, one: Complaint, office: Office, by: Actor, at: datetime
    ) -> Iterator[Choice]:
        """Keep it, put it off, or let it break; on the day some citizens say what they see."""
        luck, citizen = self.chance.random(), Actor.with_pin(one.pk)
        assert one.promised_on is not None
        if luck < 0.15:
            on, reason = one.promised_on + timedelta(days=10), "Hujan."
            if on > at.date() + timedelta(days=1):
                yield (
                    "postpone",
                    lambda: s.postpone(one, by=by, reason=reason, promised_on=on),
                    8,
                )
        if clock.today() >= one.promised_on and luck < 0.5:
            if luck < 0.3:
                yield "keep_promise", lambda: s.keep_promise(one, by=citizen), 3
            yield "break_promise", lambda: s.break_promise(one, by=citizen), 3
        if luck < 0.5 + office.keeps / 2:
            yield "answer", lambda: s.answer(one, by=by, text="Sudah dikerjakan."), 4
        yield "waiting", None, 6
