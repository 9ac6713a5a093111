"""The draft of an answer on the server: nothing that two colleagues write is lost."""

import html

import pytest

from kentongan.complaints.models import Answer
from tests.desk.steps import WORDS

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def draft_url(complaint):
    return f"{complaint.get_absolute_url()}draf/"


def save(client, complaint, text, version=0, **headers):
    given = {"text": text, "version": version}
    return client.post(draft_url(complaint), given, headers=headers or JSON)


def test_a_draft_is_kept_while_writing_and_colleagues_find_it(client_for, cast, in_progress):
    complaint = in_progress()

    answer = save(client_for(cast.drafter), complaint, WORDS)

    assert answer.status_code == 200
    assert answer.json()["words"].startswith("Draf disimpan pukul ")
    assert answer.json()["version"] == 1
    page = client_for(cast.liaison).get(complaint.get_absolute_url())
    assert WORDS in page.content.decode()


def test_the_next_save_goes_on_from_the_last_version(client_for, cast, in_progress):
    complaint, client = in_progress(), client_for(cast.drafter)
    version = save(client, complaint, WORDS).json()["version"]

    again = save(client, complaint, f"{WORDS} Selesai.", version)

    assert again.json()["version"] == 2
    assert Answer.objects.get(complaint=complaint).text == f"{WORDS} Selesai."


def test_a_second_officer_is_told_who_saved_and_nothing_is_overwritten(
    client_for, cast, in_progress
):
    complaint = in_progress()
    save(client_for(cast.drafter), complaint, WORDS)

    refused = save(client_for(cast.liaison), complaint, "Teks lain.")

    assert refused.status_code == 409
    assert "Bu Wati" in refused.json()["words"]
    assert Answer.objects.get(complaint=complaint).text == WORDS


def test_by_the_button_both_texts_are_shown(client_for, cast, in_progress):
    complaint = in_progress()
    save(client_for(cast.drafter), complaint, WORDS)

    page = save(client_for(cast.liaison), complaint, "Teks lain.", Accept="text/html")

    text = html.unescape(page.content.decode())
    assert page.status_code == 409
    assert WORDS in text
    assert "Teks lain." in text
    assert "Draf Bu Wati" in text


def test_without_script_the_button_saves_and_says_so(client_for, cast, in_progress):
    complaint, client = in_progress(), client_for(cast.drafter)

    answer = save(client, complaint, WORDS, Accept="text/html")

    assert answer["Location"] == complaint.get_absolute_url()
    assert "Draf disimpan pukul" in client.get(answer["Location"]).content.decode()


def test_the_desk_writes_no_draft_for_a_unit(client_for, cast, in_progress):
    complaint = in_progress()

    assert save(client_for(cast.district_admin), complaint, WORDS).status_code == 422
    assert save(client_for(cast.other_liaison), complaint, WORDS).status_code == 404
