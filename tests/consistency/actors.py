"""One of everybody: each role, twice where a second district or a second person matters."""

from kentongan.organizations.actor import Actor

OFFICERS = (
    "national_admin", "second_national_admin", "district_admin", "second_admin", "liaison",
    "drafter", "unit_head", "field_officer", "other_liaison", "other_head", "inspector", "ppid",
    "leader", "clerk", "auditor", "operator", "outsider_admin", "outsider_liaison",
    "outsider_head",
)  # fmt: skip


def everybody(cast, complaint):
    """Name → actor, the reporter of `complaint` and another one among them."""
    actors = {name: getattr(cast, name).actor for name in OFFICERS}
    return actors | {
        "reporter": Actor.with_pin(complaint.pk),
        "account": cast.reporter.actor,
        "other_reporter": Actor.with_pin(complaint.pk + 1_000_000),
        "other_account": cast.other_reporter.actor,
        "system": Actor.system(),
        "public": Actor.public(),
    }
