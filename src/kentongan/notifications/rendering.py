"""Write the text of a message at the moment it is sent: subject and body in the reader's language.

`<template>.txt` serves e-mail and bell: the first line is the subject, the rest the body.
`<template>.sms.txt` serves SMS.
"""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from kentongan.notifications import gsm, wordings
from kentongan.notifications.gsm import sms_length
from kentongan.notifications.models import Message

__all__ = ["Text", "sms_length", "text_of"]


_GAP = re.compile(r"\n{3,}")  # a paragraph that has nothing to say


@dataclass(frozen=True, slots=True)
class Text:
    """What the recipient reads."""

    subject: str
    body: str


def text_of(message: Message) -> Text:
    """The text of `message`: as given, or rendered from its template in its language."""
    if not message.template:
        return Text(subject=message.subject, body=message.body)
    # A number may be somebody else's by now: the short text says how it leads back.
    is_sms = message.transport in (Message.Transport.SMS, Message.Transport.WHATSAPP)
    own = wordings.changed(
        message.template,
        message.params,
        transport=message.transport,
        is_sms=is_sms,
        language=message.language,
    )
    if own is not None:
        return Text(subject=own[0], body=own[1])
    name = f"{message.template}{'.sms' if is_sms else ''}.txt"
    # A plain text: marked safe so that an office called "A & B" is not written "A &amp; B".
    params = {key: mark_safe(value) for key, value in message.params.items()}  # noqa: S308
    with translation.override(message.language):
        written = render_to_string(name, params).strip()
    if is_sms:
        return Text(subject="", body=gsm.folded(" ".join(written.split())))
    subject, _, body = written.partition("\n")
    return Text(subject=subject.strip(), body=_GAP.sub("\n\n", body).strip())
