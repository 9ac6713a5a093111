"""Pages that are generated from code are current."""

from pathlib import Path

from kentongan.complaints import moves, reference, workflow
from kentongan.complaints.conditions import CONDITIONS
from kentongan.complaints.notices import NOTICES
from kentongan.complaints.words import ACTION_LABELS

ROOT = Path(__file__).resolve().parents[2]


def test_the_workflow_page_is_current():
    written = (ROOT / "docs/reference/workflow.md").read_text(encoding="utf-8")
    assert written == reference.page(), "run `kentongan workflow_reference`"


def test_every_name_in_the_table_is_known():
    for move in workflow.MOVES:
        assert move.action in ACTION_LABELS
        assert set(move.when) <= set(CONDITIONS)
        assert set(move.needs) <= set(moves.MISSING)
    assert {one.action for one in NOTICES} <= set(workflow.ACTIONS)


def test_every_notice_has_its_texts():
    folder = ROOT / "src/kentongan/complaints/templates/complaints/messages"
    for one in NOTICES:
        assert (folder / f"{one.template}.txt").exists()
        if "sms" in one.transports:
            assert (folder / f"{one.template}.sms.txt").exists()
