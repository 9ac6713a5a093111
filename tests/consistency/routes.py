"""One table: who gets what at each address of the product. A new address needs a line here.

IN: the page or its form is answered · SIGN_IN: the way leads to the sign-in · PIN: number and PIN
are asked for · REFUSED: 403 · NONE: there is no such page for this person (404).
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.consistency.actors import OFFICERS
from tests.consistency.world import CITIZENS, EVERYBODY

IN, SIGN_IN, PIN, REFUSED, NONE = "in", "sign in", "pin", "refused", "none"
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
FORESEERS = set(OFFICERS) - {
    "clerk", "drafter", "field_officer", "ppid", "auditor", "operator",
}  # fmt: skip
ADMINISTRATORS = {
    "operator", "national_admin", "second_national_admin", "district_admin", "second_admin",
    "outsider_admin",
}  # fmt: skip
WRITERS = ADMINISTRATORS | {
    "liaison", "other_liaison", "unit_head", "other_head", "outsider_liaison", "outsider_head",
}  # fmt: skip
NATION = {"operator", "national_admin", "second_national_admin"}  # texts hold for everybody


NO_MESSAGES = set(OFFICERS) - RECORDERS  # who reads no SMS is not even told that there is none


@dataclass(frozen=True)
class Route:
    """How an address is asked for, and what everybody gets there."""

    gets: dict[str, str]
    method: str = "get"
    args: tuple[Any, ...] = ()  # NUMBER, or the name of a file, stand for those of the world
    data: dict[str, str] = field(default_factory=dict)
    there: dict[str, str] | None = None  # the same with the number of the other district


NUMBER = object()
NO_RUN = UUID("00000000-0000-4000-8000-000000000000")


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


DESKS_HERE = {"national_admin", "second_national_admin", "district_admin", "second_admin"}
DESKS_THERE = {"national_admin", "second_national_admin", "outsider_admin"}


def _masking(*args: Any) -> Route:
    """A page of masking: the two desks decide; who sees the complaint besides is refused."""
    here = {one: REFUSED for one in SEE_HERE - DESKS_HERE}
    there = {one: REFUSED for one in SEE_THERE - DESKS_THERE}
    return Route(
        officers(DESKS_HERE, NONE) | here,
        args=(NUMBER, *args),
        # The key of a picture opens it under the number of its own complaint alone.
        there=officers(set() if args else DESKS_THERE, NONE) | there,
    )


PUBLIC = Route(everybody(IN))
# fmt: off
ROUTES: dict[str, Route] = {
    # Citizens
    "portal:start": PUBLIC,
    "portal:report": PUBLIC,
    "portal:queued": Route(everybody(IN), method="post"),
    "portal:preview": Route(everybody(IN), method="post", data={"text": "Jalan rusak."}),
    # The token of the report is asked for, whoever is signed in.
    "portal:queued_step": Route(everybody(REFUSED), method="post", args=(NUMBER, "add")),
    "portal:join": Route(everybody(IN), method="post", args=(NUMBER,), data={"contact": "x"}),
    "portal:following": Route(everybody(NONE), args=("2d6f0f0e-3f0e-4d6c-9a0e-3b7b3a1c9e11",)),
    "portal:own_copy": own(),
    "portal:outbox": PUBLIC,
    "portal:offline": PUBLIC,
    "portal:worker": PUBLIC,
    "portal:manifest": PUBLIC,
    "portal:villages": PUBLIC,
    "portal:hold": Route(everybody(IN), method="post"),
    "portal:locate": PUBLIC,
    "portal:usual": PUBLIC,
    "portal:alike": Route(everybody(IN), method="post"),
    "portal:map": PUBLIC,
    "portal:map_district": Route(everybody(IN), args=("32.10.13",)),
    "portal:track": PUBLIC,
    "portal:tracked": own(),
    "portal:step": own("confirm", method="post"),
    "portal:village": PUBLIC,
    "desk:village": Route(officers(RECORDERS)),
    "desk:village_forms": Route(officers(set(), NONE),
                                args=("00000000-0000-4000-8000-000000000000",)),
    # Devices of village desks come with a token; a signed-in person without one gets no further.
    "desk:village_numbers": Route(everybody("401")),
    "desk:village_take": Route(everybody("401"), method="post"),
    "portal:push": own(method="post"),
    "portal:push_officer": Route(officers(), method="post"),
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
    "portal:claim": Route(signed_in(), method="post"),
    "portal:read_news": Route(signed_in(), method="post"),
    "portal:after_login": Route(signed_in()),
    "portal:mailbox": PUBLIC,  # the demo alone has this page
    # Officers
    "desk:inbox": Route(officers()),
    "desk:bell": Route(officers()),
    "desk:live": Route(officers()),
    "desk:change_hat": Route(officers(), method="post"),
    "desk:record": Route(officers(RECORDERS)),
    "desk:record_check": Route(officers(RECORDERS), method="post"),
    "desk:entered": Route(officers(RECORDERS)),
    "desk:imports": Route(officers(RECORDERS)),
    "desk:import": Route(officers(set(), NONE) | dict.fromkeys(NO_MESSAGES, REFUSED), args=(1,)),
    "desk:import_step": Route(officers(set(), NONE) | dict.fromkeys(NO_MESSAGES, REFUSED),
                              args=(1, "mulai"), method="post"),
    "desk:import_errors": Route(officers(set(), NONE) | dict.fromkeys(NO_MESSAGES, REFUSED),
                                args=(1,)),
    "desk:import_results": Route(officers(set(), NONE) | dict.fromkeys(NO_MESSAGES, REFUSED),
                                 args=(1,)),
    "desk:agenda": Route(officers()),
    "desk:precedents": Route(officers()),
    "desk:cases": Route(officers()),
    "desk:case": Route(officers(set(), NONE), args=(987654,)),
    "desk:tasks": Route(officers()),
    "desk:task": Route(officers(set(), NONE), args=("00000000-0000-4000-8000-000000000000",)),
    # A telephone without cookies comes with a signed token.
    "desk:task_sent": Route(everybody(REFUSED), method="post",
                            args=("00000000-0000-4000-8000-000000000000",)),
    "desk:task_photo": Route(officers(set(), NONE), args=(
        "00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000000")),
    "desk:together": of_a_complaint(),
    "desk:people": of_a_complaint(),
    "desk:together_act": of_a_complaint("give_task", method="post"),
    "portal:outside": Route(everybody(NONE), args=("forged",)),
    "portal:outside_file": Route(everybody(NONE), args=(
        "forged", "00000000-0000-4000-8000-000000000000")),
    "desk:outlook": Route(officers(FORESEERS)),
    "desk:spent": Route(officers(FORESEERS)),
    "desk:bulk": Route(officers()),
    "desk:bulk_result": Route(officers(set(), NONE), args=(NO_RUN,)),
    "desk:bulk_undo": Route(officers(set(), NONE), "post", (NO_RUN,)),
    "desk:keep_view": Route(officers(), method="post"),
    "desk:forget_view": Route(officers(set(), NONE), "post", (1,)),
    "desk:undo": of_a_complaint(method="post", data={"langkah_ke": "1"}),
    "desk:complaint": of_a_complaint(),
    "desk:step": of_a_complaint("note"),
    # Nothing is kept ready for a note, for nobody.
    "desk:fill": Route(officers(set(), NONE), "post", (NUMBER, "note"), there=officers(set(), NONE)),
    "desk:check": Route(officers(set(), NONE), "post", (NUMBER, "note"), there=officers(set(), NONE)),
    "desk:draft": of_a_complaint(method="post"),
    "desk:identity": of_a_complaint(method="post"),
    "desk:counter": Route(officers({"clerk"})),
    "desk:dossier": of_a_complaint(),
    "desk:masks": _masking(),
    "desk:mask_photo": _masking("evidence"),
    "desk:masked_photo": _masking("evidence"),
    "desk:merged": of_a_complaint(),
    # The key of a file opens it under the number of its own complaint alone.
    "desk:file": Route(officers(SEE_HERE, NONE), args=(NUMBER, "evidence"),
                       there=officers(set(), NONE)),
    "desk:paper": of_a_complaint("terima"),
    "desk:send_receipt": of_a_complaint(method="post"),
    "desk:certificate": of_a_complaint(),
    "desk:certificate_data": of_a_complaint(),
    "desk:messages": Route(officers(RECORDERS)),
    "desk:message": Route(officers(set(), NONE) | dict.fromkeys(NO_MESSAGES, REFUSED), args=(1,)),
    "desk:message_preview": Route(officers(set(), NONE) | dict.fromkeys(NO_MESSAGES, REFUSED),
                                  "post", (987654,)),
    "desk:message_step": Route(officers(set(), NONE) | dict.fromkeys(NO_MESSAGES, REFUSED),
                               args=(1, "ambil"), method="post"),
    # Carriers of SMS: no channel is set, so there is none
    "channels:messages": Route(everybody(NONE), args=("kannel",), method="post"),
    "channels:webhook": Route(everybody(NONE), args=("wa",), method="post"),
    "channels:receipts": Route(everybody(NONE), args=("kannel",), method="post"),
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


def machines() -> dict[str, Route]:
    """Where programs come. A session of a person counts nowhere: what needs a key answers 401."""
    from kentongan.api import officesteps
    from kentongan.api.views import reporter

    no_key = everybody("401")
    unknown = everybody(NONE)
    number = {"args": (NUMBER,)}
    upload = "5b4a3c9e-8f0e-4d0a-9a57-0d0f8d1c2b3a"
    # A form is no JSON: 400 before anything is looked up.
    steps = {
        f"api:reporter_{one.action}": Route(everybody(IN), method="post", **number)
        for one in reporter.STEPS
    } | {
        f"api:office_{action}": Route(no_key, method="post", **number, there=no_key)
        for action in officesteps.STEPS
    }
    steps["api:follow"] = Route(everybody(IN), method="post", **number)
    messages = {
        f"api:message_{step}": Route(no_key, method="post", args=(1,))
        for step in ("claim", "release", "attach", "file", "reply", "spam", "not_spam")
    }
    public = ("openapi", "docs", "categories", "institutions", "areas")
    with_key = ("me", "listed", "changes", "people", "units", "spent")
    return (
        steps
        | messages
        | {f"api:{name}": PUBLIC for name in public}
        | {f"api:office_{name}": Route(no_key) for name in with_key}
        | {
            "healthz": PUBLIC,
            "readyz": Route(everybody("503")),  # no worker runs beside the tests
            "console:keys": Route(officers(ADMINISTRATORS)),
            "console:webhooks": Route(officers(ADMINISTRATORS)),
            "console:revoke_key": Route(officers(ADMINISTRATORS) | NO_SUCH, "post", (1,)),
            "console:deliveries": Route(officers(ADMINISTRATORS) | NO_SUCH, args=(1,)),
            "console:wake_webhook": Route(officers(ADMINISTRATORS) | NO_SUCH, "post", (1,)),
            "console:switch_webhook": Route(officers(ADMINISTRATORS) | NO_SUCH, "post", (1,)),
            "console:replay": Route(officers(ADMINISTRATORS) | NO_SUCH, "post", (1,)),
            "api:file": Route(everybody(IN), method="post"),
            "api:show": Route(unknown, **number, there=unknown),  # without the PIN
            "api:api-root": Route(unknown),
            "api:upload_begin": Route(everybody(IN), method="post"),
            "api:upload_show": Route(unknown, args=(upload,)),
            "api:upload_append": Route(everybody(IN), method="patch", args=(upload,)),
            "api:upload_drop": Route(unknown, method="delete", args=(upload,)),
            "api:office_record": Route(no_key),  # the address of the list
            "api:office_show": Route(no_key, **number, there=no_key),
            "api:office_content": Route(no_key, args=(NUMBER, "evidence")),
            "api:office_identity": Route(no_key, method="post", **number, there=no_key),
            "api:office_receipt": Route(no_key, method="post", **number, there=no_key),
            "api:office_similar": Route(no_key, method="post"),
            "api:office_messages": Route(no_key),
            "api:similar_published": Route(everybody(IN), method="post"),
        }
        | _open311()
    )


def _open311() -> dict[str, Route]:
    both = {
        "services": PUBLIC_IN_JSON,
        "service": Route(everybody(IN), args=("agama", "json")),
        "requests": PUBLIC_IN_JSON,
        "request": Route(everybody(NONE), args=(NUMBER, "json")),  # its reporter is anonymous
        "token": Route(everybody(NONE), args=("forged", "json")),
        "updates": PUBLIC_IN_JSON,
    }
    found = {f"open311:{kind}{name}": one for kind in ("", "test-") for name, one in both.items()}
    return found | {f"open311:{one}": PUBLIC_IN_JSON for one in ("discovery", "discovery-below")}


NO_SUCH = dict.fromkeys(ADMINISTRATORS, NONE)  # there is none with this number
PUBLIC_IN_JSON = Route(everybody(IN), args=("json",))


def console() -> dict[str, Route]:
    """Who administers is let in; which rows each of them finds there is tested in tests/console."""
    lists = ("offices", "people", "categories", "holidays", "rules", "messages", "channels", "ladder",
             "simulation", "promises", "hours")  # fmt: skip
    forms = ("office_add", "appoint", "holiday_add", "holiday_import", "rule_add", "hours_add",
             "profile")  # fmt: skip
    of_offices = ("", "_rename", "_contact", "_move", "_end")
    of_keys = ("member", "member_extend", "member_end", "stand_in", "work", "holiday_withdraw",
               "rule", "rule_version", "rule_end", "rung", "hours_cancel")  # fmt: skip
    of_subjects = ("category", "category_move", "category_retire")
    no_row = officers(ADMINISTRATORS) | NO_SUCH
    no_template = officers(WRITERS) | dict.fromkeys(WRITERS, NONE)
    no_text = officers(NATION) | dict.fromkeys(NATION, NONE)
    return (
        {f"console:{name}": Route(officers(ADMINISTRATORS)) for name in (*lists, *forms)}
        | {f"console:office{name}": Route(no_row, args=("no-such",)) for name in of_offices}
        | {f"console:{name}": Route(no_row, args=(987654,)) for name in of_keys}
        | {f"console:{name}": Route(no_row, args=("no-such",)) for name in of_subjects}
        | {
            "console:stand_in_end": Route(no_row, args=(987654, 1)),
            "console:start": Route(officers(ADMINISTRATORS | {"auditor"})),
            # A zone belongs to an institution: whoever looks at the nation is told there is none.
            "console:hours_zone": Route(officers(set()) | dict.fromkeys(NATION, NONE)),
            "console:audit": Route(officers({"operator", "auditor"})),
            "console:category_add": Route(officers(NATION)),
            "console:texts": Route(officers(NATION)),
            "console:text": Route(no_text, args=("no-such", "email", "id")),
            "console:preview": Route(no_text, "post", ("no-such", "email", "id")),
            "console:templates": Route(officers(WRITERS)),
            "console:template_add": Route(officers(WRITERS)),
            "console:template": Route(no_template, args=(987654,)),
            "console:template_use": Route(no_template, args=(987654,)),
            "console:resend": Route(no_row, "post", (987654,)),
            "console:wake": Route(no_text, "post", ("no-such",)),
            "portal:wishes": Route(signed_in()),
        }
    )


ROUTES |= machines() | console()
