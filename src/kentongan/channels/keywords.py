"""The keywords of this installation: the shipped ones, settings, and the codes of institutions.

`MAJALENGKA jalan rusak` reaches the institution with the code `majalengka`, as SP4N-LAPOR! has it.
"""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

from kentongan.channels.grammar import KEYWORDS, Verb
from kentongan.common import clock
from kentongan.organizations import directory


class KeywordsUnreadable(ValueError):
    """KENTONGAN_SMS_KEYWORDS cannot be read; the sentence says where."""


def known() -> Mapping[str, Verb]:
    """Keyword → verb, besides those of the grammar."""
    own = {word: verb for word, (verb, _code) in _configured(settings.SMS_KEYWORDS).items()}
    names = {word: Verb.NEW for word in _institutions() if word not in KEYWORDS}
    return {**names, **own}


def institution_of(keyword: str) -> str:
    """The code of the institution that a keyword names; empty for all others."""
    _verb, code = _configured(settings.SMS_KEYWORDS).get(keyword, (Verb.NEW, ""))
    return code or (_institutions().get(keyword, "") if keyword not in KEYWORDS else "")


def check(text: str) -> None:
    """Raises KeywordsUnreadable with what is wrong in the setting."""
    _configured(text)


def _institutions() -> dict[str, str]:
    codes = directory.institutions(clock.today()).values_list("code", flat=True)
    return {code.upper(): code for code in codes if code.isalpha()}


@lru_cache(maxsize=8)
def _configured(text: str) -> Mapping[str, tuple[Verb, str]]:
    found: dict[str, tuple[Verb, str]] = {}
    for group in text.split():
        name, equals, words = group.partition("=")
        if not equals or name not in Verb.__members__.values():
            raise KeywordsUnreadable(f"{group!r} is not VERB=WORD,WORD; verbs: {', '.join(Verb)}")
        for entry in filter(None, words.split(",")):
            word, _colon, code = entry.partition(":")
            if not word.isalpha():
                raise KeywordsUnreadable(f"{word!r} is not a word of letters alone")
            found[word.upper()] = (Verb(name), code)
    return found
