"""The only place that judges the settings of channels: each finding says what to do."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from kentongan.channels import keywords
from kentongan.channels.keywords import KeywordsUnreadable
from kentongan.notifications.transports import sms
from kentongan.notifications.transports.sms import ChannelsUnreadable


@register()
def channels(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    try:
        found = sms.channels()
    except ChannelsUnreadable as error:
        yield Error(
            f"KENTONGAN_SMS_CHANNELS or KENTONGAN_CHANNELS cannot be read: {error}.",
            hint="NAME adapter=ADAPTER OPTION=VALUE ..., one channel a line; see docs/howto.",
            id="kentongan.E031",
        )
        return
    for channel in found.values():
        adapter = import_string(settings.CHANNEL_ADAPTERS[channel.adapter])
        if missing := [one for one in adapter.needs if not channel.get(one)]:
            yield Error(
                f"The channel {channel.name} lacks {', '.join(missing)}.",
                hint=f"Add {missing[0]}=... to its line in the settings.",
                id="kentongan.E032",
            )
        takes_requests = adapter.read is not sms.Carrier.read
        is_signed = adapter.is_authentic is not sms.Carrier.is_authentic
        if takes_requests and not is_signed and not (channel.get("secret") or channel.get("allow")):
            yield Error(
                f"Nobody may bring messages to the channel {channel.name}.",
                hint="Add secret=... (the carrier sends it as token) or allow=ADDRESS,NETWORK.",
                id="kentongan.E033",
            )


@register()
def outgoing(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    """What a channel needs beside its own line to be able to answer."""
    try:
        found = sms.channels().values()
    except ChannelsUnreadable:
        return
    for channel in found:
        if channel.adapter == "imap" and not settings.SMTP["host"] and not settings.DEMO:
            yield Warning(
                f"E-mails that come by {channel.name} cannot be answered.",
                hint="Set KENTONGAN_SMTP_URL; answers go out there.",
                id="kentongan.W035",
            )
        if channel.adapter == "whatsapp" and not channel.get("template"):
            yield Warning(
                f"By {channel.name} nothing goes out a day after the last word of a person.",
                hint="Have a template approved by Meta and add template=NAME to its line.",
                id="kentongan.W036",
            )


@register()
def words(app_configs: object, **_: Any) -> Iterator[CheckMessage]:
    try:
        keywords.check(settings.SMS_KEYWORDS)
    except KeywordsUnreadable as error:
        yield Error(
            f"KENTONGAN_SMS_KEYWORDS cannot be read: {error}.",
            hint="For example: new=TANGKAB,ADUAN:majalengka status=CEK",
            id="kentongan.E034",
        )
