"""Bring a complaint to any status, by the shortest way through the services."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Submission, submit
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

TEXT = "Jembatan desa kami rusak sejak minggu lalu dan berbahaya."
SITI = PersonalData(name="Siti Rohaeti", email="siti@warga.demo", phone="081234567890")


def office(code) -> Organization:
    return Organization.objects.get(code=code)


def submitted(**facts) -> Complaint:
    """A new complaint; takes the facts of a `Submission`."""
    given = {
        "text": TEXT,
        "channel": Channel.WEB,
        "idempotency_key": uuid4(),
        "personal": PersonalData(name="Siti", email="siti@contoh.demo"),
    } | facts
    receipt = submit(Submission(**given), by=Actor.system())
    return Complaint.objects.get(pk=receipt.complaint_id)


def own(complaint) -> Actor:
    """Its reporter."""
    return Actor.with_pin(complaint.pk)


def _forwarded(cast, one):
    services.forward(one, by=cast.national_admin.actor, institution=office("majalengka"))


def _incomplete(cast, one):
    services.ask(one, by=cast.district_admin.actor, question="Di jalan mana?")


def _returned(cast, one):
    services.return_to_national(one, by=cast.district_admin.actor, reason="Jalan nasional.")


def _dispatched(cast, one):
    services.dispatch(one, by=cast.district_admin.actor, unit=office("putr"))


def _declined(cast, one):
    by = cast.liaison.actor
    services.decline(one, by=by, reason="Bukan kami.", proposed_owner=office("dlh"))


def _disputed(cast, one):
    services.dispatch(one, by=cast.district_admin.actor, unit=office("dlh"))
    by = cast.other_liaison.actor
    services.decline(one, by=by, reason="Bukan kami juga.", proposed_owner=office("putr"))


def _in_progress(cast, one):
    services.accept(one, by=cast.liaison.actor)


def _awaiting_approval(cast, one):
    services.draft(one, by=cast.drafter.actor, text="Sudah diperbaiki.")


def _scheduled(cast, one):
    day: date = clock.today() + timedelta(days=30)
    services.schedule(one, by=cast.liaison.actor, text="Bulan depan.", promised_on=day)


def _answered(cast, one):
    services.approve(one, by=cast.unit_head.actor)


def _replied(cast, one):
    services.reply(one, by=own(one), text="Belum jelas.")


def _closed(cast, one):
    services.confirm(one, by=own(one))


def _reopened(cast, one):
    services.contest(one, by=own(one), contest_reason="not_done", text="Masih rusak.")


def _merged(cast, one):
    master = reach(cast, "in_progress")
    services.merge(one, by=cast.district_admin.actor, master=master)


def _archived(cast, one):
    by = cast.district_admin.actor
    services.propose_archive(one, by=by, archive_reason="unclear", text="Terlalu umum.")
    services.archive(one, by=cast.second_admin.actor)


def _withdrawn(cast, one):
    services.withdraw(one, by=own(one))


def _referred(cast, one):
    with clock.at(one.submitted_at + timedelta(days=61)):
        services.consent_referral(one, by=own(one))
        services.refer(one, by=cast.district_admin.actor, reason="Diminta pelapor.")


# status → the status before it, and the step between them
WAYS: dict[str, tuple[str, Callable]] = {
    "incomplete": ("forwarded", _incomplete),
    "forwarded": ("received", _forwarded),
    "returned": ("forwarded", _returned),
    "dispatched": ("forwarded", _dispatched),
    "declined": ("dispatched", _declined),
    "disputed": ("declined", _disputed),
    "in_progress": ("dispatched", _in_progress),
    "awaiting_approval": ("in_progress", _awaiting_approval),
    "scheduled": ("in_progress", _scheduled),
    "answered": ("awaiting_approval", _answered),
    "replied": ("answered", _replied),
    "closed": ("answered", _closed),
    "reopened": ("answered", _reopened),
    "merged": ("forwarded", _merged),
    "archived": ("forwarded", _archived),
    "withdrawn": ("dispatched", _withdrawn),
    "referred": ("in_progress", _referred),
}


def reach(cast, status="received", **facts) -> Complaint:
    """A complaint that has gone the shortest way to `status`."""
    steps = []
    at = status
    while at != "received":
        at, step = WAYS[at]
        steps.append(step)
    if facts.get("institution"):
        steps = [step for step in steps if step is not _forwarded]
    complaint = submitted(**facts)
    for step in reversed(steps):
        step(cast, complaint)
    assert complaint.status == status
    return complaint
