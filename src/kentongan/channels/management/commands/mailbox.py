"""`kentongan mailbox`: read e-mails of citizens; one process for each channel with adapter=imap."""

from kentongan.channels import mailbox
from kentongan.channels.links import LinkCommand


class Command(LinkCommand):
    help = "Read e-mails over IMAP. One process for each channel with adapter=imap."
    adapter, setting = "imap", "KENTONGAN_CHANNELS"
    run = mailbox.run
