"""Following another's published complaint by message: IKUT code, and LEPAS to hear no more."""

from kentongan.accounts import contacts
from kentongan.channels import replies
from kentongan.channels.grammar import Command, Verb
from kentongan.channels.ownership import Sender
from kentongan.complaints.models import Complaint
from kentongan.complaints.refusals import MoveRefused
from kentongan.complaints.services import joining
from kentongan.complaints.services.joining import Wish
from kentongan.organizations.actor import Actor

VERBS = frozenset({Verb.FOLLOW, Verb.UNFOLLOW})


def act(command: Command, sender: Sender) -> str:
    """Follow or stop; the message came from the very address that will be told."""
    address = contacts.address_of(sender.contact)
    complaint = Complaint.objects.filter(number=command.code).first() if command.code else None
    if command.verb is Verb.UNFOLLOW:
        joining.stop_all(address, only=complaint)
        return replies.follows_no_more()
    if complaint is None:
        return replies.follow_what()
    wish = Wish(door=sender.door, personal=contacts.data_of(address), agrees=True, is_proved=True)
    try:
        joining.join(complaint, by=Actor.public(), wish=wish)
    except MoveRefused as refusal:
        return replies.refused(complaint.shown_number, str(refusal))
    return replies.done(complaint.shown_number, replies.follows(complaint.number))
