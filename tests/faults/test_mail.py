"""Real mail servers on loopback that take, refuse, fail, hang and break off; what the outbox does."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.utils import timezone

from kentongan.notifications import delivery, health, outbox
from kentongan.notifications.models import Message
from kentongan.notifications.outbox import Outgoing
from kentongan.notifications.transports import smtp

SMTP = "kentongan.notifications.transports.smtp.SmtpTransport"


class Postbox:
    """What a server says to each recipient, and what it took."""

    def __init__(self, *answers):
        self.answers, self.taken, self.asked = list(answers), [], 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else (self.answers or ["250 OK"])[0]
        if answer == "break off":
            server.transport.close()
            return "421 gone"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.rcpt_tos[0], envelope.content.decode("utf-8", "replace")))
        return "250 taken"


@pytest.fixture
def mail_server(settings):
    """`mail_server("250 OK")`: a server that answers so, and the settings that lead to it."""
    from kentongan.notifications.transports import transport_class

    running = []

    def start(*answers):
        box = Postbox(*answers)
        controller = Controller(box, hostname="127.0.0.1", port=free_port())
        controller.start()
        running.append(controller)
        lead_to(settings, controller.port)
        return box

    yield start
    for one in running:
        one.stop()
    transport_class.cache_clear()


def lead_to(settings, port):
    from kentongan.notifications.transports import transport_class

    transport_class.cache_clear()
    settings.TRANSPORTS = {**settings.TRANSPORTS, "email": SMTP}
    settings.SMTP = {
        "host": "127.0.0.1", "port": port, "username": "", "password": "", "use_ssl": False,
        "use_tls": False,
    }  # fmt: skip


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(autouse=True)
def no_connection_of_another_test():
    from kentongan.notifications.transports import transport_class

    transport_class.cache_clear()


def owe(address="warga@contoh.demo", key="1", **facts):
    given = {"purpose": "test", "transport": "email", "dedupe": key, "subject": "Kabar"}
    given |= {"body": "Laporan Anda sudah dijawab.", "address": address} | facts
    outbox.queue([Outgoing(**given)])
    return Message.objects.get(dedupe=key)


def again(message):
    """Let the pause after a failure be over."""
    Message.objects.filter(pk=message.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def fresh(message):
    return Message.objects.get(pk=message.pk)


def sweep():
    return delivery.sweep(timezone.now())


@pytest.mark.django_db
def test_a_mail_arrives_and_its_state_and_words_are_kept(mail_server):
    box = mail_server("250 OK")
    message = owe()
    assert sweep() == 1
    assert sweep() == 0
    ((address, text),) = box.taken
    sent = fresh(message)
    assert (address, sent.state, sent.tries, sent.due_at) == ("warga@contoh.demo", "sent", 1, None)
    assert sent.carrier_reference in text
    assert sent.body == "Laporan Anda sudah dijawab."
    assert "Auto-Submitted: auto-generated" in text


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_given_up_at_once_and_the_reason_kept(mail_server):
    box = mail_server("550 no such user")
    message = owe()
    sweep()
    dead = fresh(message)
    assert (dead.state, dead.due_at, box.asked) == ("dead", None, 1)
    assert "no such user" in dead.last_error
    assert list(Message.objects.dead()) == [dead]


@pytest.mark.django_db
def test_a_server_that_fails_for_a_while_is_asked_again_later_and_later(mail_server):
    box = mail_server("451 try later", "451 try later", "250 OK")
    message = owe()
    for tries in (1, 2):
        sweep()
        failed = fresh(message)
        assert (failed.state, failed.tries) == ("failed", tries)
        pause = failed.due_at - timezone.now()
        assert timedelta() < pause <= delivery.BACKOFF[tries - 1]
        assert sweep() == 0
        again(message)
    sweep()
    assert (fresh(message).state, len(box.taken)) == ("sent", 1)


@pytest.mark.django_db
def test_after_the_last_try_a_person_has_to_look_and_can_send_it_again(mail_server, cast):
    box = mail_server("451 try later")
    message = owe()
    for _try in range(len(delivery.BACKOFF) + 1):
        health.reset("email")  # a carrier that fails rests; here time goes on until it has rested
        sweep()
        again(message) if fresh(message).state == "failed" else None
    assert (fresh(message).state, box.asked) == ("dead", len(delivery.BACKOFF) + 1)
    box.answers = ["250 OK"]
    by = {"by_id": cast.operator.user.pk, "by_label": "Pak Budi"}
    assert delivery.requeue(fresh(message), **by)
    assert not delivery.requeue(fresh(message), **by)
    sweep()
    assert (fresh(message).state, len(box.taken)) == ("sent", 1)


@pytest.mark.django_db
def test_one_bad_address_does_not_hold_up_the_others(mail_server):
    box = mail_server("250 OK", "550 no", "break off", "250 OK")
    messages = [owe(f"p{n}@contoh.demo", str(n)) for n in range(4)]
    sweep()
    assert [fresh(one).state for one in messages] == ["sent", "dead", "failed", "sent"]
    assert [address for address, _text in box.taken] == ["p0@contoh.demo", "p3@contoh.demo"]


@pytest.mark.django_db
def test_a_repeated_mail_carries_the_same_id(mail_server):
    box = mail_server("250 OK")
    message = owe()
    sweep()
    Message.objects.filter(pk=message.pk).update(state="waiting", due_at=timezone.now())
    sweep()
    first, second = (text.split("Message-ID: ")[1].split("\r\n")[0] for _to, text in box.taken)
    assert first == second


@pytest.mark.django_db
def test_nobody_there_is_a_failure_that_passes(settings):
    lead_to(settings, free_port())
    message = owe()
    sweep()
    assert fresh(message).state == "failed"
    assert "mail server" in fresh(message).last_error


@pytest.mark.django_db
def test_a_server_that_hangs_costs_its_time_and_no_more(settings, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes the call and never speaks
        lead_to(settings, deaf.getsockname()[1])
        monkeypatch.setattr(smtp, "TIMEOUT", 0.3)
        message = owe()
        begun = time.monotonic()
        sweep()
    assert time.monotonic() - begun < 5
    assert fresh(message).state == "failed"


@pytest.mark.django_db
def test_a_citizen_waits_for_no_mail_server(client, settings):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        lead_to(settings, deaf.getsockname()[1])
        begun = time.monotonic()
        answer = client.post(
            "/lapor/",
            {"step": "send", "text": "Lampu jalan padam di depan pasar.", "kind": "complaint",
             "contact": "siti@contoh.demo"},
        )  # fmt: skip
        assert time.monotonic() - begun < 5
    assert answer.status_code == 200
    assert "LP-" in answer.content.decode()
    assert Message.objects.filter(purpose="received", state="waiting").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_one_message_twice(mail_server):
    box = mail_server("250 OK")
    for number in range(30):
        owe(f"p{number}@contoh.demo", str(number))
    errors = []

    def work():
        from django.db import connection

        try:
            while sweep():
                pass
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    cache.clear()
    assert errors == []
    assert sorted(to for to, _text in box.taken) == sorted(f"p{n}@contoh.demo" for n in range(30))
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_a_lease_of_a_clock_that_was_set_back_holds_nothing_up(mail_server):
    box = mail_server("250 OK")
    message = owe(about=7)
    held = Message.objects.filter(pk=message.pk)
    ahead = timezone.now() + timedelta(days=3)  # its worker died while the clock was wrong
    held.update(lease="gone", lease_until=ahead + delivery.LEASE)

    assert sweep() == 1

    assert (fresh(message).state, len(box.taken)) == ("sent", 1)
    second = owe(about=8)
    Message.objects.filter(pk=second.pk).update(
        lease="alive", lease_until=timezone.now() + delivery.LEASE
    )
    assert sweep() == 0, "what another worker holds is not touched"
    # It claimed a moment ago, while this one waited for the database since before that.
    Message.objects.filter(pk=second.pk).update(
        lease_until=timezone.now() + delivery.LEASE + timedelta(seconds=30)
    )
    assert sweep() == 0


@pytest.mark.django_db
def test_what_is_taken_back_in_time_is_not_sent(mail_server):
    box = mail_server("250 OK")
    message = owe(about=7)
    assert delivery.cancel(7, purpose="test") == 1
    assert sweep() == 0
    assert (fresh(message).state, box.taken) == ("cancelled", [])


@pytest.mark.django_db
def test_a_line_break_in_a_subject_or_an_address_begins_no_header(mail_server):
    box = mail_server("250 OK")
    owe("a@contoh.demo", subject="Kabar\r\nBcc: semua@contoh.demo")
    sweep()
    ((_to, text),) = box.taken
    assert "\r\nBcc:" not in text


@pytest.mark.django_db
def test_a_link_that_sets_a_password_is_not_kept_once_it_is_sent(mail_server):
    mail_server("250 OK")
    message = owe(purpose="account", body="https://localhost/akun/password/reset/key/1-abc/")
    sweep()
    assert (fresh(message).state, fresh(message).body) == ("sent", "")


@pytest.mark.django_db
def test_without_a_carrier_nothing_is_lost(settings):
    settings.DEMO = False
    message = owe()
    sweep()
    assert fresh(message).state == "failed"
    assert "KENTONGAN_SMTP_URL" in fresh(message).last_error


@pytest.mark.django_db
def test_a_text_that_cannot_be_written_is_told_and_the_next_one_goes(mail_server):
    box = mail_server("250 OK")
    broken = owe("a@contoh.demo", "1", template="complaints/messages/tidak-ada", body="")
    fine = owe("b@contoh.demo", "2")
    sweep()
    assert (fresh(broken).state, fresh(fine).state) == ("failed", "sent")
    assert len(box.taken) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"address": ""}, {"user_id": 1}, {"transport": "pigeon"}, {"body": ""}, {"params": {"n": 1}}],
)
def test_a_message_that_nobody_could_send_is_refused_when_it_is_written(wrong):
    given = {"purpose": "x", "transport": "email", "dedupe": "x", "body": "x", "address": "a@b.c"}
    with pytest.raises(ValueError, match="x: "):
        Outgoing(**(given | wrong))
