"""What an SMS asks for: forgiven where it can be meant, and never an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kentongan.channels import grammar, mentioned
from kentongan.channels.grammar import KEYWORDS, Verb, parse
from kentongan.common import ids
from kentongan.notifications import gsm

CODE = "9K47TX22"
SHOWN = ids.shown(CODE)
V = Verb


@pytest.mark.parametrize(
    ("text", "verb", "code", "rest"),
    [
        ("LAPOR jalan rusak di sini", V.NEW, "", "jalan rusak di sini"),
        ("lapor: jalan rusak di sini", V.NEW, "", "jalan rusak di sini"),
        ("Lapro jalan rusak di sini", V.NEW, "", "jalan rusak di sini"),
        ("LAPOR#jalan rusak di sini", V.NEW, "", "jalan rusak di sini"),
        ("Lapar pak, bantuan beras belum datang", V.NONE, "", None),
        ("STATUS", V.STATUS, "", ""), ("staus", V.STATUS, "", ""),
        (f"status {SHOWN.lower()}", V.STATUS, CODE, ""),
        (f"cek {CODE[:4]} {CODE[4:]}", V.STATUS, CODE, ""),
        (SHOWN, V.STATUS, CODE, ""),
        (f"{SHOWN} selesai", V.CONFIRM, CODE, ""),
        (f"{SHOWN} lampunya yang dekat masjid", V.REPLY, CODE, "lampunya yang dekat masjid"),
        ("selesai, terima kasih pak", V.CONFIRM, "", "terima kasih pak"),
        ("Sudah 3 bulan jalan kami rusak", V.NONE, "", None),
        ("Selesai sekolah anak saya jatuh di lubang", V.NONE, "", None),
        (f"BELUM {SHOWN} masih gelap", V.CONTEST, CODE, "masih gelap"),
        ("blm ada yang datang", V.CONTEST, "", "ada yang datang"),
        ("NILAI 4", V.RATE, "", "4"), ("5", V.RATE, "", "5"), ("nilai rapor", V.NONE, "", None),
        ("BATAL", V.WITHDRAW, "", ""), ("Batal puasa karena air mati", V.NONE, "", None),
        ("Batas desa kami tidak jelas", V.NONE, "", None),
        ("STOP", V.STOP, "", ""), ("berhenti.", V.STOP, "", ""),
        ("Berhenti membakar sampah di sini", V.NONE, "", None),
        ("Mulai kemarin air mati", V.NONE, "", None),
        ("bantu", V.HELP, "", ""), ("Bantu kami pak jalan rusak", V.NONE, "", None),
        ("", V.NONE, "", ""), ("…", V.NONE, "", None),
    ],
)  # fmt: skip
def test_the_table_of_what_people_write(text, verb, code, rest):
    read = parse(text)
    assert (read.verb, read.code) == (verb, code)
    if rest is not None:
        assert read.text == rest


def test_code_pin_and_words_are_told_apart():
    read = parse(f"BATAL {SHOWN} PIN 012345 sudah beres sendiri")
    assert (read.code, read.pin, read.text) == (CODE, "012345", "sudah beres sendiri")
    assert parse(f"STATUS {SHOWN} 12345").pin == ""


@settings(max_examples=400)
@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda b: b.decode("utf-16", "replace")))
def test_no_text_is_an_error(text):
    read = parse(text)
    assert isinstance(read.verb, Verb)
    assert read.score in (None, 1, 2, 3, 4, 5)
    mentioned.place_in(text)
    mentioned.place_from(text)


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(KEYWORDS)),
    st.sampled_from([" ", "  ", "#", ": ", " - ", "\n"]),
    st.booleans(),
)
def test_every_keyword_before_a_code_is_understood_in_any_case(word, between, is_lower):
    verb = KEYWORDS[word]
    read = parse(f"{word.lower() if is_lower else word}{between}{SHOWN}")
    if verb in grammar.STARTS_COMPLAINT:
        assert read.text == SHOWN
    elif verb is not Verb.STOP:
        assert (read.verb, read.code) == (verb, CODE)


@settings(max_examples=300)
@given(st.text(max_size=700))
def test_parts_hold_every_letter_and_fit(text):
    parts = gsm.split(text)
    assert "".join(parts) == text
    plain = gsm.is_gsm(text)
    most = (160 if plain else 70) if len(parts) == 1 else (153 if plain else 67)
    for one in parts:
        size = (
            len(gsm.encoded(one)) if plain else len(one.encode("utf-16-be", "surrogatepass")) // 2
        )
        assert size <= most
    if plain:
        assert gsm.decoded(gsm.encoded(text)) == text
    assert gsm.measure(gsm.fitted(text, parts=1)).parts == 1


def test_one_typographic_mark_halves_a_message_and_is_folded():
    text = "Laporan “Lampu” – diterima…" + " x" * 50
    assert gsm.measure(text).parts == 2
    assert gsm.measure(gsm.folded(text)).parts == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lampu mati di desa Heuleut kec Kadipaten", "Heuleut"),
        ("lampu mati di ds. heulet kec. kadipaten", "Heuleut"),
        ("jalan rusak di Leuwimunding depan pasar", "Leuwimunding"),
        ("kec. Jatiwangi banjir", "Jatiwangi"),
        ("jalan desa rusak, payung hukum tidak ada", None),
        ("genteng sekolah kami pecah", None),
        ("jalan rusak di Mekarwangi", None),  # there are several
    ],
)
def test_places_are_found_in_sentences(text, name):
    place = mentioned.place_in(text)
    assert (place.name if place else None) == name
