"""One table: who gets what at each address of the product. A new address needs a line here.

IN: the page or its form is answered · SIGN_IN: the way leads to the sign-in · PIN: number and PIN
are asked for · REFUSED: 403 · NONE: there is no such page for this person (404).
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kentongan.api.officesteps import STEPS as OFFICE_STEPS
from kentongan.api.views.reporter import STEPS as REPORTER_STEPS
from tests.consistency.actors import OFFICERS
from tests.consistency.world import CITIZENS, EVERYBODY

IN, SIGN_IN, PIN, REFUSED, NONE = "in", "sign in", "pin", "refused", "none"
NO_KEY = "401"  # a program needs a key; the session of a browser opens nothing
SEE_HERE = {
    "national_admin", "second_national_admin", "district_admin", "second_admin", "liaison",
    "drafter", "unit_head", "field_officer", "inspector", "leader",
}  # fmt: skip
SEE_THERE = {
    "national_admin", "second_national_admin", "outsider_admin", "outsider_liaison",
    "outsider_head",
}  # fmt: skip
RECORDERS = {
    "clerk", "district_admin", "second_admin", "outsider_admin", "national_admin",
    "second_national_admin",
}  # fmt: skip

ADMINISTRATORS = {
    "operator", "national_admin", "second_national_admin", "district_admin", "second_admin",
    "outsider_admin",
}  # fmt: skip
NATION = {"operator", "national_admin", "second_national_admin"}  # texts hold for everybody


@dataclass(frozen=True)
class Route:
    """How an address is asked for, and what everybody gets there."""

    gets: dict[str, str]
    method: str = "get"
    args: tuple[Any, ...] = ()  # NUMBER, or the name of a file, stand for those of the world
    data: dict[str, str] = field(default_factory=dict)
    there: dict[str, str] | None = None  # the same with the number of the other district


NUMBER = object()


def everybody(outcome: str, **others: str) -> dict[str, str]:
    return dict.fromkeys(EVERYBODY, outcome) | others


def signed_in(**others: str) -> dict[str, str]:
    """Whoever has an account."""
    return everybody(IN, nobody=SIGN_IN, with_pin=SIGN_IN) | others


def officers(allowed: set[str] | None = None, otherwise: str = REFUSED) -> dict[str, str]:
    """Officers, all or some; citizens are refused, strangers sign in."""
    gets = dict.fromkeys(CITIZENS, REFUSED) | {"nobody": SIGN_IN, "with_pin": SIGN_IN}
    seeing = set(OFFICERS) if allowed is None else allowed
    return gets | {one: IN if one in seeing else otherwise for one in OFFICERS}


def of_a_complaint(*args: Any, **how: Any) -> Route:
    """A page of one complaint at the desk: who does not see it is told that there is none."""
    return Route(
        officers(SEE_HERE, NONE), args=(NUMBER, *args), there=officers(SEE_THERE, NONE), **how
    )


def own(*args: Any, otherwise: str = PIN, **how: Any) -> Route:
    """A page of the reporter's own complaint."""
    gets = everybody(otherwise, with_pin=IN, account=IN)
    return Route(gets, args=(NUMBER, *args), there=everybody(otherwise), **how)


def of_nothing(allowed: set[str], *args: Any, **how: Any) -> Route:
    """Those who are let in are told that there is no such row; all others are refused."""
    return Route(officers(set()) | dict.fromkeys(allowed, NONE), args=args, **how)


def without_pin(**how: Any) -> Route:
    """A complaint of the API: without the PIN there is no such thing, whoever is signed in."""
    return Route(everybody(NONE), args=(NUMBER,), there=everybody(NONE), **how)


def without_key(*args: Any, **how: Any) -> Route:
    return Route(everybody(NO_KEY), args=args, **how)


