"""`kentongan smpp`: hold the connection to an operator; sends and receives while it stands."""

from kentongan.channels import smpp_link
from kentongan.channels.links import LinkCommand


class Command(LinkCommand):
    help = "Send and receive SMS over SMPP 3.4. One process for each channel with adapter=smpp."
    adapter, setting = "smpp", "KENTONGAN_SMS_CHANNELS"
    run = smpp_link.run
