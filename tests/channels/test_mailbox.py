"""E-mails of citizens through a real mailbox: once each, threaded, and no machine is answered."""

import base64
import os
import re
import threading
from email.message import EmailMessage
from email.utils import formatdate

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from kentongan.channels import mailbox, ownership
from kentongan.channels.models import InboundFile, InboundMessage, Mailbox
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.notifications import delivery, stopping
from kentongan.notifications.models import Message, Receipt, TransportHealth
from kentongan.notifications.transports import sms, transport_class
from kentongan.notifications.transports.imap import MailboxLost
from tests.channels.conftest import read_all
from tests.channels.mailserver import PASSWORD, Dovecot
from tests.channels.programs import free_port, wait_for

pytestmark = pytest.mark.skipif(
    os.environ.get("KENTONGAN_DATABASE_URL", "").startswith("postgres"),
    reason="the programs of channels are tried once, on SQLite",
)
SENDER = "warga@example.id"
US = "lapor@majalengkakab.go.id"
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def dovecot():
    made = Dovecot()
    yield made
    made.remove()


class Taken:
    """The mail server of the office: what it got."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        from email import message_from_bytes, policy

        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def outbound(settings):
    box = Taken()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.TRANSPORTS = settings.TRANSPORTS | {
        "email": "kentongan.notifications.transports.smtp.SmtpTransport"
    }
    settings.SMTP = settings.SMTP | {"host": "127.0.0.1", "port": controller.port}
    transport_class.cache_clear()
    yield box
    controller.stop()
    transport_class.cache_clear()


_count = iter(range(10_000))


@pytest.fixture
def line(dovecot, settings):
    """A folder of its own for each test."""
    folder = f"Laporan{next(_count)}"
    dovecot.renew(folder)
    settings.HOME_INSTITUTION = "majalengka"
    settings.CHANNELS = (
        f"surel adapter=imap host=localhost port={dovecot.tls_port} user=lapor "
        f"password={PASSWORD} address={US} folder={folder} ca={dovecot.certificate} "
        "authserv=mx.majalengkakab.go.id plus=yes"
    )
    settings.FOLDER = folder
    return settings


def mail(text, *, subject="Laporan", sender=SENDER, proved=True, **headers):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, US, subject
    made["Message-ID"] = headers.pop("message_id", f"<{next(_count)}@example.id>")
    made["Date"] = formatdate()
    if proved:
        checked = "mx.majalengkakab.go.id; dmarc=pass (p=reject) header.from=example.id"
        made["Authentication-Results"] = checked
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


@pytest.fixture
def post(dovecot, line, cast):
    """Put mails into the mailbox, read it, and return what was answered."""

    def go(*mails):
        for one in mails:
            dovecot.put(one if isinstance(one, bytes) else one.as_bytes(), folder=line.FOLDER)
        carrier = sms.carrier("surel")
        reader = mailbox.Reader(carrier)
        before = set(Message.objects.values_list("pk", flat=True))
        reader.connect()
        while reader.look():
            pass
        carrier.close()
        read_all()
        new = Message.objects.filter(dedupe__startswith="inbound:").exclude(pk__in=before)
        return " | ".join(new.order_by("pk").values_list("body", flat=True))

    return go


def send_all():
    Message.objects.filter(due_at__isnull=False).update(due_at=clock.now())
    while delivery.sweep(clock.now()):
        pass


REPORT = "LAPOR\n\nLampu jalan mati di Desa Heuleut, Kec. Kadipaten.\n\nSudah tiga hari.\n-- \nSiti"


def test_a_report_with_a_photo_is_filed_and_answered_in_its_thread(post, outbound):
    sent = mail(REPORT, subject="Lampu mati", message_id="<a1@example.id>")
    sent.add_attachment(PHOTO, maintype="image", subtype="png", filename="../lampu mati.png")
    sent.add_attachment(b"MZ\x90", maintype="image", subtype="jpeg", filename="virus.jpg")
    said = post(sent)

    complaint = Complaint.objects.get()
    assert complaint.channel == "email"
    assert complaint.contact_by == "email"
    assert complaint.text == (
        "Lampu jalan mati di Desa Heuleut, Kec. Kadipaten.\n\nSudah tiga hari."
    )
    assert complaint.area.name == "Heuleut"
    assert [one.name for one in complaint.attachments.all()] == ["lampu_mati.png"]
    assert "virus.jpg" in said  # refused by its content, and said so
    kept = InboundMessage.objects.get()
    assert "Siti" in kept.original
    assert SENDER not in str(InboundMessage.objects.values().get())
    assert not InboundFile.objects.exclude(path="").exists()  # no second copy stays

    send_all()
    answer = outbound.mails[-1]
    assert answer["In-Reply-To"] == "<a1@example.id>"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["Subject"] == f"Re: {complaint.shown_number} Lampu mati"
    assert re.fullmatch(
        r"lapor\+kentongan-\d+\.[a-z2-7]{26}@majalengkakab\.go\.id", answer["Reply-To"]
    )
    assert "PIN" in answer.get_content()


def test_each_mail_is_kept_once_also_under_a_new_uidvalidity(post, dovecot, line):
    sent = mail(REPORT, message_id="<once@example.id>")
    post(sent)
    post()
    assert Mailbox.objects.get().last_uid == 1
    post(sent)  # the same mail, delivered again
    dovecot.renew(line.FOLDER)
    post(sent)
    assert InboundMessage.objects.count() == 1
    assert Complaint.objects.count() == 1
    # Nobody keeps the mail of somebody else out by using its id.
    post(mail(REPORT, sender="lain@example.id", message_id="<once@example.id>"))
    assert InboundMessage.objects.count() == 2


def test_after_a_crash_between_keeping_and_marking_it_is_one(post, monkeypatch, line, dovecot):
    from kentongan.notifications.transports.imap import Imap

    real = Imap.done
    monkeypatch.setattr(Imap, "done", lambda self, uid: (_ for _ in ()).throw(MailboxLost("kill")))
    with pytest.raises(MailboxLost):
        post(mail(REPORT))
    monkeypatch.setattr(Imap, "done", real)
    post()
    read_all()
    assert InboundMessage.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"},
        {"List_Id": "<warga.example.id>"}, {"Return_Path": "<>"},
        {"X_Auto_Response_Suppress": "All"}, {"sender": "MAILER-DAEMON@example.id"},
        {"sender": "no-reply@example.id"}, {"sender": US},
    ],
    ids=str,
)  # fmt: skip
def test_machines_and_lists_are_never_answered(post, headers):
    assert post(mail(REPORT, **headers)) == ""
    assert InboundMessage.objects.get().outcome == "automatic"
    assert not Complaint.objects.exists()


def test_a_loop_ends_after_the_share_of_the_day(post, settings):
    settings.SMS_REPLIES_PER_DAY = 2
    said = [post(mail(f"STATUS {' ' * n}", subject=f"n{n}")) for n in range(4)]
    assert sum(bool(one) for one in said) == 2


def reply_to(answer, text, **more):
    return mail(
        f"{text}\n\nPada Sab, 28 Nov 2026 pukul 08.00 Kentongan\n<{US}> menulis:\n"
        "> Laporan Anda dijawab.\n> SELESAI atau BELUM\n",
        subject=f"Re: {answer['Subject']}", In_Reply_To=answer["Message-ID"], **more,
    )  # fmt: skip


@pytest.fixture
def answered(post, outbound, cast, offices):
    """A report by e-mail that has its answer; gives it and the e-mail that told its reporter."""
    post(mail(REPORT, proved=False))
    complaint = Complaint.objects.get()
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    services.accept(complaint, by=cast.liaison.actor)
    services.answer(complaint, by=cast.liaison.actor, text="Lampu sudah kami ganti.")
    send_all()
    told = [one for one in outbound.mails if one["To"] == SENDER][-1]
    complaint.refresh_from_db()
    return complaint, told


def test_a_plain_answer_to_our_mail_is_the_reporters_reply(post, answered):
    complaint, told = answered
    post(reply_to(told, "Terima kasih, tapi kapan yang di gang dua?", proved=False))
    event = complaint.events.get(action="reply")
    assert event.text == "Terima kasih, tapi kapan yang di gang dua?"


def test_a_keyword_in_an_answer_takes_the_step(post, answered):
    complaint, told = answered
    said = post(reply_to(told, "Belum, masih gelap", proved=False))
    assert "dibuka kembali" in said
    assert complaint.events.get(action="contest").text == "masih gelap"


def test_the_address_alone_brings_the_answer_back_too(post, answered):
    complaint, told = answered
    sent = mail("Selesai", subject="terima kasih", proved=False)
    sent.replace_header("To", told["Reply-To"])
    post(sent)
    complaint.refresh_from_db()
    assert complaint.closed_kind == "confirmed"


def test_a_spoofed_sender_changes_nothing_and_learns_nothing(post, answered, outbound):
    complaint, _told = answered
    said = post(mail(f"BATAL {complaint.shown_number}", proved=False))
    assert "balas surel ini" in said  # and that goes to the mailbox itself
    said = post(mail("tolong dibatalkan", subject=complaint.shown_number, proved=False))
    assert "balas surel ini" in said
    post(mail("STOP", proved=False))
    complaint.refresh_from_db()
    assert complaint.status == "answered"
    assert not complaint.events.filter(action__in=("reply", "withdraw")).exists()
    # Somebody with the mail of another in hand, but writing from elsewhere.
    post(reply_to(_told, "Selesai", sender="lain@example.id", proved=True))
    complaint.refresh_from_db()
    assert complaint.status == "answered"
    # A made-up mark is none.
    forged = re.sub(r"\.[a-z2-7]{26}@", ".aaaaaaaaaaaaaaaaaaaaaaaaaa@", _told["Message-ID"])
    post(mail("Selesai", In_Reply_To=forged, proved=False))
    complaint.refresh_from_db()
    assert complaint.status == "answered"


def test_who_answers_our_question_back_has_proved_the_mailbox(post, answered, outbound):
    complaint, _told = answered
    post(mail(f"BATAL {complaint.shown_number}", proved=False))
    send_all()
    asked = [one for one in outbound.mails if one["To"] == SENDER][-1]
    post(reply_to(asked, f"BATAL {complaint.shown_number}", proved=False))
    complaint.refresh_from_db()
    assert complaint.status == "withdrawn"


def test_what_our_own_server_has_checked_is_enough(post, answered):
    complaint, _told = answered
    post(mail(f"BATAL {complaint.shown_number}", proved=True))
    complaint.refresh_from_db()
    assert complaint.status == "withdrawn"


def test_mails_with_addresses_of_others_are_answered_up_to_a_limit(post, settings):
    settings.LIMITS = settings.LIMITS | {"unproved-answers": 2}
    said = [post(mail("BANTU", sender=f"orang{n}@example.id", proved=False)) for n in range(4)]
    assert sum(bool(one) for one in said) == 2
    assert post(mail("BANTU", sender="lain@example.id", proved=True))  # who is proved is answered


def test_at_the_first_start_what_was_read_already_is_left_alone(post, dovecot, line):
    for n in range(3):
        dovecot.put(mail(f"BANTU {n}").as_bytes(), folder=line.FOLDER)
    client = dovecot.box()
    client.select(line.FOLDER)
    client.store("2:3", "+FLAGS", "(\\Seen)")
    client.logout()
    post()
    assert InboundMessage.objects.count() == 1
    assert Mailbox.objects.get().last_uid == 3
    post(mail("CEK"))
    assert InboundMessage.objects.count() == 2


@pytest.mark.parametrize(
    "results",
    [
        "evil.example; dmarc=pass header.from=example.id",
        "mx.majalengkakab.go.id; dmarc=fail header.from=example.id",
        "mx.majalengkakab.go.id; dkim=pass header.d=evil.example",
        "mx.majalengkakab.go.id; spf=pass smtp.mailfrom=x@evil.example",
    ],
)
def test_other_words_about_the_sender_prove_nothing(post, results):
    post(mail(REPORT, proved=False, Authentication_Results=results))
    assert not InboundMessage.objects.get().is_proved


def test_stop_is_honoured_for_what_was_not_asked_for(post, answered, cast, outbound):
    complaint, told = answered
    assert "MULAI" in post(reply_to(told, "STOP", proved=False))
    send_all()
    count = len(outbound.mails)
    services.reply(complaint, by=ownership.actor_for(complaint, door="email"), text="Kapan?")
    services.tell(complaint, by=cast.liaison.actor, text="Kami datang besok.")
    send_all()
    assert [one["To"] for one in outbound.mails[count:] if one["To"] == SENDER] == []


def test_a_bounce_is_noted_at_the_message(post, answered, outbound):
    _complaint, told = answered
    bounce = (
        f"From: MAILER-DAEMON@mx.example.id\r\nTo: {US}\r\nSubject: Undelivered\r\n"
        "Return-Path: <>\r\nMessage-ID: <b1@mx.example.id>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nTidak terkirim.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; {SENDER}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {told['Message-ID']}\r\n\r\n--x--\r\n"
    )
    assert post(bounce.encode()) == ""
    receipt = Receipt.objects.get()
    assert receipt.get_state_display() == "Tidak sampai"
    assert receipt.message.purpose == "answered"


def test_html_strange_letters_and_broken_heads_are_read(post):
    html = EmailMessage()
    html["From"], html["Subject"] = f"Siti <{SENDER}>", "=?utf-9?B?////?= halo"
    html["Message-ID"] = "<h@example.id>"
    html.set_content(
        "<html><style>p{x:y}</style><script>alert(1)</script><p>LAPOR jalan <b>rusak</b> parah"
        " di <a href='http://x/'>Heuleut</a></p><blockquote>lama</blockquote></html>",
        subtype="html", charset="iso-8859-1",
    )  # fmt: skip
    post(html)
    assert Complaint.objects.get().text == "jalan rusak parah di Heuleut"
    broken = (
        b"From: =?x?q?=?= <warga@example.id\r\nFrom: dua@example.id\r\nSubject: \xff\xfe\r\n"
        b"Content-Type: text/plain; charset=idna; name*0*=%%%\r\n\r\nhalo \xff\xfe apa kabar"
    )
    nothing = b"\r\n\r\n"
    deep = b"Content-Type: multipart/mixed; boundary=a\r\nFrom: warga@example.id\r\n\r\n" + (
        b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 300
    )
    post(broken, nothing, deep)
    assert InboundMessage.objects.count() >= 3


def test_a_mail_that_is_too_large_is_said_so(post, settings):
    settings.MAIL_MAX_BYTES = 10_000
    sent = mail("LAPOR jalan rusak di Heuleut")
    sent.add_attachment(b"x" * 50_000, maintype="application", subtype="zip", filename="a.zip")
    assert "tidak dibaca" in post(sent)
    assert InboundMessage.objects.get().state == "inbox"
    assert "Laporan" in InboundMessage.objects.get().subject


def test_the_password_is_wrong_and_nobody_reads_it_in_the_error(line):
    line.CHANNELS = line.CHANNELS.replace(PASSWORD, "salah-sandi")
    with pytest.raises(MailboxLost) as lost:
        sms.carrier("surel").connect()
    assert "salah-sandi" not in str(lost.value)


def test_a_certificate_of_nobody_is_not_trusted(line, dovecot):
    line.CHANNELS = line.CHANNELS.replace(f"ca={dovecot.certificate}", "")
    with pytest.raises(MailboxLost, match="certificate"):
        sms.carrier("surel").connect()


def test_starttls_and_the_archive_folder(post, line, dovecot):
    client = dovecot.box()
    client.create("Selesai")
    client.logout()
    line.CHANNELS = line.CHANNELS.replace(
        f"port={dovecot.tls_port}", f"port={dovecot.port} tls=starttls archive=Selesai"
    )
    post(mail(REPORT))
    client = dovecot.box()
    assert client.select("Selesai")[1] == [b"1"]
    assert client.select(line.FOLDER)[1] == [b"0"]
    client.logout()


@pytest.mark.django_db(transaction=True)
def test_the_process_connects_again_after_the_server_was_away(line, dovecot, cast, monkeypatch):
    line.CHANNELS += " every=0.2"
    monkeypatch.setattr(mailbox, "LONGEST", 1.0)
    stopping.requested.clear()

    def work():
        try:
            mailbox.run(sms.carrier("surel"))
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        dovecot.put(mail("LAPOR lampu mati di Heuleut").as_bytes(), folder=line.FOLDER)
        wait_for(lambda: InboundMessage.objects.count() == 1)
        dovecot.stop()
        wait_for(lambda: TransportHealth.objects.filter(pk="surel:in", failures__gt=0).exists())
        dovecot.start()
        dovecot.put(mail("LAPOR jalan rusak di Heuleut").as_bytes(), folder=line.FOLDER)
        wait_for(lambda: InboundMessage.objects.count() == 2)
        assert TransportHealth.objects.get(pk="surel:in").failures == 0
    finally:
        stopping.requested.set()
        thread.join(timeout=20)
        stopping.requested.clear()
