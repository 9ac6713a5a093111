"""The database is locked or refuses, the disk is full: told clearly, and nothing half-written."""

import errno
import json
import resource
import signal
import sqlite3

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.test import Client

from kentongan.accounts.models import Identity
from kentongan.audit import log
from kentongan.common import errors
from kentongan.complaints import services
from kentongan.complaints.attachments import Upload
from kentongan.complaints.models import Answer, ClockRun, Complaint, Disposition, Event
from kentongan.notifications.models import Message
from tests.complaints.reaching import own, reach, submitted

TABLES = (Complaint, Event, ClockRun, Disposition, Answer, Message, Identity)
TEXT = "Lampu jalan padam di depan pasar, jalan jadi gelap."


@pytest.fixture
def refuse_inserts():
    """`refuse_inserts("complaints_event")`: from now on the database takes no row of that table."""

    def refuse(table):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE TRIGGER no_room BEFORE INSERT ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'history cannot be written'); END"
                )
            else:
                cursor.execute(
                    "CREATE FUNCTION no_room() RETURNS trigger AS $$ BEGIN "
                    "RAISE EXCEPTION 'history cannot be written'; END $$ LANGUAGE plpgsql"
                )
                cursor.execute(
                    f"CREATE TRIGGER no_room BEFORE INSERT ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION no_room()"
                )

    return refuse


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def everything():
    """All rows of a case, to be compared."""
    return {model.__name__: sorted(map(str, model._base_manager.values_list())) for model in TABLES}


STEPS = {
    "dispatch": ("forwarded", lambda c, cast, putr: services.dispatch(
        c, by=cast.district_admin.actor, unit=putr)),
    "approve": ("awaiting_approval", lambda c, cast, putr: services.approve(
        c, by=cast.unit_head.actor)),
    "withdraw": ("in_progress", lambda c, cast, putr: services.withdraw(c, by=own(c))),
    "contest": ("answered", lambda c, cast, putr: services.contest(
        c, by=own(c), contest_reason="not_done")),
    "archive": ("archived", lambda c, cast, putr: services.appeal(c, by=own(c), reason="Jelas")),
}  # fmt: skip


@pytest.mark.parametrize("table", ["complaints_event", "notifications_message"])
@pytest.mark.parametrize("step", STEPS)
def test_what_cannot_be_recorded_does_not_happen(cast, offices, refuse_inserts, table, step):
    status, take = STEPS[step]
    complaint = reach(cast, status)
    before = everything()
    refuse_inserts(table)
    with pytest.raises(DatabaseError, match="history"), transaction.atomic():
        take(complaint, cast, offices("putr"))
    assert everything() == before


@pytest.mark.parametrize("table", ["complaints_event", "complaints_clockrun", "accounts_identity"])
def test_a_complaint_that_cannot_be_recorded_is_not_there_at_all(cast, refuse_inserts, table):
    before = everything()
    refuse_inserts(table)
    with pytest.raises((DatabaseError, RuntimeError)), transaction.atomic():
        submitted(files=[Upload("surat.pdf", b"%PDF-1.4\n" + b"x" * 300)])
    assert everything() == before
    assert not files()


def test_an_opening_that_cannot_be_logged_shows_nothing(cast, refuse_inserts):
    complaint = reach(cast, "dispatched")
    refuse_inserts("audit_entry")
    with pytest.raises(DatabaseError):
        services.reveal_identity(complaint, by=cast.district_admin.actor, reason="Saksi")
    assert log.verify() == []


def files():
    if not default_storage.exists("incoming"):
        return []
    return [one for folder in default_storage.listdir("incoming")[0]
            for one in default_storage.listdir(f"incoming/{folder}")[1]]  # fmt: skip


@pytest.fixture
def small_disk():
    """A real limit of the system: no file may grow beyond four kilobytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_no_half_file_and_no_step(cast, small_disk):
    from kentongan.complaints import attachments

    complaint = reach(cast, "dispatched")
    before = everything()
    small_disk()
    large = Upload("surat.pdf", b"%PDF-1.4\n" + b"x" * 99_000)
    with pytest.raises(OSError, match="large") as full, attachments.kept([large]):
        pass
    assert full.value.errno == errno.EFBIG
    assert errors.is_passing(full.value)
    assert files() == []
    assert everything() == before
    assert complaint.status == "dispatched"


def test_a_missing_folder_is_made_and_a_forbidden_one_is_told(settings, tmp_path):
    from kentongan.config import checks

    (tmp_path / "datei").write_text("")
    settings.DATA_FOLDER = tmp_path / "datei" / "var"
    (finding,) = checks.data_folder(None)
    assert finding.id == "kentongan.E004"
    assert "KENTONGAN_DATA_FOLDER" in finding.hint
    settings.DATA_FOLDER = tmp_path / "neu" / "var"
    assert list(checks.data_folder(None)) == []
    assert (tmp_path / "neu" / "var").is_dir()


@pytest.fixture
def locked(settings):
    """Another program holds the database: writing waits a moment and fails, reading goes on."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 200")
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 20000")
        return
    other = connection.copy()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLE complaints_complaint, complaints_event IN EXCLUSIVE MODE")
    yield
    other.rollback()
    other.close()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_keeps_the_citizens_words(client, locked):
    page = client.post("/lapor/", {"step": "send", "text": TEXT, "kind": "complaint"})
    assert page.status_code == 503
    assert TEXT in page.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore")
def test_a_locked_database_answers_a_machine_with_503(client, locked):
    answer = client.post(
        "/api/v1/complaints", json.dumps({"text": TEXT}), content_type="application/json"
    )
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "lagi" in answer.json()["detail"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.urls("tests.faults.pages")
@pytest.mark.parametrize(
    ("fault", "status"), [("locked", 503), ("full", 503), ("missing", 500), ("broken", 500)]
)
def test_any_page_keeps_what_was_typed_while_nothing_can_be_stored(client, fault, status):
    """It comes back in a form that can be sent again; a fault of ours is called one."""
    page = client.post(f"/langkah/{fault}/", {"text": "Catatan yang panjang sekali."})
    assert page.status_code == status
    form = BeautifulSoup(page.content, "html.parser").find("form")
    if status == 500:
        assert form is None
        return
    assert form["action"] == f"/langkah/{fault}/"
    assert form.find("textarea", {"name": "text"}).get_text().strip().startswith("Catatan")
    assert page["Retry-After"] == "60"
    assert "Telepon 112" in client.get(f"/langkah/{fault}/").content.decode()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.urls("tests.faults.pages")
def test_what_another_site_sends_is_not_kept_for_a_second_press(client):
    headers = {"Sec-Fetch-Site": "cross-site"}
    page = client.post("/langkah/locked/", {"text": "jahat"}, headers=headers)
    assert page.status_code == 503
    assert "jahat" not in page.content.decode()
