from bs4 import BeautifulSoup
from django import forms
from django.utils import translation

from kentongan.common.forms import RadioCards
from kentongan.common.samples import SampleForm


def drawn(form):
    with translation.override("id"):
        return BeautifulSoup(str(form), "html.parser")


def test_a_field_is_tied_to_its_label_hint_and_error():
    html = drawn(SampleForm({"body": "Rusak", "kind": "complaint"}))
    field = html.find("textarea")

    assert html.find("label", {"for": field["id"]}).get_text(strip=True) == "Ceritakan masalahnya"
    named = [
        html.find(id=one).get_text(" ", strip=True) for one in field["aria-describedby"].split()
    ]
    assert named == [
        "Apa yang terjadi, di mana, dan sejak kapan?",
        "Kesalahan: Isi laporan terlalu pendek. Tulis minimal 20 huruf.",
    ]
    assert field["aria-invalid"] == "true"
    assert field.get_text(strip=True) == "Rusak"


def test_the_summary_takes_the_focus_and_links_to_each_field():
    html = drawn(SampleForm({"body": "Rusak"}))
    summary = html.find(class_="error-summary")

    assert summary.has_attr("autofocus")
    assert summary["tabindex"] == "-1"
    targets = [link["href"].removeprefix("#") for link in summary.find_all("a")]
    assert len(targets) == 3
    assert all(html.find(id=target) for target in targets)


def test_a_form_without_errors_has_no_summary():
    assert drawn(SampleForm()).find(class_="error-summary") is None


def test_what_may_be_left_out_says_so_and_nothing_bears_an_asterisk():
    html = drawn(SampleForm())

    assert html.find("label", {"for": "id_landmark"}).get_text(" ", strip=True) == (
        "Patokan (boleh dilewati)"
    )
    assert "boleh" not in html.find("label", {"for": "id_body"}).get_text()
    assert "*" not in html.get_text()


def test_choices_are_cards_with_their_hints_in_a_named_group():
    html = drawn(SampleForm())
    group = html.find("legend", string="Apa yang ingin Anda sampaikan?").parent
    first = group.find("label", class_="choice")

    assert group.name == "fieldset"
    assert first["for"] == first.find("input")["id"]
    assert first.find(class_="hint").get_text() == "Ada masalah pada layanan atau fasilitas umum"


def test_hints_are_found_for_values_that_are_no_text():
    class Rating(forms.Form):
        stars = forms.TypedChoiceField(
            choices=[(1, "Satu"), (2, "Dua")], coerce=int, widget=RadioCards(hints={"2": "Baik"})
        )

    assert [one.get_text() for one in drawn(Rating()).find_all(class_="hint")] == ["Baik"]


def test_what_was_typed_is_shown_as_text_never_as_markup():
    html = str(SampleForm({"body": '<script>alert("x")</script>', "landmark": '"><b>'}))

    assert "<script>" not in html
    assert "<b>" not in html


def test_a_long_text_gets_the_container_of_its_count():
    count = drawn(SampleForm()).find(attrs={"data-count-for": "id_body"})

    assert count.get_text() == "Paling banyak 4000 huruf"
    assert (count["data-left"], count["data-short"]) == ("Sisa {n} huruf", "Kurang {n} huruf lagi")


def test_errors_of_the_whole_form_stand_in_the_summary():
    form = SampleForm({"body": "x" * 30, "kind": "complaint", "village": "1"})
    form.add_error(None, "Orang lain sudah mengubah laporan ini.")

    assert "Orang lain sudah mengubah" in drawn(form).find(class_="error-summary").get_text()
