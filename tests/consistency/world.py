"""Two districts with a complaint each, files and all, and a browser for everybody."""

from dataclasses import dataclass, field
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from kentongan.accounts.vault import PersonalData
from kentongan.common import clock
from kentongan.complaints import agenda, services
from kentongan.complaints.choices import Channel
from kentongan.complaints.models import Attachment, Complaint
from kentongan.complaints.services.submit import Submission, submit
from kentongan.organizations.actor import Actor
from tests.complaints.reaching import office, reach
from tests.consistency.actors import OFFICERS

SITI = PersonalData(
    name="Siti Rohaeti", phone="081298765432", email="rohaeti@warga.demo", nik="3210015505900001",
    address="Kampung Sukasari 7",
)  # fmt: skip
# What nobody may read without opening the identity, in every way in which it could be written.
PERSONAL = ("Rohaeti", "rohaeti", "081298765432", "81298765432", "0812-9876", "3210015505900001",
            "Sukasari")  # fmt: skip
CITIZENS = ("nobody", "with_pin", "account", "other_account")
EVERYBODY = (*CITIZENS, *OFFICERS)


@dataclass
class World:
    """`here` lies in Majalengka at the public works office, `there` in Sumedang at its own."""

    cast: object
    here: Complaint
    there: Complaint
    pins: dict[int, str]
    files: dict[str, Attachment]
    clients: dict[str, Client] = field(default_factory=dict)


def filed(**facts) -> tuple[Complaint, str]:
    """A complaint of Siti's, and its PIN."""
    given = {
        "text": "Gudang beras di kampung kami bocor.", "channel": Channel.WEB,
        "idempotency_key": uuid4(), "personal": SITI,
    } | facts  # fmt: skip
    receipt = submit(Submission(**given), by=Actor.system())
    return Complaint.objects.get(pk=receipt.complaint_id), receipt.pin


def build(cast, client_for, **facts) -> World:
    """The world; `facts` are those of the complaint here."""
    account = {"reporter_user_id": cast.reporter.user.pk}
    here, pin = filed(institution=office("majalengka"), **account, **facts)
    services.dispatch(here, by=cast.district_admin.actor, unit=office("putr"))
    services.accept(here, by=cast.liaison.actor)
    there, other_pin = filed(institution=office("sumedang"))
    services.dispatch(there, by=cast.outsider_admin.actor, unit=office("sumedang-putr"))
    services.accept(there, by=cast.outsider_liaison.actor)
    services.merge(
        reach(cast, "forwarded", personal=SITI), by=cast.district_admin.actor, master=here
    )
    agenda.sweep(clock.now())
    files = {one: _file(here, one) for one in ("evidence", "answer", "signed_paper")}
    world = World(cast, here, there, {here.pk: pin, there.pk: other_pin}, files)
    for name in EVERYBODY:
        world.clients[name] = _client(world, name, client_for)
    return world


def _client(world, name, client_for) -> Client:
    if name == "nobody":
        return Client(raise_request_exception=False)
    if name == "with_pin":
        client = Client(raise_request_exception=False)
        number, pin = world.here.shown_number, world.pins[world.here.pk]
        assert client.post("/lacak/", {"number": number, "pin": pin}).status_code == 302
        return client
    member = {"account": "reporter", "other_account": "other_reporter"}.get(name, name)
    return client_for(getattr(world.cast, member), raise_request_exception=False)


def _file(complaint, purpose) -> Attachment:
    name = default_storage.save(f"shown/{uuid4()}.jpg", ContentFile(b"picture"))
    return Attachment.objects.create(
        complaint=complaint, event=complaint.events.first(), purpose=purpose, state="ready",
        media_type="image/jpeg", name="foto.jpg", size=7, sha256="0" * 64, original=name,
        cleaned=name, thumbnail=name, key=uuid4(), added_at=clock.now(),
    )  # fmt: skip
