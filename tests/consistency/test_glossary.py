"""docs/glossary.md binds each word of the code to the official one and to its label."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from kentongan.complaints import choices, workflow
from kentongan.complaints.models import Disposition
from kentongan.complaints.words import ACTION_LABELS
from kentongan.deadlines import choices as of_deadlines
from kentongan.organizations.models import Area, Organization
from kentongan.organizations.roles import Role

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
SECTION = re.compile(r"^## .*: `(?P<name>[\w.]+)`$", re.MULTILINE)
VOCABULARIES = {
    one.__qualname__: dict(one.choices)
    for one in (
        choices.Status,
        choices.Kind,
        choices.Classification,
        choices.Clock,
        choices.ClosedKind,
        choices.ArchiveReason,
        choices.AnswerKind,
        choices.ContestReason,
        choices.OutcomeKind,
        Role,
        Organization.Level,
        Area.Level,
        of_deadlines.Unit,
        of_deadlines.Purpose,
        of_deadlines.Beyond,
        of_deadlines.Profile,
        of_deadlines.HolidayKind,
        of_deadlines.Anchor,
    )
} | {"Part": dict(Disposition.Part.choices), "Action": ACTION_LABELS}


def rows(name: str) -> list[list[str]]:
    """The cells of the table under the heading of this vocabulary, without the two head lines."""
    text = PAGE.read_text(encoding="utf-8")
    heading = next(one for one in SECTION.finditer(text) if one["name"] == name)
    section = text[heading.end() :].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_code_has_its_row_with_both_labels(name):
    told = [(code.strip("`"), english, label) for code, english, _, label, _ in rows(name)]

    with translation.override("en"):
        english = {code: str(label) for code, label in VOCABULARIES[name].items()}
    with translation.override("id"):
        indonesian = {code: str(label) for code, label in VOCABULARIES[name].items()}
    assert told == [(str(code), english[code], indonesian[code]) for code in english]


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_row_has_an_official_word_and_a_source(name):
    assert all(official and source for _, _, official, _, source in rows(name))


def test_every_vocabulary_of_the_page_is_compared():
    found = {one["name"] for one in SECTION.finditer(PAGE.read_text(encoding="utf-8"))}

    assert found == set(VOCABULARIES)


def test_every_step_of_the_table_has_a_label():
    assert set(workflow.ACTIONS) == set(ACTION_LABELS)
