"""What an operator can write wrongly is said at start, with what to do."""

import pytest

from kentongan.channels import checks, grammar, keywords
from kentongan.channels.grammar import Verb
from kentongan.notifications.transports import sms


def found(check):
    said = list(check(None))
    assert all(one.hint for one in said)
    return [one.id.removeprefix("kentongan.") for one in said]


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("", []),
        ("kannel url=http://x/ username=u password=p secret=s", []),
        ("a adapter=tidakada", ["E031"]),
        ("a b c 'open", ["E031"]),
        ("kannel url=http://x/ username=u secret=s", ["E032"]),
        ("kannel url=http://x/ username=u password=p", ["E033"]),
        ("modem adapter=gammu folder=/var/spool/sms", []),
        ("op adapter=smpp host=h port=2775 system_id=x password=p; op adapter=gammu", ["E031"]),
    ],
)
def test_channels_are_judged(settings, line, ids):
    settings.SMS_CHANNELS = line
    assert found(checks.channels) == ids


def test_keywords_are_judged_and_used(settings, db):
    settings.SMS_KEYWORDS = "neu=X"
    assert found(checks.words) == ["E034"]
    settings.SMS_KEYWORDS = "new=TANGKAB:majalengka status=INFOLAPORAN"
    assert found(checks.words) == []
    read = grammar.parse("tangkab jalan rusak di desa kami", more=keywords.known())
    assert (read.verb, keywords.institution_of(read.keyword)) == (Verb.NEW, "majalengka")
    assert grammar.parse("InfoLaporan", more=keywords.known()).verb is Verb.STATUS


def test_several_channels_keep_their_order_and_options(settings):
    settings.SMS_CHANNELS = (
        'satu adapter=aggregator url=https://x/ send_from="KAB MJL" secret=a\n# dua\n'
        "tiga adapter=gammu folder=/x"
    )
    assert list(sms.channels()) == ["satu", "tiga"]
    assert sms.default().get("send_from") == "KAB MJL"


def test_what_cannot_answer_is_told(settings):
    settings.DEMO, settings.SMTP = False, settings.SMTP | {"host": ""}
    settings.CHANNELS = (
        "surel adapter=imap host=h user=u password=p address=a@b.id\n"
        "wa adapter=whatsapp phone_id=1 token=t app_secret=s verify=v"
    )
    assert found(checks.channels) == []
    assert found(checks.outgoing) == ["W035", "W036"]
    settings.CHANNELS = "wa adapter=whatsapp phone_id=1; tg adapter=telegram token=x"
    assert found(checks.channels) == ["E032", "E032"]
