"""Every notice, status, step, role and setting has its words in both languages, and none is left."""

from pathlib import Path

import pytest
from django.utils import translation

from kentongan.complaints.choices import (
    AnswerKind,
    ArchiveReason,
    Channel,
    Classification,
    Clock,
    ClosedKind,
    ContestReason,
    Kind,
    Status,
)
from kentongan.complaints.conditions import CONDITIONS
from kentongan.complaints.moves import MISSING
from kentongan.complaints.notices import NOTICES
from kentongan.complaints.words import ACTION_LABELS
from kentongan.config.env import Env
from kentongan.deadlines.ladder_models import Rung
from kentongan.notifications import rendering
from kentongan.notifications.models import Message
from kentongan.organizations.roles import Role
from tests.complaints.test_notices import LONGEST

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = ROOT / "src/kentongan/complaints/templates/complaints/messages"
# Words that are the same in both languages.
ALIKE = {"SMS", "WhatsApp", "API", "Web", "PPID", "Telegram"}
VOCABULARIES = (
    Status, Kind, Classification, Channel, ClosedKind, ArchiveReason, AnswerKind, ContestReason,
    Clock, Role, Message.State, Message.Transport,
)  # fmt: skip


def in_both(words):
    with translation.override("en"):
        english = str(words)
    with translation.override("id"):
        return english, str(words)


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.__qualname__)
def test_every_word_of_a_closed_list_is_translated(vocabulary):
    for one in vocabulary:
        english, indonesian = in_both(one.label)
        assert english
        assert indonesian != english or english in ALIKE, one


@pytest.mark.parametrize(
    "sentences",
    [ACTION_LABELS, MISSING, {name: why for name, (_holds, why) in CONDITIONS.items()}],
    ids=["steps", "missing facts", "conditions"],
)
def test_every_sentence_of_the_workflow_is_translated(sentences):
    for name, words in sentences.items():
        english, indonesian = in_both(words)
        assert indonesian != english, name


@pytest.mark.django_db
@pytest.mark.parametrize("notice", sorted({(n.template, "sms" in n.transports) for n in NOTICES}))
def test_every_notice_is_written_in_both_languages(notice):
    template, by_sms = notice
    for transport in ("email", "sms") if by_sms else ("email",):
        texts = []
        for language in ("id", "en"):
            message = Message(
                template=f"complaints/messages/{template}", transport=transport,
                params=LONGEST, language=language,
            )  # fmt: skip
            text = rendering.text_of(message)
            texts.append(f"{text.subject}\n{text.body}")
            assert text.body
            assert transport == "sms" or text.subject
        assert texts[0] != texts[1], (template, transport)


@pytest.mark.django_db
def test_no_text_is_left_without_its_notice_or_rung():
    told = [(one.template, one.transports) for one in NOTICES]
    told += [(one.template, one.transports.split(",")) for one in Rung.objects.exclude(template="")]
    wanted = {f"{template}.txt" for template, _by in told} | {"weekly.txt"}
    wanted |= {"push_reporter.txt", "push_office.txt"}  # for every push, whatever the news
    wanted |= {f"{template}.sms.txt" for template, by in told if "sms" in by}
    assert {path.name for path in MESSAGES.iterdir()} == wanted


def test_every_setting_stands_in_the_reference():
    from dataclasses import fields

    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    for one in fields(Env):
        assert f"KENTONGAN_{one.name.upper()}" in page
        assert one.metadata["help"].endswith(".")


def test_every_event_has_words_for_those_who_may_read_of_it():
    """The timeline of the officers and of the reporter: no step is shown as its code."""
    from kentongan.complaints.workflow import MOVES, OFFICERS, PUBLIC
    from kentongan.portal import words

    for move in MOVES:
        if move.audience != OFFICERS:
            assert move.action in words.EVENTS, move.action
        if move.audience == PUBLIC:
            assert move.action in words.PUBLIC_EVENTS or move.action in words.EVENTS, move.action
