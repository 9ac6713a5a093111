"""What a key may be given: each scope opens one kind of thing, never more than its membership."""

from typing import Any

from django.utils.translation import gettext_lazy as _

READ, STEP, FILE, IDENTITY = "read", "step", "file", "identity"

SCOPES: dict[str, Any] = {
    READ: _("Read reports and their history"),
    STEP: _("Take steps: dispatch, answer, and so on"),
    FILE: _("Record reports that arrived elsewhere"),
    IDENTITY: _("Open who reported, with a reason"),
}
