"""Write the text of a message at the moment it is sent: subject and body in the reader's language.

`<template>.txt` serves e-mail and bell: the first line is the subject, the rest the body.
`<template>.sms.txt` serves SMS.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from kentongan.notifications import wordings
from kentongan.notifications.models import Message

GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_DOUBLE = set("^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class Text:
    """What the recipient reads."""

    subject: str
    body: str


def text_of(message: Message) -> Text:
    """The text of `message`: as given, or rendered from its template in its language."""
    if not message.template:
        return Text(subject=message.subject, body=message.body)
    is_sms = message.transport == Message.Transport.SMS
    own = wordings.changed(
        message.template, message.params, is_sms=is_sms, language=message.language
    )
    if own is not None:
        return Text(subject=own[0], body=own[1])
    name = f"{message.template}{'.sms' if is_sms else ''}.txt"
    # A plain text: marked safe so that an office called "A & B" is not written "A &amp; B".
    params = {key: mark_safe(value) for key, value in message.params.items()}  # noqa: S308
    with translation.override(message.language):
        written = render_to_string(name, params).strip()
    if is_sms:
        return Text(subject="", body=" ".join(written.split()))
    subject, _, body = written.partition("\n")
    return Text(subject=subject.strip(), body=body.strip())


def sms_length(text: str) -> tuple[int, int]:
    """(units, parts) of an SMS: GSM-7 has 160 units (153 in parts), anything else 70 (67)."""
    if all(one in GSM_7 or one in GSM_7_DOUBLE for one in text):
        units = sum(2 if one in GSM_7_DOUBLE else 1 for one in text)
        single, part = 160, 153
    else:
        units = len(text.encode("utf-16-be")) // 2
        single, part = 70, 67
    return units, 1 if units <= single else -(-units // part)
