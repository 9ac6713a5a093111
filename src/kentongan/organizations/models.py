"""Two trees: who governs (organizations) and where (areas); and who holds which role until when."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kentongan.organizations.roles import OFFICER_ROLES, Role

if TYPE_CHECKING:
    from kentongan.organizations.actor import Actor

PATH_LENGTH = 120


class ValidityQuerySet(models.QuerySet["Organization"]):
    def valid_on(self, day: date) -> Self:
        """Rows that exist in law on `day`; merged and renamed ones keep their history."""
        return self.filter(valid_from__lte=day).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day)
        )

    def visible_to(self, actor: "Actor") -> Self:
        """The door to offices as records: the whole tree, or the actor's own institution.

        Names that anybody may read (who exists, who can be chosen) come from `directory`.
        """
        match actor.role:
            case Role.OPERATOR | Role.NATIONAL_ADMIN | Role.AUDITOR | Role.SYSTEM:
                return self
            case role if role in OFFICER_ROLES and actor.institution_id is not None:
                return self.filter(institution_id=actor.institution_id)
        return self.none()


class Area(models.Model):
    """A place of the administrative map, by its Kemendagri code (text: dots and zeros matter)."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        REGENCY = "regency", _("Regency or city")
        DISTRICT = "district", _("Kecamatan")
        VILLAGE = "village", _("Desa or kelurahan")

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=8, choices=Level.choices)
    kind = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey("self", models.RESTRICT, null=True, related_name="children")
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    valid_from = models.DateField(default=date(1945, 8, 17))
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """An office: the national desk, an institution (the tenant), a unit or a sub-unit."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("National")
        INSTITUTION = "institution", _("Institution")
        UNIT = "unit", _("Unit")
        SUBUNIT = "subunit", _("Sub-unit")

    class Kind(models.TextChoices):
        DESK = "desk", _("National desk")
        GOVERNMENT = "government", _("Regional government")
        MINISTRY = "ministry", _("Ministry or agency")
        OPD = "opd", _("Perangkat daerah")
        KECAMATAN = "kecamatan", _("Kecamatan")
        KELURAHAN = "kelurahan", _("Kelurahan")
        DESA = "desa", _("Desa")
        BUMD = "bumd", _("Region-owned enterprise")
        HEALTH = "health", _("Hospital or puskesmas")
        UPTD = "uptd", _("Technical unit")
        EXTERNAL = "external", _("Outside body")

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", models.RESTRICT, null=True, related_name="children")
    # The tenant. An institution points to itself, so that one filter finds the whole of it.
    institution = models.ForeignKey("self", models.RESTRICT, null=True, related_name="offices")
    path = models.CharField(max_length=PATH_LENGTH, blank=True, db_index=True)
    area = models.ForeignKey(Area, models.RESTRICT, null=True, blank=True)
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta")
    is_external = models.BooleanField(default=False)
    valid_from = models.DateField(default=date(2000, 1, 1))
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="+")
    # UU 25/2009 art. 36: the name and address of the responsible person are published.
    responsible = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=240, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level="national")
                | models.Q(institution__isnull=False)
                | models.Q(level="institution"),
                name="office_has_institution",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="organization_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["level"], condition=models.Q(level="national"), name="one_national_desk"
            ),
        )

    def __str__(self) -> str:
        return self.name


class StandInQuerySet(models.QuerySet["StandIn"]):
    def in_force(self, on: date) -> Self:
        """Those who stand in for somebody on `on`."""
        return self.filter(valid_from__lte=on, valid_to__gte=on, ended_at=None)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid_on(self, day: date) -> Self:
        """Roles that their holders have on `day`, in offices that exist."""
        return self.filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day),
            models.Q(organization__valid_to__isnull=True)
            | models.Q(organization__valid_to__gte=day),
            valid_from__lte=day,
            user__is_active=True,
            organization__valid_from__lte=day,
        )

    def visible_to(self, actor: "Actor") -> Self:
        """The door to who holds which role: one's own, and those of the offices one oversees."""
        match actor.role:
            case Role.OPERATOR | Role.NATIONAL_ADMIN | Role.SYSTEM:
                return self
            case Role.INSTITUTION_ADMIN | Role.INSPECTORATE | Role.LEADER if actor.institution_id:
                return self.filter(organization__institution_id=actor.institution_id)
            case Role.UNIT_HEAD if actor.path:
                return self.filter(organization__path__startswith=actor.path)
            case role if role in OFFICER_ROLES and actor.user_id is not None:
                return self.filter(user_id=actor.user_id)
        return self.none()


class Membership(models.Model):
    """A role held by a person in an organization, under a decree (SK), from a date to a date."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.RESTRICT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    decree_number = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField(default=date(2000, 1, 1))
    valid_to = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    on_behalf_of = ""  # whose role it is, when a deputy wears it (hats); no column

    class Meta:
        ordering = ("organization__name", "role")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organization", "role", "valid_from"], name="one_role_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(role.value for role in OFFICER_ROLES)),
                name="membership_of_an_officer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organization}"


class StandIn(models.Model):
    """While somebody is on leave a colleague wears the hat, from a day to a day."""

    membership = models.ForeignKey(Membership, models.RESTRICT, related_name="stand_ins")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="stands_in")
    decree_number = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="stand_in_ends_after_it_begins",
            ),
        )
        indexes = (
            models.Index(
                fields=["deputy", "valid_to"],
                name="stand_in_of_deputy",
                condition=models.Q(ended_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.deputy_id} → {self.membership_id}"
