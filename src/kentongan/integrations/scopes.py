"""What a key may be given: each scope opens one kind of thing, never more than its membership."""

from typing import Any

from django.utils.translation import gettext_lazy as _

READ, STEP, FILE, IDENTITY, OPEN311 = "read", "step", "file", "identity", "open311"
MESSAGES = "messages"

SCOPES: dict[str, Any] = {
    READ: _("Read reports and their history"),
    STEP: _("Take steps: dispatch, answer, and so on"),
    FILE: _("Record reports that arrived elsewhere"),
    MESSAGES: _("Read and handle messages that no machine understood"),
    OPEN311: _("File for citizens through Open311"),
    IDENTITY: _("Open who reported, with a reason"),
}
