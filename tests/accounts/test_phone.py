import pytest

from kentongan.common.phone import read_phone


@pytest.mark.parametrize(
    "text", ["0812 3456 7890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890"]
)
def test_a_mobile_number_is_read_however_it_is_typed(text):
    assert read_phone(text) == "+6281234567890"


def test_a_landline_of_the_district_is_read():
    assert read_phone("(0233) 281042") == "+62233281042"


def test_a_foreign_number_keeps_its_country():
    assert read_phone("+60 12-345 6789") == "+60123456789"


@pytest.mark.parametrize("text", ["", "12", "LP-9K47-TX2B", "0812", "0" * 40, "3210121204900001"])
def test_what_is_not_a_phone_number_is_not_one(text):
    assert read_phone(text) is None
