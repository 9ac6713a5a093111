"""A reporter stands at the counter and shows number and PIN: the clerk may act on that one complaint.

Kept in the session of the clerk, for the day; the opening stands in the audit log.
"""

from django.http import HttpRequest

from kentongan.audit import log
from kentongan.common import clock, ids
from kentongan.organizations.actor import Actor
from kentongan.organizations.roles import Role

SESSION_KEY = "at_counter"
MOST = 30


def serve(request: HttpRequest, *, number: str, complaint_id: int, by: Actor) -> None:
    """The PIN was right: this complaint is open to this clerk until the day ends."""
    today = str(clock.today())
    kept = {n: one for n, one in request.session.get(SESSION_KEY, {}).items() if one[1] == today}
    request.session[SESSION_KEY] = dict([(number, [complaint_id, today]), *kept.items()][:MOST])
    log.record(
        "counter.open",
        actor_id=by.user_id,
        actor_label=by.label,
        subject=f"complaint:{number}",
        detail={},
    )


def step_up(request: HttpRequest, number: str) -> None:
    """On the pages of a complaint that was opened so, the clerk acts for its reporter."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not number or actor.role != Role.COUNTER_CLERK:
        return
    found = request.session.get(SESSION_KEY, {}).get(ids.read_number(number) or "")
    if found and found[1] == str(clock.today()):
        request.actor = actor.at_counter(found[0])  # type: ignore[attr-defined]
