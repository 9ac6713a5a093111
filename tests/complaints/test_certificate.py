"""From the certificate anybody computes the same dates, without our code."""

import json
import random
import subprocess
import sys
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kentongan.common import clock
from kentongan.complaints import certificate, recounts, services
from kentongan.complaints.models import ClockRun, Complaint
from kentongan.complaints.services import limits
from kentongan.deadlines import editing
from kentongan.deadlines.editing import RuleFacts
from kentongan.deadlines.models import Rule
from kentongan.organizations.actor import Actor
from tests.complaints.conftest import MONDAY

pytestmark = pytest.mark.django_db
FACTS = (
    "code", "name", "source", "clock", "purpose", "unit", "classification", "pauses", "profile",
)  # fmt: skip
SCRIPT = Path(__file__).parents[2] / "docs" / "howto" / "recompute_dates.py"


def certified(complaint):
    return certificate.as_json(certificate.certify(complaint, with_names=True))


def recomputed(given, tmp_path):
    """The independent program, in a Python that cannot see this project."""
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    words = [sys.executable, "-I", str(SCRIPT), str(file)]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)


@pytest.fixture
def paused(make, cast, monday):
    """Asked on day 1, answered on day 12, classified anew on day 14, answered on day 20."""
    one = make("in_progress")
    with clock.at(MONDAY + timedelta(days=1)):
        services.ask(one, by=cast.liaison.actor, question="Di mana persisnya?")
    with clock.at(MONDAY + timedelta(days=12)):
        services.complete(one, by=Actor.with_pin(one.pk), text="Di depan balai desa.")
    with clock.at(MONDAY + timedelta(days=14)):
        services.classify(
            one, by=cast.district_admin.actor, kind="complaint", classification="supervisory",
            category=None, title="Jembatan",
        )  # fmt: skip
    return one


def test_another_program_computes_the_same_dates(paused, tmp_path):
    given = certified(paused)

    result = recomputed(given, tmp_path)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "every date follows" in result.stdout
    answer = next(one for one in given["clocks"] if one["clock"] == "answer")
    assert [rule["code"] for rule in answer["rules"] if rule["decides"]] == [
        "uu25-putusan-jawaban-pengawasan",
        "nasional-jawaban-pengawasan",
    ]
    assert given["agrees"] is True


def test_the_other_program_sees_a_date_that_was_moved(paused, tmp_path):
    given = certified(paused)
    answer = next(one for one in given["clocks"] if one["clock"] == "answer")
    moved = datetime.fromisoformat(answer["target_at"]) + timedelta(days=1)
    answer["target_at"] = moved.isoformat()

    result = recomputed(given, tmp_path)

    assert result.returncode == 1
    assert "target" in result.stdout


def test_a_date_changed_in_the_database_is_shown_as_not_agreeing(paused):
    run = ClockRun.objects.get(complaint=paused, clock="chain", stopped_at=None)
    ClockRun.objects.filter(pk=run.pk).update(target_at=run.target_at + timedelta(days=3))

    given = certified(paused)

    assert given["agrees"] is False


def test_each_pause_has_its_reason_and_who_asked(paused, cast):
    given = certified(paused)

    chain = next(one for one in given["clocks"] if one["clock"] == "chain")
    (pause,) = chain["pauses"]
    assert pause["reason"] == "Di mana persisnya?"
    assert cast.liaison.user.full_name in pause["asked_by"]
    assert pause["ended_by"]


def test_the_reporter_reads_no_officers_name(paused, cast):
    made = certificate.certify(paused, with_names=False)

    assert cast.liaison.user.full_name not in json.dumps(certificate.as_json(made))


def test_a_holiday_entered_after_a_clock_stopped_does_not_make_its_date_look_wrong(
    make, cast, tmp_path, monday
):
    one = make("answered")
    with clock.at(MONDAY + timedelta(days=1)):
        editing.save_holiday(
            date(2026, 11, 5), name="Hari jadi", kind="libur_nasional", by_id=None, by_label="x"
        )
        given = certified(one)

    stopped = [clock for clock in given["clocks"] if clock["stopped_at"]]
    assert stopped
    assert all(clock["agrees"] for clock in stopped)


def test_the_command_prints_it_and_says_when_there_is_no_such_complaint(paused):
    out = StringIO()
    call_command("certificate", paused.shown_number, stdout=out)
    assert json.loads(out.getvalue())["number"] == paused.shown_number

    with pytest.raises(CommandError, match="no complaint"):
        call_command("certificate", "LP-0000-0000")


def test_complaints_of_the_demo_can_be_computed_again(cast, tmp_path):
    """Every course of the demo's stories, each recomputed by the other program."""
    from kentongan.demo.loading import Loader, shipped

    with clock.at(datetime.fromisoformat("2026-11-24T03:00:00+00:00")):
        Loader(cast, seed=7).load(shipped()[:60])
        complaints = list(Complaint.objects.select_related("institution"))
        random.Random(1).shuffle(complaints)
        wrong = [one.number for one in complaints if not certified(one)["agrees"]]
        sample = [certified(one) for one in complaints[:6]]

    assert wrong == []
    for given in sample:
        assert recomputed(given, tmp_path).returncode == 0


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("change", ["rule", "profile"])
def test_dates_that_were_counted_anew_can_be_computed_again(
    make, cast, monday, tmp_path, change, asked
):
    complaint, nation = make("in_progress"), cast.national_admin.actor
    rule = Rule.objects.get(code="nasional-jawaban-biasa", valid_to=None)
    before = complaint.clocks.get(clock="answer").target_at
    if asked:
        with clock.at(MONDAY + timedelta(days=1)):
            services.ask(complaint, by=cast.liaison.actor, question="Di mana?")
    later = MONDAY + timedelta(days=2)
    with clock.at(later):
        if change == "rule":
            facts = {name: getattr(rule, name) for name in FACTS} | {
                "value": 16, "applies_to_open": True,
            }  # fmt: skip
            limits.save_rule(RuleFacts(**facts), valid_from=later.date(), by=nation)
        else:
            limits.choose_profile(
                "sop", institution_id=None, valid_from=later.date(), applies_to_open=True, by=nation
            )
        while recounts.sweep(clock.now()):
            pass
        given = certified(complaint)
    complaint = Complaint.objects.get(pk=complaint.pk)

    assert complaint.clocks.get(clock="answer").target_at > before
    assert given["agrees"]
    assert recomputed(given, tmp_path).returncode == 0
    with clock.at(later + timedelta(days=3)):
        if asked:
            services.complete(complaint, by=Actor.with_pin(complaint.pk), text="Di pasar.")
    with clock.at(later + timedelta(days=4)):
        services.answer(complaint, by=cast.liaison.actor, text="Sudah.")
        given = certified(complaint)
    assert given["agrees"]
    assert recomputed(given, tmp_path).returncode == 0
