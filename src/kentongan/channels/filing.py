"""A message becomes one `Submission`: the same service as every other door."""

from kentongan.accounts import contacts
from kentongan.channels import addressee, files, grammar, keywords, mentioned, ownership
from kentongan.channels.grammar import Command, Verb
from kentongan.channels.models import InboundMessage
from kentongan.channels.ownership import Sender
from kentongan.complaints import services
from kentongan.complaints.choices import Channel, Kind
from kentongan.complaints.services.submit import Receipt, Submission
from kentongan.organizations.actor import Actor
from kentongan.organizations.gazetteer import Place
from kentongan.organizations.models import Area, Organization

CHANNELS = {
    "sms": Channel.SMS,
    "email": Channel.EMAIL,
    "whatsapp": Channel.WHATSAPP,
    "telegram": Channel.TELEGRAM,
}
SHORTEST = 10  # letters; "LAPOR" and a word is no report yet
SECRET = "RAHASIA"  # noqa: S105 - the word before a text that the public must not read
KINDS = {Verb.SUGGESTION: Kind.SUGGESTION, Verb.INFORMATION: Kind.INFORMATION}


def file(message: InboundMessage, command: Command, sender: Sender) -> tuple[Receipt, bool]:
    """File what the message tells; also whether a place was found in it.

    The limits run from when it arrived, not from when the machine came to it.
    """
    text, is_secret = command.text, command.text.upper().startswith(f"{SECRET} ")
    if is_secret:
        text = text[len(SECRET) :].strip()
    if message.transport != "sms":
        text = grammar.as_written(message.text, text)
    place = known_place(mentioned.place_in(text))
    receipt = services.submit(
        Submission(
            text=text,
            channel=CHANNELS[message.transport],
            idempotency_key=message.key,
            kind=KINDS.get(command.verb, Kind.COMPLAINT),
            area_code=place.code if place else None,
            institution=_institution(command.keyword, message),
            is_secret=is_secret,
            personal=contacts.data_of(contacts.address_of(sender.contact)),
            files=files.uploads(message),
            arrived_at=message.received_at,
        ),
        by=Actor.system(),
    )
    ownership.prove(sender.contact, receipt.complaint_id, at=sender.at)
    return receipt, place is not None


def known_place(place: Place | None) -> Place | None:
    """A place that the tables know, too: an installation may hold other areas."""
    if place is None or not Area.objects.filter(pk=place.code).exists():
        return None
    return place


def _institution(keyword: str, message: InboundMessage) -> Organization | None:
    code = keywords.institution_of(keyword)
    if not code:
        return message.institution or addressee.institution("")
    try:
        return addressee.institution(code)
    except LookupError:
        return message.institution
