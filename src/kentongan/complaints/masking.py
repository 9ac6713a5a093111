"""The only place that makes a text fit for the public: numbers and addresses of people go."""

import re

MASK = "[…]"
TITLE_LENGTH = 80

_PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),  # e-mail
    re.compile(r"(?<![\w@])@\w{3,}"),  # account in a social network
    re.compile(r"(?<!\d)(?:\+?62|0)[\s.-]?8\d{1,2}(?:[\s.-]?\d{3,4}){2,3}(?!\d)"),  # mobile phone
    re.compile(r"(?<!\d)\d(?:[\s.-]?\d){7,18}(?!\d)"),  # NIK, KK, accounts, meters: 8 to 19 digits
    re.compile(r"\b[A-Z]{1,2}\s?\d{1,4}\s?[A-Z]{2,3}\b"),  # number plate
)


def masked(text: str) -> str:
    """`text` without NIK, telephone, e-mail, account and plate numbers (regulation.md 7)."""
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return text


def finds_personal(text: str) -> bool:
    """There is something that `masked` would take out: warn before sending."""
    return any(pattern.search(text) for pattern in _PATTERNS)


def first_sentence(text: str) -> str:
    """A title from the reporter's own words: the first sentence, at most 80 characters."""
    flat = " ".join(text.split())
    sentence = re.split(r"(?<=[.!?])\s", flat, maxsplit=1)[0]
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return sentence[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
