"""WhatsApp and Telegram over real HTTP: signed, once, answered by the same way, with their photos."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from django.utils import timezone

from kentongan.accounts.models import VerifiedContact
from kentongan.channels import fetching, ownership
from kentongan.channels.models import InboundFile, InboundMessage
from kentongan.common import clock
from kentongan.complaints import services
from kentongan.complaints.models import Complaint
from kentongan.notifications import delivery
from kentongan.notifications.models import Message, Receipt
from kentongan.notifications.transports import DeliveryError, sms, transport_class
from tests.channels.conftest import read_all

PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
APP_SECRET, VERIFY, HOOK = "rahasia-aplikasi", "kata-sandi", "rahasia-telegram"
NUMBER, CHAT = "6281234567890", 77001


class Service(BaseHTTPRequestHandler):
    """The Graph API and the Bot API, as far as their documents say what they answer."""

    def do_POST(self):
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, content, self.headers.get("Authorization")))
        if answer := self.server.answers.get(self.path.rpartition("/")[2]):
            return self._say(*answer)
        if self.path.endswith("/getFile"):
            return self._say(200, {"ok": True, "result": self.server.telegram_file})
        if self.path.startswith("/bot"):
            number = len(self.server.asked)
            return self._say(200, {"ok": True, "result": {"message_id": number}})
        return self._say(200, {"messages": [{"id": f"wamid.{len(self.server.asked)}"}]})

    def do_GET(self):
        self.server.asked.append((self.path, None, self.headers.get("Authorization")))
        if self.path.startswith("/v21.0/media"):
            return self._say(200, self.server.whatsapp_file)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.content)
        return None

    def _say(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def service():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked, server.answers, server.content = [], {}, PHOTO
    server.url = f"http://127.0.0.1:{server.server_port}"
    server.whatsapp_file = {"url": f"{server.url}/berkas/1", "file_size": len(PHOTO)}
    server.telegram_file = {"file_path": "photos/file_1.png", "file_size": len(PHOTO)}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def lines(settings, service, cast):
    settings.HOME_INSTITUTION = "majalengka"
    settings.CHANNELS = (
        f"wa adapter=whatsapp url={service.url}/v21.0 phone_id=55 token=kunci-wa "
        f"app_secret={APP_SECRET} verify={VERIFY} template=kabar_laporan\n"
        f"tg adapter=telegram url={service.url} token=9:kunci-tg secret={HOOK}"
    )
    transport_class.cache_clear()
    yield settings
    transport_class.cache_clear()


def whatsapp(*messages, statuses=(), phone="55", **headers):
    value = {"metadata": {"phone_number_id": phone, "display_phone_number": "62811000"}}
    value |= {"messages": list(messages)} if messages else {}
    value |= {"statuses": list(statuses)} if statuses else {}
    entry = [{"id": "0", "changes": [{"field": "messages", "value": value}]}]
    body = json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()
    made = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    given = {"X-Hub-Signature-256": f"sha256={made}"} | headers
    return Client().post(
        "/masuk/pesan/wa/", body, content_type="application/json", headers=given
    )  # fmt: skip


def wa_text(text, *, key="wamid.1", sender=NUMBER):
    return {"from": sender, "id": key, "timestamp": "1795000000", "type": "text",
            "text": {"body": text}}  # fmt: skip


def telegram(text="", *, number=1, chat=CHAT, kind="private", secret=HOOK, **more):
    message = {"message_id": number, "date": 1795000000, "chat": {"id": chat, "type": kind},
               "from": {"id": chat, "is_bot": False}, "text": text} | more  # fmt: skip
    return Client().post(
        "/masuk/pesan/tg/",
        json.dumps({"update_id": 1000 + number, "message": message}),
        content_type="application/json",
        headers={"X-Telegram-Bot-Api-Secret-Token": secret},
    )


def send_all():
    Message.objects.filter(due_at__isnull=False).update(due_at=clock.now())
    while delivery.sweep(clock.now()):
        pass


def fetch_all():
    InboundFile.objects.filter(due_at__isnull=False).update(due_at=clock.now())
    while fetching.sweep(clock.now()):
        InboundFile.objects.filter(due_at__isnull=False).update(due_at=clock.now())


REPORT = "LAPOR Lampu jalan mati di Desa Heuleut\nKec. Kadipaten"


def test_a_report_by_whatsapp_is_answered_there(lines, service):
    assert whatsapp(wa_text(REPORT)).status_code == 200
    read_all()
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.contact_by) == ("whatsapp", "whatsapp")
    assert complaint.text == "Lampu jalan mati di Desa Heuleut\nKec. Kadipaten"
    assert NUMBER[2:] not in str(InboundMessage.objects.values().get())
    send_all()
    path, content, key = service.asked[-1]
    assert (path, key) == ("/v21.0/55/messages", "Bearer kunci-wa")
    assert content["to"] == NUMBER
    assert content["text"]["body"].startswith(f"{complaint.shown_number} diterima. PIN ")
    receipt = Message.objects.get(purpose="sms_receipt")
    assert (receipt.transport, receipt.via, receipt.body) == ("whatsapp", "wa", "")


def test_a_report_by_telegram_is_answered_there_and_followed(lines, service, offices, cast):
    telegram(REPORT)
    read_all()
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.contact_by) == ("telegram", "telegram")
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    services.accept(complaint, by=cast.liaison.actor)
    services.answer(complaint, by=cast.liaison.actor, text="Lampu sudah kami ganti.")
    send_all()
    texts = [content["text"] for path, content, _ in service.asked if path.endswith("sendMessage")]
    assert any("PIN" in one for one in texts)
    assert any("dijawab" in one and "/lacak/" in one for one in texts)
    telegram("/baca", number=2)
    telegram("SELESAI", number=3)
    telegram("5", number=4)
    read_all()
    complaint.refresh_from_db()
    assert complaint.closed_kind == "confirmed"
    assert complaint.events.filter(action="rate").exists()


def test_only_the_signature_over_the_very_body_counts(lines):
    assert (
        whatsapp(wa_text(REPORT), **{"X-Hub-Signature-256": "sha256=" + "0" * 64}).status_code
        == 403
    )
    assert whatsapp(wa_text(REPORT), **{"X-Hub-Signature-256": ""}).status_code == 403
    assert telegram(REPORT, secret="salah").status_code == 403
    assert telegram(REPORT, secret="").status_code == 403
    assert not InboundMessage.objects.exists()


def test_the_handshake_gives_the_challenge_back_to_who_knows_the_word(lines):
    url = "/masuk/pesan/wa/?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    good = Client().get(url + VERIFY)
    assert (good.status_code, good.content) == (200, b"1158201444")
    assert Client().get(url + "lain").status_code == 403
    script = Client().get(
        f"/masuk/pesan/wa/?hub.mode=subscribe&hub.verify_token={VERIFY}&hub.challenge=<b>"
    )
    assert script.status_code == 400


def test_replayed_and_doubled_deliveries_change_nothing(lines):
    for _ in range(3):
        assert whatsapp(wa_text(REPORT)).status_code == 200
        assert telegram(REPORT).status_code == 200
        read_all()
    assert InboundMessage.objects.count() == 2
    assert Complaint.objects.count() == 2  # two doors, two messages: one of each


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b'{"object": "page"}', 400), (b"\xff", 400),
     (b'{"object":"whatsapp_business_account","entry":[{"changes":[{"value":{"metadata":'
      b'{"phone_number_id":"55"},"messages":[{"id":1}]}}]}]}', 400),
     (b'{"object":"whatsapp_business_account","entry":5}', 200),
     (b"x" * 1_100_000, 413), (b"[" * 100_000, 400)],
)  # fmt: skip
def test_garbage_gets_a_precise_answer(lines, body, status):
    made = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    answer = Client().post(
        "/masuk/pesan/wa/", body, content_type="application/json",
        headers={"X-Hub-Signature-256": f"sha256={made}"},
    )  # fmt: skip
    assert answer.status_code == status
    assert not InboundMessage.objects.exists()


def test_what_is_no_persons_message_is_taken_and_left_alone(lines):
    assert whatsapp(wa_text(REPORT), phone="99").status_code == 200  # another number of ours
    reaction = {"from": NUMBER, "id": "r", "type": "reaction", "reaction": {"emoji": "x"}}
    assert whatsapp(reaction).status_code == 200
    assert telegram(REPORT, kind="group", chat=-5).status_code == 200
    assert telegram(REPORT, **{"from": {"id": 5, "is_bot": True}}).status_code == 200
    assert not InboundMessage.objects.exists()


def photo(kind):
    if kind == "wa":
        return whatsapp({"from": NUMBER, "id": "wamid.9", "type": "image",
                         "image": {"id": "media77", "caption": REPORT}})  # fmt: skip
    return telegram(photo=[{"file_id": "kecil"}, {"file_id": "besar"}], caption=REPORT)


@pytest.mark.parametrize("kind", ["wa", "tg"])
def test_a_photo_is_fetched_afterwards_and_goes_with_the_report(lines, service, kind):
    photo(kind)
    read_all()
    assert not Complaint.objects.exists()  # its photo is waited for
    fetch_all()
    read_all()
    found = Complaint.objects.get().attachments.get()
    assert found.media_type == "image/png"
    assert not InboundFile.objects.exclude(path="").exists()


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("wa", {"url": "http://169.254.169.254/latest/meta-data"}),
        ("wa", {"url": "file:///etc/passwd"}),
        ("wa", {"url": "http://127.0.0.1:1/x"}),
        ("wa", {"url": "http://localhost:PORT/berkas/1"}),  # it answers, and is another host
        ("wa", {"file_size": 999_999_999}),
        ("tg", {"file_path": "../../../etc/passwd"}),
        ("tg", {"file_path": "http://evil.example/x"}),
        ("tg", {"file_path": "//evil.example/x"}),
        ("tg", {"file_path": "a?b=c"}),
        ("tg", {"file_size": 999_999_999}),
    ],
)
def test_a_file_from_elsewhere_or_too_large_is_not_fetched(lines, service, kind, change):
    port = str(service.server_port)
    change = {
        name: value.replace("PORT", port) if isinstance(value, str) else value
        for name, value in change.items()
    }
    (service.whatsapp_file if kind == "wa" else service.telegram_file).update(change)
    photo(kind)
    fetch_all()
    read_all()
    assert not [
        path for path, _, _ in service.asked if "berkas" in path or path.startswith("/file")
    ]
    assert Complaint.objects.get().attachments.count() == 0
    assert "Tidak diterima" in Message.objects.get(purpose="sms_receipt").body


def test_a_file_that_is_larger_than_it_said_or_of_another_kind_is_refused(lines, service, settings):
    service.content = b"#!/bin/sh\nrm -rf /"
    photo("wa")
    fetch_all()
    assert InboundFile.objects.get().reason == "kind"
    settings.UPLOAD_MAX_BYTES = 1000
    service.content = PHOTO * 100
    photo("tg")
    fetch_all()
    assert InboundFile.objects.order_by("-pk")[0].reason == "large"


def test_a_file_service_that_is_down_holds_up_no_other_message(lines, service):
    service.answers["getFile"] = (500, {"ok": False})
    photo("tg")
    telegram("LAPOR jalan rusak di Desa Heuleut", number=2, chat=5)
    fetch_all()
    read_all()
    assert Complaint.objects.count() == 2  # at last the first one is read without its photo
    assert InboundFile.objects.get().reason == "gone"


def test_states_of_whatsapp_are_receipts_that_only_move_forward(lines, service):
    whatsapp(wa_text("BANTU"))
    read_all()
    send_all()
    reference = Message.objects.get().carrier_reference
    seen = []
    for state in ("sent", "delivered", "read", "delivered", "failed"):
        whatsapp(statuses=[{"id": reference, "status": state, "recipient_id": NUMBER}])
        seen.append(str(Receipt.objects.get().get_state_display()))
    assert seen == ["Dalam perjalanan", "Sampai", "Dibaca", "Dibaca", "Dibaca"]
    assert whatsapp(statuses=[{"id": "wamid.lain", "status": "read"}]).status_code == 200


def test_after_a_day_only_the_approved_text_goes_out(lines, service):
    whatsapp(wa_text(REPORT))
    read_all()
    send_all()
    VerifiedContact.objects.update(seen_at=timezone.now() - timedelta(hours=25))
    carrier = sms.carrier("wa")
    carrier.send(f"+{NUMBER}", "", "Ada\njawaban   untuk Anda", message_id="kentongan-1")
    content = service.asked[-1][1]
    assert content["type"] == "template"
    assert content["template"]["name"] == "kabar_laporan"
    [words] = content["template"]["components"][0]["parameters"]
    assert words["text"] == "Ada jawaban untuk Anda"
    lines.CHANNELS = lines.CHANNELS.replace(" template=kabar_laporan", "")
    with pytest.raises(DeliveryError) as refused:
        sms.carrier("wa").send(f"+{NUMBER}", "", "Halo", message_id="kentongan-2")
    assert not refused.value.retry


@pytest.mark.parametrize(
    ("kind", "answer", "state"),
    [
        ("messages", (400, {"error": {"code": 131026, "message": "undeliverable"}}), "dead"),
        ("messages", (401, {"error": {"code": 190, "message": "token expired"}}), "failed"),
        ("messages", (429, {"error": {"code": 130429, "message": "rate"}}), "failed"),
        ("sendMessage", (403, {"ok": False, "description": "blocked by the user"}), "dead"),
        ("sendMessage", (429, {"ok": False, "description": "Too Many Requests"}), "failed"),
        ("sendMessage", (502, "nonsense"), "failed"),
    ],
)
def test_what_helps_no_more_is_given_up_and_the_rest_tried_again(
    lines, service, kind, answer, state
):
    service.answers[kind] = answer
    if kind == "messages":
        whatsapp(wa_text("BANTU"))
    else:
        telegram("BANTU")
    read_all()
    delivery.sweep(clock.now())
    message = Message.objects.get()
    assert message.state == state
    assert "kunci" not in message.last_error


def test_stop_is_honoured_by_each_door(lines, service, cast, offices):
    telegram(REPORT)
    read_all()
    complaint = Complaint.objects.get()
    services.dispatch(complaint, by=cast.district_admin.actor, unit=offices("putr"))
    services.accept(complaint, by=cast.liaison.actor)
    telegram("/stop", number=2)
    read_all()
    send_all()
    count = len(service.asked)
    services.tell(complaint, by=cast.liaison.actor, text="Kami datang besok.")
    send_all()
    assert [path for path, _, _ in service.asked[count:] if path.endswith("sendMessage")] == []
    assert Message.objects.get(purpose="told", transport="telegram").state == "cancelled"


def test_a_photo_without_words_belongs_to_the_one_open_report(lines, service):
    telegram(REPORT)
    read_all()
    telegram(number=2, photo=[{"file_id": "x"}])
    fetch_all()
    read_all()
    complaint = Complaint.objects.get()
    assert complaint.events.filter(action="add").count() == 1
    assert complaint.attachments.count() == 1


def test_the_same_number_by_sms_and_by_whatsapp_are_two_proofs(lines, service, phone):
    """Whoever got the number later holds not the chat; and the other way round."""
    lines.SMS_CHANNELS = phone and lines.SMS_CHANNELS
    whatsapp(wa_text(REPORT))
    read_all()
    code = Complaint.objects.get().number
    assert "tidak terhubung" in phone.sends(f"STATUS {code}")
    whatsapp(wa_text("STATUS", key="wamid.2"))
    read_all()
    assert "diperiksa" in Message.objects.order_by("-pk")[0].body
    contacts = VerifiedContact.objects.order_by("transport")
    assert [one.transport for one in contacts] == ["sms", "whatsapp"]
    assert ownership.proved(contacts[0]) == []