PUBLIC = Route(everybody(IN))
# fmt: off
ROUTES: dict[str, Route] = {
    # Citizens
    "portal:start": PUBLIC,
    "portal:report": PUBLIC,
    "portal:villages": PUBLIC,
    "portal:locate": PUBLIC,
    "portal:track": PUBLIC,
    "portal:tracked": own(),
    "portal:step": own("confirm", method="post"),
    "portal:certificate": own(),
    "portal:certificate_data": own(),
    "portal:own_file": own("evidence", otherwise=NONE),
    "portal:by_link": Route(everybody(PIN), args=(NUMBER, "forged"), there=everybody(PIN)),
    "portal:public": PUBLIC,
    "portal:published": Route(everybody(IN), args=(NUMBER,)),
    "portal:public_file": Route(everybody(IN), args=(NUMBER, "answer")),
    "portal:how": PUBLIC,
    "portal:privacy": PUBLIC,
    "portal:accessibility": PUBLIC,
    "portal:offices": PUBLIC,
    "portal:mine": Route(signed_in()),
    "portal:wishes": Route(signed_in()),
    "portal:read_news": Route(signed_in(), method="post"),
    "portal:after_login": Route(signed_in()),
    "portal:mailbox": PUBLIC,  # the demo alone has this page
    # Officers
    "desk:inbox": Route(officers()),
    "desk:bell": Route(officers()),
    "desk:change_hat": Route(officers(), method="post"),
    "desk:record": Route(officers(RECORDERS)),
    "desk:agenda": Route(officers()),
    "desk:complaint": of_a_complaint(),
    "desk:step": of_a_complaint("note"),
    "desk:draft": of_a_complaint(method="post"),
    "desk:identity": of_a_complaint(method="post"),
    "desk:merged": of_a_complaint(),
    # The key of a file opens it under the number of its own complaint alone.
    "desk:file": Route(officers(SEE_HERE, NONE), args=(NUMBER, "evidence"),
                       there=officers(set(), NONE)),
    "desk:paper": of_a_complaint("terima"),
    "desk:certificate": of_a_complaint(),
    "desk:certificate_data": of_a_complaint(),
    # Administrators: clocks and messages
    "console:messages": Route(officers(ADMINISTRATORS)),
    "console:resend": of_nothing(ADMINISTRATORS, 0, method="post"),
    "console:wake": Route(officers(NATION), args=("email",), method="post"),
    "console:texts": Route(officers(NATION)),
    "console:text": Route(officers(NATION), args=("answered", "sms", "id")),
    "console:preview": Route(officers(NATION), args=("answered", "sms", "id"), method="post"),
    "console:ladder": Route(officers(ADMINISTRATORS)),
    "console:rung": of_nothing(ADMINISTRATORS, 0),
    "console:simulation": Route(officers(ADMINISTRATORS)),
    "console:promises": Route(officers(ADMINISTRATORS)),
    # Machines
    "api:openapi": PUBLIC,
    "api:docs": PUBLIC,
    "api:categories": PUBLIC,
    "api:institutions": PUBLIC,
    "api:areas": PUBLIC,
    "api:file": Route(everybody(IN), method="post"),
    "api:complaint": without_pin(),
    "api:uploads": Route(everybody(IN), method="post"),
    "api:upload": Route(everybody(NONE), args=(UUID(int=0),)),
    "api:upload_append": Route(everybody(IN), args=(UUID(int=0),), method="patch"),
    "api:upload_drop": Route(everybody(NONE), args=(UUID(int=0),), method="delete"),
    "api:api-root": Route(everybody(NONE)),
    **{f"api:reporter_{one.action}": without_pin(method="post") for one in REPORTER_STEPS},
    **{f"api:office_{one}": without_key(NUMBER, method="post") for one in OFFICE_STEPS},
    "api:office_me": without_key(),
    "api:office_list": without_key(),
    "api:office_record": without_key(method="post"),
    "api:office_changes": without_key(),
    "api:office_complaint": without_key(NUMBER),
    "api:office_file": without_key(NUMBER, UUID(int=0)),
    "api:office_people": without_key(),
    "api:office_units": without_key(),
    "api:office_identity": without_key(NUMBER, method="post"),
    # Everybody
    "common:language": Route(everybody(IN), args=("en",)),
    "common:styleguide": PUBLIC,  # the demo alone has this page
    # Accounts
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": Route(signed_in()),
    "account_email": Route(signed_in()),
    "account_email_verification_sent": PUBLIC,
    "account_change_password": Route(signed_in()),
    "account_set_password": Route(signed_in()),
    "account_reset_password": PUBLIC,
    "account_confirm_login_code": Route(signed_in()),  # we send no codes
    "account_confirm_email": Route(everybody(IN), args=("forged",)),
    "account_reset_password_from_key_done": PUBLIC,
    "account_reset_password_from_key": Route(everybody(IN), args=("1", "forged-key")),
    "account_reset_password_done": PUBLIC,
}
# fmt: on
