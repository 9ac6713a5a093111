"""Each step of the desk: from where, by whom, with what. Tests of the forms walk this table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kentongan.common import clock
from kentongan.complaints import services as s
from kentongan.complaints.models import Complaint
from kentongan.complaints.services.submit import Submission
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Organization

TEXT = "Lampu jalan di depan pasar padam sejak tiga hari yang lalu."
WORDS = "Kami sudah memeriksa tempatnya kemarin siang."
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


def office(code: str) -> Organization:
    return Organization.objects.get(code=code)


def outside() -> Organization:
    return Organization.objects.filter(is_external=True).order_by("pk")[0]


def in_a_week() -> str:
    return (clock.now() + timedelta(days=7)).date().isoformat()


def _file(cast, **facts) -> Complaint:
    by = facts.pop("by", Actor.system())
    facts = {"text": TEXT, "channel": "counter", "institution": office("majalengka"), **facts}
    return Complaint.objects.get(pk=s.submit(Submission(**facts), by=by).complaint_id)


def received(cast, **facts):
    return _file(cast, institution=None, **facts)


def forwarded(cast, **facts):
    return _file(cast, **facts)


def dispatched(cast, unit="putr", **facts):
    one = forwarded(cast, **facts)
    s.dispatch(one, by=cast.district_admin.actor, unit=office(unit))
    return one


def in_progress(cast, **facts):
    one = dispatched(cast, **facts)
    s.accept(one, by=cast.liaison.actor)
    return one


def contributed(cast):
    one = in_progress(cast)
    s.add_unit(one, by=cast.district_admin.actor, unit=office("dlh"))
    return one


def declined(cast):
    one = dispatched(cast)
    s.decline(one, by=cast.liaison.actor, reason=WORDS, proposed_owner=office("dlh"))
    return one


def disputed(cast):
    one = declined(cast)
    s.dispute(one, by=cast.district_admin.actor, reason=WORDS, arbiter=cast.leader.user)
    return one


def returned_twice(cast):
    one = declined(cast)
    s.return_to_national(one, by=cast.district_admin.actor, reason=WORDS)
    return one


def awaiting(cast):
    one = in_progress(cast)
    s.draft(one, by=cast.drafter.actor, text=WORDS)
    return one


def planned(cast):
    one = awaiting(cast)
    later = clock.now() + timedelta(hours=5)
    s.plan_answer(one, by=cast.unit_head.actor, publish_at=later)
    return one


def scheduled(cast):
    one = in_progress(cast)
    day = (clock.now() + timedelta(days=5)).date()
    s.schedule(one, by=cast.liaison.actor, text=WORDS, promised_on=day)
    return one


def promised_for_today(cast, **facts):
    with clock.at(clock.now() - timedelta(days=8)):
        one = in_progress(cast, **facts)
        day = clock.today() + timedelta(days=8)
        s.schedule(one, by=cast.liaison.actor, text=WORDS, promised_on=day)
    return one


def assigned(cast, **facts):
    one = in_progress(cast, **facts)
    s.assign(one, by=cast.liaison.actor, handler=cast.drafter.user)
    return one


def answered(cast, **facts):
    one = in_progress(cast, **facts)
    s.answer(one, by=cast.liaison.actor, text=WORDS)
    return one


def replied(cast):
    one = answered(cast)
    s.reply(one, by=Actor.with_pin(one.pk), text=WORDS)
    return one


def objected(cast, **facts):
    one = answered(cast, **facts)
    s.not_solved(one, by=Actor.with_pin(one.pk), contest_reason="disagree", text=WORDS)
    return one


def closed(cast, **facts):
    one = answered(cast, **facts)
    s.confirm(one, by=Actor.with_pin(one.pk))
    return one


def reopened_before(cast, **facts):
    """Freely once: from then on the desk decides."""
    one = closed(cast, **facts)
    s.reopen(one, by=Actor.with_pin(one.pk), contest_reason="came_back", text=WORDS)
    s.answer(one, by=cast.liaison.actor, text=WORDS)
    s.confirm(one, by=Actor.with_pin(one.pk))
    return one


def incomplete(cast, **facts):
    one = forwarded(cast, **facts)
    s.ask(one, by=cast.district_admin.actor, question=WORDS)
    return one


def proposed(cast, **facts):
    one = forwarded(cast, **facts)
    s.propose_archive(
        one, by=cast.district_admin.actor, archive_reason="not_public_service", text=WORDS
    )
    return one


def archived(cast, **facts):
    one = proposed(cast, **facts)
    s.archive(one, by=cast.second_admin.actor)
    return one


def withdrawn(cast, **facts):
    one = forwarded(cast, **facts)
    s.withdraw(one, by=Actor.with_pin(one.pk))
    return one


def handed_over(cast):
    one = forwarded(cast)
    s.hand_over(one, by=cast.district_admin.actor, external_body=outside(), reason=WORDS)
    return one


def merged(cast):
    one = forwarded(cast)
    s.merge(one, by=cast.district_admin.actor, master=forwarded(cast))
    return one


def hidden(cast):
    one = dispatched(cast)
    s.hide(one, by=cast.district_admin.actor, hide_reason="personal", text=WORDS)
    return one


def old(cast, **facts):
    with clock.at(clock.now() - timedelta(days=70)):
        return forwarded(cast, **facts)


def consented(cast):
    one = old(cast)
    s.consent_referral(one, by=Actor.with_pin(one.pk))
    return one


def by_clerk(state: Callable[..., Complaint]) -> Callable[..., Complaint]:
    """The same, entered at the counter."""
    return lambda cast: state(cast, by=cast.clerk.actor)


@dataclass(frozen=True)
class Case:
    action: str
    start: Callable[..., Complaint]
    by: str
    given: dict[str, Any] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        return {name: one() if callable(one) else one for name, one in self.given.items()}


REASON, SAID = {"reason": WORDS}, {"text": WORDS}
RULE = {"citation": "Perda 1/2020 pasal 3"}
DLH = {"unit": lambda: office("dlh").pk}
CASES = (
    Case("forward", received, "national_admin", {"institution": lambda: office("majalengka").pk}),
    Case("dispatch", forwarded, "district_admin", {"unit": lambda: office("putr").pk}),
    Case("redispatch", in_progress, "district_admin", DLH | REASON),
    Case("recall", dispatched, "district_admin"),
    Case("return_to_national", forwarded, "district_admin", REASON),
    Case(
        "hand_over", forwarded, "district_admin", {"external_body": lambda: outside().pk} | REASON
    ),
    Case("take_back", handed_over, "district_admin", REASON),
    Case("close_external", handed_over, "district_admin", {"outcome": WORDS}),
    Case(
        "classify",
        forwarded,
        "district_admin",
        {"title": "Lampu padam", "kind": "complaint", "classification": "emergency"},
    ),
    Case("hide", dispatched, "district_admin", {"hide_reason": "personal"} | SAID),
    Case("publish", hidden, "district_admin", {"title": "Lampu padam"} | SAID),
    Case("ask", forwarded, "district_admin", {"question": WORDS}),
    Case("complete", by_clerk(incomplete), "clerk", SAID),
    Case("proceed", incomplete, "district_admin", REASON),
    Case("accept", dispatched, "liaison"),
    Case("decline", dispatched, "liaison", {"proposed_owner": lambda: office("dlh").pk} | REASON),
    Case("dispute", declined, "district_admin", {"arbiter": "leader"} | REASON),
    Case("name_arbiter", disputed, "district_admin", {"arbiter": "district_admin"}),
    Case("decide", disputed, "leader", DLH | REASON | RULE),
    Case(
        "decide_authority",
        returned_twice,
        "national_admin",
        {"institution": lambda: office("sumedang").pk} | REASON | RULE,
    ),
    Case("assign", in_progress, "liaison", {"handler": "field_officer"}),
    Case("release", assigned, "liaison"),
    Case("add_unit", in_progress, "liaison", DLH),
    Case("contribute", contributed, "other_liaison", SAID),
    Case("tell", in_progress, "drafter", SAID | {"kind": "first_word"}),
    Case("take_up", replied, "drafter"),
    Case("list_points", in_progress, "drafter", {"points": "Lampu diganti\nTiang dicat"}),
    Case("draft", in_progress, "drafter", SAID),
    Case("send_back", awaiting, "unit_head", REASON),
    Case("cancel_plan", planned, "unit_head"),
    Case("approve", awaiting, "unit_head", SAID),
    Case("answer", in_progress, "liaison", SAID),
    Case("schedule", in_progress, "liaison", SAID | {"promised_on": in_a_week}),
    Case("postpone", scheduled, "liaison", REASON | {"promised_on": in_a_week}),
    Case("resume_work", scheduled, "liaison", REASON),
    Case("add", by_clerk(in_progress), "clerk", SAID),
    Case("reply", by_clerk(answered), "clerk", SAID),
    Case("contest", by_clerk(answered), "clerk", {"contest_reason": "not_done"} | SAID),
    Case("confirm", by_clerk(answered), "clerk"),
    Case("keep_promise", by_clerk(promised_for_today), "clerk"),
    Case("break_promise", by_clerk(promised_for_today), "clerk"),
    Case("rate", by_clerk(answered), "clerk", {"solved": "partly", "score": "3"}),
    Case("close", replied, "district_admin", REASON),
    Case("reopen", closed, "district_admin", SAID),
    Case("merge", forwarded, "district_admin", {"master": lambda: "-"}),
    Case("unmerge", merged, "district_admin", REASON),
    Case(
        "propose_archive",
        forwarded,
        "district_admin",
        {"archive_reason": "not_public_service"} | SAID,
    ),
    Case("refuse_archive", proposed, "second_admin", REASON),
    Case("archive", proposed, "second_admin"),
    Case("appeal", by_clerk(archived), "clerk", REASON),
    Case("withdraw", by_clerk(forwarded), "clerk"),
    Case("restore", by_clerk(withdrawn), "clerk"),
    Case("object_to", by_clerk(reopened_before), "clerk", {"contest_reason": "disagree"} | SAID),
    Case("refuse_objection", objected, "district_admin", REASON),
    Case("consent_referral", by_clerk(old), "clerk", {"agrees": "on"}),
    Case("refer", consented, "district_admin", REASON),
    Case("note", in_progress, "inspector", SAID),
    Case(
        "file_paper",
        in_progress,
        "drafter",
        {"form": "disposition", "files": lambda: SimpleUploadedFile("surat.pdf", PDF)},
    ),
)
PEOPLE = ("arbiter", "handler")


def data_of(case: Case, cast) -> dict[str, Any]:
    """What is typed; people and the report to join are known only now."""
    data = case.data()
    for name in PEOPLE:
        if name in data:
            data[name] = getattr(cast, data[name]).user.pk
    if case.action == "merge":
        data["master"] = forwarded(cast).shown_number
    return data
