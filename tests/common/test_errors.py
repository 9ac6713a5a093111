import pytest
from bs4 import BeautifulSoup
from django.test import Client


@pytest.fixture
def careful():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def unsafe():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/tidak-ada/", 404, "Halaman ini tidak ada"),
        ("/terlarang/", 403, "Ini milik Dinas PUTR."),
        ("/kacau/", 400, "Kiriman ini tidak dapat dibaca"),
        ("/rusak/", 500, "Langkah ini belum tersimpan. Semua yang tersimpan sebelumnya tetap ada."),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_each_fault_has_a_page_that_needs_no_database(unsafe, path, status, says):
    page = unsafe.get(path)

    assert page.status_code == status
    assert says in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    nonce = page.content.decode().split('<style nonce="')[1].split('"')[0]
    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]


def test_the_page_of_a_fault_speaks_the_chosen_language(unsafe):
    unsafe.cookies["django_language"] = "en"

    assert "This step was not saved" in unsafe.get("/rusak/").content.decode()


def test_a_form_with_an_old_token_comes_back_filled_and_can_be_sent_again(careful):
    text = "\n  Lampu padam <b>&amp;\n"
    page = careful.post("/terima/", {"text": text, "step": "2", "password": "rahasia-sekali"})

    assert page.status_code == 403
    html = BeautifulSoup(page.content, "html.parser")
    assert "rahasia-sekali" not in page.content.decode()
    form = html.find("form")
    fields = {one["name"]: one.get_text() for one in form.find_all("textarea")}
    assert fields["step"].strip() == "2"
    again = careful.post(
        form["action"], {"csrfmiddlewaretoken": form.find("input")["value"], "text": text}
    )
    assert again.content.decode().endswith(f"accepted {text}")


def test_a_forged_form_of_another_site_is_not_kept_for_a_second_press(careful):
    for headers in ({"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}):
        page = careful.post("/terima/", {"text": "jahat"}, headers=headers)

        assert page.status_code == 403
        assert "jahat" not in page.content.decode()


def test_files_that_could_not_be_kept_are_named(careful):
    from django.core.files.uploadedfile import SimpleUploadedFile

    photo = SimpleUploadedFile("a.jpg", b"x", "image/jpeg")
    page = careful.post("/terima/", {"text": "Lampu padam", "photo": photo})

    assert "Foto dan berkas tidak dapat disimpan" in page.content.decode()
