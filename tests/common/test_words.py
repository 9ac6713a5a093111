from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from kentongan.common import words

NOW = datetime(2026, 11, 24, 3, 42, tzinfo=UTC)  # Tuesday 10.42 WIB
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(params=["id", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def indonesian():
    with translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("left", "state", "id_words", "en_words"),
    [
        (-4 * HOUR, "late", "Lewat 4 jam", "4 hours late"),
        (-3 * DAY, "late", "Lewat 3 hari", "3 days late"),
        (timedelta(seconds=-1), "late", "Lewat 1 menit", "1 minute late"),
        (timedelta(0), "soon", "Sisa 1 menit", "1 minute left"),
        (6 * HOUR, "soon", "Sisa 6 jam", "6 hours left"),
        (DAY, "soon", "Sisa 1 hari", "1 day left"),
        (DAY + HOUR, "ok", "Sisa 1 hari", "1 day left"),
        (3 * DAY, "ok", "Sisa 3 hari", "3 days left"),
        (1042 * DAY, "ok", "Sisa 1.042 hari", "1,042 days left"),
    ],
)
def test_time_left_has_a_state_and_words(language, left, state, id_words, en_words):
    found = words.time_left(NOW + left, NOW)

    assert found == (state, id_words if language == "id" else en_words)


@pytest.mark.usefixtures("indonesian")
def test_the_last_quarter_of_a_long_limit_is_soon():
    due, started = NOW + 5 * DAY, NOW - 20 * DAY

    assert words.time_left(due, NOW, started_at=started).state == "soon"
    assert words.time_left(due, NOW, started_at=NOW - 10 * DAY).state == "ok"


@pytest.mark.usefixtures("indonesian")
def test_one_working_day_is_soon_though_a_weekend_lies_between():
    assert words.time_left(NOW + 3 * DAY, NOW, working_days=1) == ("soon", "Sisa 1 hari kerja")
    assert words.time_left(NOW + 3 * DAY, NOW, working_days=2) == ("ok", "Sisa 2 hari kerja")
    assert words.time_left(NOW + 2 * HOUR, NOW, working_days=0) == ("soon", "Sisa 2 jam")


@pytest.mark.usefixtures("indonesian")
def test_a_paused_clock_is_never_late_and_a_stopped_one_says_how_it_ended():
    assert words.time_left(NOW - DAY, NOW, paused=True) == ("paused", "Dijeda")
    assert words.time_left(NOW, NOW, done_at=NOW).words == "Selesai tepat waktu"
    assert words.time_left(NOW - 2 * DAY, NOW, done_at=NOW).words == "Selesai, terlambat 2 hari"


@pytest.mark.usefixtures("indonesian")
def test_citizens_read_the_date_first():
    due = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)

    assert words.due(due, NOW) == "Paling lambat Jumat, 4 Desember 2026"
    assert words.due(due, NOW, working_days=8).endswith("(8 hari kerja lagi)")
    assert words.due(NOW - DAY, NOW) == "Seharusnya selesai Senin, 23 November 2026"


@pytest.mark.parametrize(
    ("gone", "text"),
    [
        (timedelta(seconds=20), "baru saja"),
        (12 * timedelta(minutes=1), "12 menit lalu"),
        (3 * HOUR, "3 jam lalu"),
        (11 * HOUR, "kemarin, 23.42"),
        (3 * DAY, "3 hari lalu"),
        (30 * DAY, "25 Oktober 2026"),
    ],
)
@pytest.mark.usefixtures("indonesian")
def test_when_something_happened(gone, text):
    assert words.ago(NOW - gone, NOW) == text


@pytest.mark.usefixtures("indonesian")
def test_moments_stand_in_the_time_of_the_place():
    assert words.at(NOW) == "24 November 2026, 10.42 WIB"
    assert words.day(datetime(2026, 11, 23, 18, 0, tzinfo=UTC)) == "24 November 2026"
    assert words.long_day(date(2026, 12, 4)) == "Jumat, 4 Desember 2026"
    assert words.whole(1042) == "1.042"
