"""The gate: what an answer must be before it goes out, what stops it, and what only warns."""

import pytest

from kentongan.complaints import gate, plain_words, services
from kentongan.complaints.gate import Drafted, Severity
from kentongan.complaints.points import Said
from kentongan.complaints.refusals import Missing
from kentongan.complaints.services.answers import Substance

pytestmark = pytest.mark.django_db
GOOD = "Petugas kami memeriksa tempatnya pada 3 Desember. Lampu sudah diganti hari itu juga."
DONE = Said("done", evidence="Foto 3 Desember")


def codes(complaint, text, *said, **facts):
    drafted = Drafted(text=text, said=said or (DONE,), **facts)
    return {(one.code, one.severity.value) for one in gate.check(complaint, drafted)}


def send(complaint, cast, text, *said, **facts):
    substance = Substance(outcomes=said or (DONE,), **facts)
    return services.answer(complaint, by=cast.liaison.actor, text=text, substance=substance)


def test_a_good_answer_passes_without_a_word(cast, make):
    complaint = make("in_progress")
    assert codes(complaint, GOOD) == set()
    assert send(complaint, cast, GOOD).facts == {"kind": "substantive"}


@pytest.mark.parametrize(
    ("words", "code", "severity"),
    [
        ("Pelapor dengan NIK 3210 1234 5678 9012 kami layani.", "nik", "law"),
        ("Hubungi Bu RT di 0812-3456-7890.", "phone", "stop"),
        ("Kirim surat ke budi@contoh.id segera 3 Mei.", "email", "stop"),
        ("Mobil E 1234 AB sudah dipindahkan.", "plate", "stop"),
        ("Dana masuk rekening BRI 0123 4567 8901 234.", "account", "stop"),
        ("Ini bukan kewenangan kami.", "not_ours", "law"),
        ("Hal itu di luar tugas dan fungsi dinas kami.", "not_ours", "law"),
        ("Akan segera kami kerjakan.", "no_date", "warn"),
        ("Beres.", "short", "warn"),
        ("Sehubungan dengan hal dimaksud, laporan ditindaklanjuti 3 Mei.", "jargon", "warn"),
        (" ".join(["kata"] * 30) + ".", "long_sentence", "warn"),
    ],
)
def test_what_the_text_may_not_or_should_not_hold(cast, make, words, code, severity):
    assert (code, severity) in codes(make("in_progress"), words)


@pytest.mark.parametrize(
    "words",
    [
        "Biaya Rp 150.000.000 dari APBD 2024-2025, sesuai UU 25/2009 dan Perda 12 Tahun 2019.",
        "Lampu di RT 03 RW 05 sudah diganti 3 Desember, nomor tiang 10234.",
        "Jalan itu milik provinsi, dan pada 3 Mei kami sudah menyerahkannya ke sana.",
    ],
)
def test_sums_years_and_neighbourhoods_are_nobodys_data(cast, make, words):
    assert {code for code, how in codes(make("in_progress"), words) if how != "warn"} == set()


def test_what_stops_goes_out_only_with_a_reason_and_the_reason_is_kept(cast, make):
    complaint = make("in_progress")
    text = f"{GOOD} Keluhan lain: 0812-3456-7890."
    with pytest.raises(Missing) as refusal:
        send(complaint, cast, text)
    assert refusal.value.field == "override"
    facts = send(complaint, cast, text, override="Nomor piket dinas").facts
    assert facts["overridden"] == ["phone"]
    assert facts["override_reason"] == "Nomor piket dinas"


def test_what_the_law_forbids_goes_out_with_no_reason(cast, make):
    complaint = make("in_progress")
    for text in (f"{GOOD} NIK 3210123456789012.", f"{GOOD} Ini bukan tanggung jawab kami."):
        with pytest.raises(Missing):
            send(complaint, cast, text, override="Tidak apa-apa")
        with pytest.raises(Missing):
            services.answer(complaint, by=cast.liaison.actor, text=text)
    assert complaint.status == "in_progress"


def test_work_that_was_done_shows_evidence_and_information_needs_none(cast, make):
    complaint = make("in_progress")
    assert ("no_evidence", "stop") in codes(complaint, GOOD, Said("done"))
    assert codes(complaint, GOOD, Said("done"), has_files=True) == set()
    complaint.kind = "information"
    assert codes(complaint, GOOD, Said("done")) == set()


def test_what_a_draft_was_let_through_with_needs_no_second_reason(cast, make):
    complaint = make("in_progress")
    substance = Substance(outcomes=[Said("done")], override="Foto menyusul di berita acara")
    services.draft(complaint, by=cast.drafter.actor, text=GOOD, substance=substance)
    services.approve(
        complaint, by=cast.unit_head.actor, substance=Substance(outcomes=[Said("done")])
    )
    assert complaint.status == "answered"


def test_the_name_of_an_anonymous_reporter_never_goes_out(cast, make):
    complaint = make("in_progress", is_anonymous=True)
    for text in (f"Yth. Ibu Siti. {GOOD}",):
        with pytest.raises(Missing, match="pelapor"):
            send(complaint, cast, text)
    # Whoever tries names in the form learns nothing: only sending asks the vault.
    assert codes(complaint, f"Yth. Ibu Siti. {GOOD}") == set()
    send(complaint, cast, f"Yth. pelapor. {GOOD}")


def test_the_same_words_to_another_reporter_are_noticed_whatever_their_numbers(cast, make):
    first, second = make("in_progress"), make("in_progress")
    send(first, cast, f"Laporan {first.shown_number}. {GOOD}")
    again = f"Laporan {second.shown_number}.  {GOOD.replace('3 Des', '5 Des')}"
    assert ("identical", Severity.WARN.value) in codes(second, again)
    assert codes(first, f"Laporan {first.shown_number}. {GOOD}") == set()


def test_not_ours_is_refused_for_archiving_and_closing_with_the_way_to_hand_on(cast, make):
    by, text = cast.district_admin.actor, "Bukan kewenangan dinas kami."
    with pytest.raises(Missing, match="Teruskan"):
        services.propose_archive(make("forwarded"), by=by, archive_reason="unclear", text=text)
    with pytest.raises(Missing, match="Teruskan"):
        services.close(make("replied"), by=by, reason=text)


def test_no_text_to_a_reporter_holds_a_nik(cast, make):
    text = "NIK Anda 3210123456789012."
    with pytest.raises(Missing):
        services.tell(make("in_progress"), by=cast.liaison.actor, text=text)
    with pytest.raises(Missing):
        services.ask(make("forwarded"), by=cast.district_admin.actor, question=text)


def test_the_figure_of_readability_tells_plain_from_hard():
    plain = plain_words.read("Lampu sudah kami ganti. Jalan terang lagi. Terima kasih.")
    hard = plain_words.read(
        "Sehubungan dengan pelaksanaan penanggulangan permasalahan penerangan, kami menyampaikan "
        "bahwasanya pengoptimalisasian pemeliharaan berkesinambungan senantiasa dipertimbangkan."
    )
    assert (plain.level, hard.level) == ("easy", "hard")
    assert plain.score < hard.score
