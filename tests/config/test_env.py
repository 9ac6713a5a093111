from dataclasses import fields
from pathlib import Path

import pytest

from kentongan.config.env import Env


def test_without_any_variable_every_setting_has_its_default():
    env = Env.load({})

    assert (env.demo, env.port, env.data_folder) == (False, 8000, Path("var"))


def test_values_are_read_as_what_they_are():
    env = Env.load(
        {"KENTONGAN_DEMO": "true", "KENTONGAN_PORT": "9000", "KENTONGAN_DATA_FOLDER": "/srv/data"}
    )

    assert (env.demo, env.port, env.data_folder) == (True, 9000, Path("/srv/data"))


def test_a_secret_may_stand_in_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("a secret\n")

    assert Env.load({"KENTONGAN_SECRET_KEY_FILE": str(file)}).secret_key == "a secret"


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SystemExit, match="KENTONGAN_SECRET_KEY_FILE: cannot read"):
        Env.load({"KENTONGAN_SECRET_KEY_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("PORT", "http", "KENTONGAN_PORT must be int"),
        ("DEMO", "perhaps", "KENTONGAN_DEMO must be bool"),
        ("TIME_ZONE", "Asia/Bandung", "KENTONGAN_TIME_ZONE names no time zone"),
        ("LOG_LEVEL", "LOUD", "KENTONGAN_LOG_LEVEL must be one of"),
        ("SMTP_URL", "smtp://host:port", "KENTONGAN_SMTP_URL holds a port"),
    ],
)
def test_a_value_that_cannot_be_used_ends_with_a_sentence(name, text, sentence):
    with pytest.raises(SystemExit, match=sentence):
        Env.load({f"KENTONGAN_{name}": text})


def test_a_password_in_an_address_is_not_repeated():
    with pytest.raises(SystemExit) as ended:
        Env.load({"KENTONGAN_DATABASE_URL": "postgres://name:hush@host:none/base"})

    assert "hush" not in str(ended.value)


def test_every_setting_is_explained():
    assert all(one.metadata["help"].endswith((".", ").")) for one in fields(Env))
