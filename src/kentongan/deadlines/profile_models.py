"""Which profile of limits an institution has chosen, from which day on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kentongan.deadlines.choices import Profile
from kentongan.organizations.models import Organization


class ProfileChoice(models.Model):
    """One choice, never rewritten: the next one takes its place from its own first day on."""

    # Empty: for every institution that has chosen nothing.
    institution = models.ForeignKey(
        Organization, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    profile = models.CharField(_("Profile"), max_length=9, choices=Profile.choices)
    valid_from = models.DateField(_("Valid from"))
    applies_to_open = models.BooleanField(_("Holds for open reports, too"), default=False)

    class Meta:
        ordering = ("valid_from", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(institution__isnull=True),
                name="general_profile_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["institution", "valid_from"],
                condition=Q(institution__isnull=False),
                name="own_profile_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(profile__in=Profile.values), name="profile_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_profile_display()} {self.valid_from:%Y-%m-%d}"
