"""The only place that reads or writes who complained. Nothing of it is readable in the database."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kentongan.accounts import blind
from kentongan.accounts.models import Identity, VerifiedContact
from kentongan.audit import log

# The length of a ciphertext would tell who left an address: all are padded to the same steps.
PADDING = 256
_NO_KEY = gettext_lazy(
    "This identity cannot be opened with any key in KENTONGAN_VAULT_KEYS. Add the key "
    "under which it was written to the end of that list and restart."
)


class VaultError(Exception):
    """The vault stays shut; the text says what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class PersonalData:
    """Who a person is and how to reach them; empty where not given."""

    name: str = ""
    phone: str = ""
    email: str = ""
    nik: str = ""
    address: str = ""
    on_behalf_of: str = ""  # whom the person reports for, and as what
    chat: str = ""  # `whatsapp:+628…` or `telegram:123`: where a messenger reaches the person

    def __repr__(self) -> str:
        return "PersonalData(sealed)"  # it must not slip into a log or an error page


def seal(data: PersonalData) -> Identity:
    """A row with the data encrypted under the first key; the caller saves it in its transaction."""
    identity = Identity(**_indexes(asdict(data)))
    identity.ciphertext = _encrypted(data, identity.pk)
    return identity


def missing_indexes(identity: Identity) -> dict[str, str]:
    """Indexes that this row should have and has not: written before they existed. Nobody sees it."""
    if identity.phone_index and identity.email_index and identity.nik_index:
        return {}
    found = _indexes(asdict(_decrypted(identity)))
    return {name: index for name, index in found.items() if index and not getattr(identity, name)}


def _indexes(data: Mapping[str, str]) -> dict[str, str]:
    return {
        "phone_index": blind.index(data.get("phone") or data.get("chat", "")),
        "email_index": blind.index(data.get("email", "")),
        "nik_index": blind.of_nik(data.get("nik", "")),
    }


def seal_text(text: str) -> str:
    """A short text (the number of a sender) that only the vault's keys open."""
    return _vault().encrypt(text.encode()).decode()


def open_text(sealed: str) -> str:
    """What `seal_text` closed, for the machine that must answer; nobody is shown it."""
    try:
        return _vault().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise VaultError(_NO_KEY) from None


def open_identity(
    identity_id: UUID, *, by_id: int | None, by_label: str, subject: str, reason: str
) -> PersonalData:
    """Show an officer who complained. The reason stands in the audit log before anything is shown.

    Not allowed inside another transaction: if that were rolled back, the name would be known and
    the log would not say so.
    """
    if not reason.strip():
        raise VaultError(_("Say why you need to know who this is."))
    with transaction.atomic(durable=True):
        log.record(
            "identity.open",
            actor_id=by_id,
            actor_label=by_label,
            subject=subject,
            detail={"reason": reason.strip(), "identity": str(identity_id)},
        )
        try:
            identity = Identity.objects.get(pk=identity_id)
        except Identity.DoesNotExist:
            raise VaultError(_("There is no such identity in the vault.")) from None
        return _decrypted(identity)


def address_of(identity_id: UUID, *, transport: str) -> str:
    """Where the delivering worker sends a message; empty when there is no such address.

    No entry in the audit log: nobody sees the address, and each message has its own row.
    """
    identity = Identity.objects.filter(pk=identity_id).first()
    if identity is None:
        return ""
    data = _decrypted(identity)
    if transport in ("email", "sms"):
        return data.email if transport == "email" else data.phone
    scheme, _colon, chat = data.chat.partition(":")
    return chat if scheme == transport else ""


def names_of(identity_id: UUID) -> tuple[str, ...]:
    """For the machine that keeps a name out of an answer: nobody is shown it."""
    row = Identity.objects.filter(pk=identity_id).first()
    data = _decrypted(row) if row else PersonalData()
    return tuple(one for one in (data.name, data.on_behalf_of) if one)


def transports_of(data: PersonalData) -> tuple[str, ...]:
    """The ways in which this person can be reached."""
    ways: list[str] = []
    if data.email:
        ways.append("email")
    if data.phone:
        ways.append("sms")
    if data.chat:
        ways.append(data.chat.partition(":")[0])
    return tuple(ways)


def rotate(*, batch: int = 500, progress: Callable[[int], None] | None = None) -> int:
    """Encrypt anew, under the first key, what stands under an older one; returns how many.

    It may be stopped and started again and run beside the server: a row is replaced only while it
    is still as it was read. Rows that no key opens are left alone, and named at the end.
    """
    vault, first = _vault(), Fernet(settings.VAULT_KEYS[0])
    changed = unreadable = 0
    for rows in _batches(batch):
        fresh: list[tuple[UUID, str, str, dict[str, str]]] = []
        for pk, old in rows:
            if _opens(first, old):
                continue
            if _opens(vault, old):
                indexes = _indexes(json.loads(vault.decrypt(old.encode())))
                fresh.append((pk, old, vault.rotate(old.encode()).decode(), indexes))
            else:
                unreadable += 1
        with transaction.atomic():
            for pk, old, new, indexes in fresh:
                same = Identity.objects.filter(pk=pk, ciphertext=old)
                changed += same.update(ciphertext=new, **indexes)
                index = indexes["phone_index"] or indexes["email_index"]
                VerifiedContact.objects.filter(identity=pk).update(index=index)
        if progress is not None:
            progress(len(rows))
    if unreadable:
        raise VaultError(
            _(
                "%(count)s identities cannot be opened with any key in KENTONGAN_VAULT_KEYS. "
                "Add the key under which they were written to the end of that list and run again."
            )
            % {"count": unreadable}
        )
    return changed


def _batches(size: int) -> Iterator[list[tuple[UUID, str]]]:
    rows = Identity.objects.order_by("pk").values_list("pk", "ciphertext")
    batch = list(rows[:size])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1][0])[:size])


def _opens(key: Fernet | MultiFernet, ciphertext: str) -> bool:
    try:
        key.decrypt(ciphertext.encode())
    except InvalidToken:
        return False
    return True


def _encrypted(data: PersonalData, identity_id: UUID) -> str:
    # The row's own number is sealed in, so that nobody can exchange two rows unnoticed.
    text = json.dumps({"id": str(identity_id), **asdict(data)}, ensure_ascii=False)
    content = text.encode()
    padded = content.ljust(-(-len(content) // PADDING) * PADDING)
    return _vault().encrypt(padded).decode()


def _decrypted(identity: Identity) -> PersonalData:
    try:
        content = json.loads(_vault().decrypt(identity.ciphertext.encode()))
    except InvalidToken:
        raise VaultError(_NO_KEY) from None
    if content["id"] != str(identity.pk):
        raise VaultError(
            _("This identity belongs to another row: the table was changed by hand. Restore it.")
        )
    return PersonalData(**{one.name: content.get(one.name, "") for one in fields(PersonalData)})


def _vault() -> MultiFernet:
    return _keys(tuple(settings.VAULT_KEYS))


@lru_cache(maxsize=4)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise VaultError(
            _("The identity vault has no key. Set KENTONGAN_VAULT_KEYS to a Fernet key.")
        )
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise VaultError(
            _(
                "KENTONGAN_VAULT_KEYS holds something that is not a Fernet key: each one is 32 "
                "bytes in URL-safe base64. Separate several with commas."
            )
        ) from None
