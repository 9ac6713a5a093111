"""What an administrator finds: rows of the own scope, and 404 for everything else."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from kentongan.common import clock
from kentongan.deadlines.models import Holiday, OfficeHours, Rule
from kentongan.organizations import directory, tree
from kentongan.organizations.actor import Actor
from kentongan.organizations.models import Membership, Organization, ValidityQuerySet
from kentongan.organizations.roles import Role

Level = Organization.Level


def root(actor: Actor) -> Organization:
    """Where the tree of this administrator begins."""
    if actor.role == Role.INSTITUTION_ADMIN:
        return Organization.objects.visible_to(actor).get(pk=actor.institution_id or 0)
    return directory.national_desk()


def office(code: str, actor: Actor) -> Organization:
    """An office of the actor's scope."""
    rows = Organization.objects.visible_to(actor).select_related("parent", "successor", "area")
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def chain(of: Organization) -> list[Organization]:
    """The offices above, from the top."""
    above = [pk for pk in tree.ids_in(of.path) if pk != of.pk]
    return list(Organization.objects.filter(pk__in=above).order_by("path"))


def membership(pk: int, actor: Actor) -> Membership:
    """A role of somebody in the actor's scope."""
    rows = Membership.objects.visible_to(actor).select_related("user", "organization")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def hours(actor: Actor, whose: Organization | None) -> QuerySet[OfficeHours]:
    """The office hours of one institution (which the actor may see), or of the nation."""
    return OfficeHours.objects.filter(institution=whose)


def institution(request: HttpRequest, actor: Actor) -> Organization | None:
    """Whose holidays and limits the page is about; None: those of the nation."""
    if actor.role == Role.INSTITUTION_ADMIN:
        return None if request.GET.get("instansi") == "nasional" else root(actor)
    code = request.GET.get("instansi", "")
    if code in ("", "nasional"):
        return None
    found = office(code, actor)
    if found.level != Level.INSTITUTION or found.is_external:
        raise Http404
    return found


def holidays(actor: Actor) -> QuerySet[Holiday]:
    """National holidays, and those of the institutions in the actor's scope."""
    rows = Holiday.objects.filter(is_withdrawn=False)
    if actor.role == Role.INSTITUTION_ADMIN:
        return rows.filter(Q(institution=None) | Q(institution=actor.institution_id))
    return rows


def without_days(actor: Actor, *, of: int, next_year: int) -> QuerySet[Organization]:
    """Institutions with own holidays in one year and none in the next."""
    days = holidays(actor).filter(institution=OuterRef("pk"))
    rows = Organization.objects.visible_to(actor).filter(level=Level.INSTITUTION)
    known = rows.filter(Exists(days.filter(day__year=of)))
    return known.exclude(Exists(days.filter(day__year=next_year))).order_by("name")


def rules(actor: Actor) -> QuerySet[Rule]:
    """General limits, and those of the institutions in the actor's scope."""
    rows = Rule.objects.filter(is_withdrawn=False)
    if actor.role == Role.INSTITUTION_ADMIN:
        return rows.filter(Q(institution=None) | Q(institution=actor.institution_id))
    return rows


def ending_soon(actor: Actor, *, today: date, until: date) -> QuerySet[Membership]:
    """Roles that are held today and end no later than `until`."""
    held = Membership.objects.visible_to(actor).valid_on(today)
    return held.filter(valid_to__lte=until)


def without_liaison(actor: Actor, today: date) -> ValidityQuerySet:
    """Units that exist today and have nobody who receives what is dispatched to them."""
    liaisons = Membership.objects.valid_on(today).filter(
        organization=OuterRef("pk"), role=Role.LIAISON
    )
    units = Organization.objects.visible_to(actor).valid_on(today).filter(level=Level.UNIT)
    return units.filter(~Exists(liaisons), is_external=False)


def ending_rules(actor: Actor, today: date) -> QuerySet[Rule]:
    """Limits with a last day after which no version goes on."""
    next_one = Rule.objects.filter(
        code=OuterRef("code"), is_withdrawn=False, valid_from__gt=OuterRef("valid_to")
    )
    same = Q(institution=OuterRef("institution"))
    nobody = Q(institution=None)
    own, general = next_one.filter(same), next_one.filter(nobody)
    rows = rules(actor).filter(valid_to__gte=today)
    return rows.filter(
        (Q(institution=None) & ~Exists(general)) | (Q(institution__isnull=False) & ~Exists(own))
    ).order_by(F("valid_to"))


def today() -> date:
    """The day of the pages."""
    return clock.today()
