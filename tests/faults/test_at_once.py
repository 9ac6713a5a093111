"""Several people at the same moment, in threads with connections of their own."""

import re
import threading
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from kentongan.complaints import agenda, history, services
from kentongan.complaints.models import AgendaEntry, Complaint, Disposition, Event
from kentongan.complaints.refusals import MoveRefused
from kentongan.notifications.models import Message
from tests.complaints.reaching import office, own, reach

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*tasks):
    """Let all of them begin together; their results, or what they raised, in order."""
    gate, found = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(place, task):
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            found[place] = task()
        except Exception as fault:
            found[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return found


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


@pytest.mark.parametrize("_round", range(3))
def test_of_two_officers_one_dispatches_and_the_other_is_told_by_whom(cast, client_for, _round):
    complaint = reach(cast, "forwarded")
    units = {"district_admin": office("putr"), "second_admin": office("dlh")}
    clients = {who: client_for(getattr(cast, who), raise_request_exception=False) for who in units}
    url = f"/meja/{complaint.shown_number}/langkah/dispatch/"

    def press(who):
        data = {"unit": units[who].pk, "seen": complaint.version, "note": f"Catatan {who}"}
        return lambda: clients[who].post(url, data)

    answers = at_once(press("district_admin"), press("second_admin"))
    codes = [one.status_code for one in answers]
    assert sorted(codes) in ([200, 409], [302, 409])
    loser = answers[codes.index(409)].content.decode()
    winner = "Bu Rina" if codes[0] != 409 else "Pak Dedi"
    assert winner in loser
    assert f"Catatan {'second_admin' if codes[0] != 409 else 'district_admin'}" in loser
    assert Disposition.objects.filter(complaint=complaint, ended_at=None).count() == 1
    assert Event.objects.filter(complaint=complaint, action="dispatch").count() == 1
    assert Message.objects.filter(about=complaint.pk, purpose="dispatched").count() == 1
    assert history.verify([fresh(complaint)]) == []


def test_a_form_sent_four_times_at_once_is_one_complaint_with_one_receipt():
    key = str(uuid4())
    data = {
        "step": "send", "text": "Lampu jalan padam di depan pasar.", "kind": "complaint",
        "key": key, "contact": "siti@contoh.demo",
    }  # fmt: skip
    cache.clear()
    answers = at_once(*[lambda: Client(raise_request_exception=False).post("/lapor/", data)] * 4)
    assert [one.status_code for one in answers] == [200] * 4
    pages = [one.content.decode() for one in answers]
    assert len({re.search(r"LP-\w{4}-\w{4}", page)[0] for page in pages}) == 1
    assert len({re.search(r'"number">(\d{6})<', page)[1] for page in pages}) == 1
    assert (Complaint.objects.count(), Event.objects.count()) == (1, 1)
    assert Message.objects.filter(purpose="received").count() == 1


@pytest.mark.filterwarnings("ignore")
def test_a_machine_that_repeats_its_request_at_once_files_one_complaint():
    headers = {"Idempotency-Key": str(uuid4())}
    send = {"text": "Jembatan di desa kami rusak dan berbahaya."}

    def post():
        client = Client(raise_request_exception=False)
        return client.post(
            "/api/v1/complaints", send, content_type="application/json", headers=headers
        )

    answers = at_once(post, post, post)
    assert [one.status_code for one in answers] == [201] * 3
    assert len({one.json()["number"] for one in answers}) == 1
    assert Complaint.objects.count() == 1


RACES = {
    "approve and send back": ("awaiting_approval",
        lambda c, cast: services.approve(c, by=cast.unit_head.actor),
        lambda c, cast: services.send_back(c, by=cast.liaison.actor, reason="Tanggalnya?")),
    "answer and withdraw": ("in_progress",
        lambda c, cast: services.answer(c, by=cast.liaison.actor, text="Sudah."),
        lambda c, cast: services.withdraw(c, by=own(c))),
    "close by itself and reply": ("answered",
        lambda c, cast: services.close_automatically(c),
        lambda c, cast: services.reply(c, by=own(c), text="Belum jelas.")),
    "two archivings": ("forwarded",
        lambda c, cast: services.propose_archive(
            c, by=cast.district_admin.actor, archive_reason="spam", text="Uji."),
        lambda c, cast: services.propose_archive(
            c, by=cast.second_admin.actor, archive_reason="unclear", text="Umum.")),
    "two confirmations": ("answered",
        lambda c, cast: services.confirm(c, by=own(c)),
        lambda c, cast: services.confirm(c, by=own(c))),
}  # fmt: skip


@pytest.mark.parametrize("race", RACES)
def test_of_two_steps_that_exclude_one_another_one_is_taken(cast, race):
    status, first, second = RACES[race]
    complaint = reach(cast, status)
    copies = fresh(complaint), fresh(complaint)
    found = at_once(lambda: first(copies[0], cast), lambda: second(copies[1], cast))
    refused = [one for one in found if isinstance(one, MoveRefused)]
    taken = [one for one in found if isinstance(one, Event)]
    # A withdrawal is still possible after the answer: then both are taken, one after the other.
    assert (len(taken), len(refused)) == (1, 1) or race == "answer and withdraw", found
    assert len(taken) + len(refused) == 2, found
    assert fresh(complaint).version == complaint.version + len(taken)
    assert history.verify([fresh(complaint)]) == []


def test_many_notes_at_once_are_all_written(cast):
    complaint = reach(cast, "in_progress")
    copies = [fresh(complaint) for _ in range(4)]
    tasks = [
        lambda c=c, n=n: services.note(c, by=cast.liaison.actor, text=f"Catatan {n}")
        for n, c in enumerate(copies)
    ]
    found = at_once(*tasks)
    assert all(isinstance(one, Event) for one in found), found
    assert fresh(complaint).version == complaint.version + 4
    assert history.verify([fresh(complaint)]) == []


def test_two_workers_give_each_number_of_the_register_once(cast):
    from django.utils import timezone

    for _ in range(6):
        reach(cast, "forwarded", institution=office("majalengka"))
    found = at_once(*[lambda: agenda.sweep(timezone.now())] * 2)
    assert not [one for one in found if isinstance(one, Exception)]
    agenda.sweep(timezone.now())
    numbers = AgendaEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 7))
