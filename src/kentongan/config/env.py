"""What an operator may set: `smtp_url` is the variable KENTONGAN_SMTP_URL (or KENTONGAN_SMTP_URL_FILE)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
READ: dict[Any, Any] = {
    str: str,
    int: int,
    bool: {
        "true": True,
        "1": True,
        "yes": True,
        "false": False,
        "0": False,
        "no": False,
    }.__getitem__,
    Path: Path,
}


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Env:
    """Every setting, typed, with its default and a sentence for the reference page."""

    demo: bool = _setting(
        False, "Demo mode: sign-ins are printed, e-mail and SMS are shown on a page, not sent."
    )
    debug: bool = _setting(False, "Django's debug pages. Never on a reachable server.")
    data_folder: Path = _setting(  # noqa: RUF009 - the path in it is never changed
        Path("var"),
        "Folder for the SQLite file, attachments and generated keys.",
    )
    secret_key: str = _setting("", "Signs cookies and PINs. Empty is allowed in demo mode only.")
    secret_key_fallbacks: str = _setting("", "Earlier secret keys, comma-separated, newest first.")
    vault_keys: str = _setting(
        "",
        "Keys of the identity vault (Fernet, comma-separated, the newest first). "
        "Empty is allowed in demo mode only.",
    )
    database_url: str = _setting(
        "",
        "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME. Empty: SQLite in the folder.",
    )
    allowed_hosts: str = _setting("localhost,127.0.0.1,[::1]", "Host names, comma-separated.")
    public_url: str = _setting("http://localhost:8000", "The address printed in messages.")
    https: bool = _setting(False, "Secure cookies, HSTS and redirect to https.")
    host: str = _setting("127.0.0.1", "Address on which `kentongan serve` listens.")
    port: int = _setting(8000, "Port on which `kentongan serve` listens.")
    web_processes: int = _setting(2, "Web server processes.")
    web_threads: int = _setting(2, "Threads for each web server process.")
    home_institution: str = _setting(
        "",
        "Code of the one institution that this installation serves. Empty: complaints without a "
        "chosen institution go to the national desk.",
    )
    redis_url: str = _setting(
        "",
        "redis://HOST:PORT/0, rediss:// or unix:///PATH. Workers hand out what is due to "
        "`kentongan queue` on any machine (docs/howto/use-many-machines.md). Empty: one worker "
        "does everything.",
    )
    cache_url: str = _setting(
        "",
        "Where limits are counted: file:///PATH (all processes of one machine) or redis://, rediss://, "
        "unix:/// (all machines). Empty: KENTONGAN_REDIS_URL, else a file in the data folder.",
    )
    smtp_url: str = _setting(
        "",
        "smtp+tls://USER:PASSWORD@HOST:PORT (STARTTLS), smtps:// or smtp:// (unprotected). "
        "Empty: e-mail is shown on the demo page.",
    )
    email_from: str = _setting("Kentongan <kentongan@localhost>", "Sender of e-mail.")
    sms_transport: str = _setting(
        "",
        "Dotted path of the SMS transport. Empty: the first of KENTONGAN_SMS_CHANNELS; without "
        "channels SMS are shown on the demo page.",
    )
    sms_channels: str = _setting(
        "",
        "Ways by which SMS come and go, one a line or separated by semicolons: "
        "NAME adapter=ADAPTER OPTION=VALUE ... (docs/howto/add-a-channel.md).",
    )
    channels: str = _setting(
        "",
        "E-mail inboxes, WhatsApp and Telegram, written as KENTONGAN_SMS_CHANNELS "
        "(docs/howto/email.md, whatsapp.md, telegram.md).",
    )
    inbound_max_kb: int = _setting(
        1024, "Largest request that a channel may bring, in kilobytes; files are fetched apart."
    )
    mail_max_mb: int = _setting(25, "Largest e-mail that is read whole, in megabytes.")
    sms_keywords: str = _setting(
        "",
        "Further keywords of SMS, for example: new=TANGKAB,ADUAN status=CEK. A keyword may name an "
        "institution: new=TANGKAB:majalengka.",
    )
    sms_silence_days: int = _setting(
        90,
        "After so many days without a word from a number, the PIN is asked for before anything "
        "private is sent to it: it may have been handed to somebody else.",
    )
    sms_replies_per_day: int = _setting(
        20, "Most automatic replies to one number, address or chat in a day."
    )
    sms_per_number_hour: int = _setting(
        30,
        "Most messages of one number, address or chat in an hour that are acted upon; the rest is kept.",
    )
    sms_per_channel_minute: int = _setting(
        6000,
        "Most messages that one channel may bring in a minute; the carrier tries the rest again.",
    )
    limit_reports: int = _setting(
        120,
        "Most reports that one address may file on the pages in ten minutes. A whole district may "
        "come from one address: be generous with all of these.",
    )
    limit_hints: int = _setting(
        600,
        "Most questions of one address, in ten minutes, for published reports like the one that is "
        "being written.",
    )
    limit_files: int = _setting(300, "Most files of one address on the pages in ten minutes.")
    limit_api_reports: int = _setting(
        600, "Most reports and replies of one address by API and Open311 in ten minutes."
    )
    limit_api_reads: int = _setting(
        1200, "Most readings of one address by API and Open311 in ten minutes."
    )
    limit_api_files: int = _setting(
        1200, "Most file requests of one address by API in ten minutes."
    )
    limit_api_key: int = _setting(3000, "Most requests with one API key in ten minutes.")
    limit_wrong_keys: int = _setting(60, "Most wrong API keys of one address in ten minutes.")
    limit_wrong_secrets: int = _setting(
        30, "Most wrong secrets of one address at the doors of channels in ten minutes."
    )
    limit_unproved_answers: int = _setting(
        200,
        "Most automatic answers in an hour to e-mails whose sender nothing proves: anybody may have "
        "written that address.",
    )
    vapid_key: str = _setting(
        "",
        "Private key for web push; `kentongan vapid` makes one. Empty: the demo makes its own, "
        "elsewhere nobody is offered pushes.",
    )
    push_hosts: str = _setting(
        "fcm.googleapis.com,*.push.services.mozilla.com,*.notify.windows.com,*.push.apple.com",
        "Hosts of push services that may be called, comma-separated; * stands for any letters.",
    )
    offline: bool = _setting(
        True,
        "Let browsers keep the form for use without network. False takes back what they kept; "
        "drafts stay.",
    )
    upload_max_mb: int = _setting(10, "Largest single attachment in megabytes.")
    webhook_private: bool = _setting(
        False, "Let webhooks go to private addresses and plain http: inside one network only."
    )
    lapor_url: str = _setting(
        "",
        "Address of the intake of national LAPOR!. Empty: complaints of the home institution are "
        "not sent there.",
    )
    lapor_token: str = _setting("", "Token that national LAPOR! gave to this institution.")
    time_zone: str = _setting("Asia/Jakarta", "Time zone of screens (WIB, WITA or WIT).")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Self:
        """Read the environment; a value of the wrong type ends the program with a sentence."""
        given: dict[str, Any] = {}
        for one in fields(cls):
            name = f"KENTONGAN_{one.name.upper()}"
            text = _read(name, environ)
            if text is None:
                continue
            try:
                given[one.name] = READ[one.type](text)
            except (KeyError, ValueError):
                kind = getattr(one.type, "__name__", one.type)
                raise SystemExit(f"{name} must be {kind}, not {text!r}.") from None
        env = cls(**given)
        for name, sentence in _unusable(env):
            raise SystemExit(f"KENTONGAN_{name.upper()} {sentence}.")
        return env


def _unusable(env: Env) -> Iterator[tuple[str, str]]:
    """Values that would end in a traceback before the system checks can speak."""
    try:
        ZoneInfo(env.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield "time_zone", f"names no time zone: {env.time_zone!r} (Asia/Jakarta is WIB)"
    if env.log_level not in LOG_LEVELS:
        yield "log_level", f"must be one of {', '.join(LOG_LEVELS)}, not {env.log_level!r}"
    for name in ("smtp_url", "database_url"):
        try:
            _ = urlsplit(getattr(env, name)).port
        except ValueError:  # the value may hold a password: it is not shown
            yield name, "holds a port that is not a number from 0 to 65535"


def _read(name: str, environ: Mapping[str, str]) -> str | None:
    file = environ.get(f"{name}_FILE")
    if not file:
        return environ.get(name)
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise SystemExit(f"{name}_FILE: cannot read {file} ({error.strerror}).") from None
