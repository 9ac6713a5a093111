"""Intake and import in a real browser: by keyboard within a minute, clean for axe, on a phone too."""

import pytest

from kentongan.channels.imports import running
from kentongan.channels.models import ImportFile
from kentongan.common import clock
from kentongan.complaints.models import Complaint
from tests.desk.steps import TEXT, forwarded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Keystroke-level model (Card, Moran and Newell): an average typist 0.2 s a key, and 1.35 s to think
# before each field.
KEY, THINK = 0.2, 1.35
CSV = f"No,Tanggal,Isi Aduan\n1,03/02/2026,{TEXT}\n2,kemarin,Padam\n3,04/02/2026,{TEXT}\n"


class Keyboard:
    """Counts what a clerk presses and how often they have to think."""

    def __init__(self, page):
        self.page, self.keys, self.thoughts = page, 0, 0

    def write(self, text):
        self.thoughts += 1
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, *names):
        for name in names:
            self.keys += 1
            self.page.keyboard.press(name)

    def choose(self, *names):
        self.thoughts += 1
        self.press(*names)

    def to(self, name):
        """Tab until the field is reached."""
        for _ in range(30):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise AssertionError(name)

    @property
    def seconds(self):
        return self.keys * KEY + self.thoughts * THINK


def test_a_typical_letter_is_entered_by_keyboard_within_a_minute(new_page, cast):
    same = forwarded(cast, text=TEXT, area_code="32.10.01.2001")
    page = new_page(cast.district_admin, viewport={"width": 1366, "height": 900})
    page.goto("/meja/catat/")
    hand = Keyboard(page)

    hand.write(f"{TEXT} Warga sudah memberi tahu ketua RT bulan lalu.")
    page.wait_for_selector(f"#hints:has-text('{same.shown_number}')")
    hand.to("channel")
    hand.choose("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    hand.to("area")
    hand.write("Desa Cipasung, Kec. Lemahsugih")
    hand.to("letter_number")
    hand.write("12/RT/2026")
    hand.to("phone")
    hand.write("081234567890")
    hand.to("may_contact")
    hand.choose("Space")
    hand.press("Control+Enter")
    page.wait_for_selector("text=Laporan sudah dicatat")

    one = Complaint.objects.order_by("-pk")[0]
    assert (one.channel, one.paper.letter_number) == ("letter", "12/RT/2026")
    assert one.contact_by == "sms"
    # docs/tutorials/counter-clerk.md tells these figures.
    assert (hand.keys, hand.thoughts) <= (192, 6), (hand.keys, hand.thoughts)
    assert hand.seconds <= 60


@pytest.mark.parametrize("width", [360, 1366])
def test_axe_finds_nothing_on_intake_and_import_and_nothing_spills_sideways(
    new_page, axe, cast, width
):
    forwarded(cast, text=TEXT)
    page = new_page(cast.district_admin, viewport={"width": width, "height": 800})

    def look():
        assert axe(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    page.goto("/meja/catat/")
    page.fill("[name=text]", TEXT)
    page.wait_for_selector("#hints .notice")
    look()
    page.click("button:has-text('Simpan, lalu berikutnya')")
    page.wait_for_selector("text=Laporan sudah dicatat")
    look()
    page.goto("/meja/catat/daftar/")
    look()
    page.goto("/meja/impor/")
    page.set_input_files(
        "[name=file]", {"name": "lama.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    )
    look()
    page.click("text=Unggah dan pilih kolom")
    look()
    page.click("text=Periksa semua baris")
    assert "Isi laporan kurang dari 20 huruf." in page.inner_text("main")
    look()
    page.click("text=Impor 2 baris yang benar saja")
    page.wait_for_selector("progress")
    look()
    file = ImportFile.objects.get()
    while running.sweep(clock.now()):
        pass
    page.wait_for_selector("text=Impor sudah selesai.")
    page.click("text=Lihat hasilnya")
    look()
    assert file.rows.filter(state="done").count() == 2
    assert file.rows.exclude(number="").first().number
