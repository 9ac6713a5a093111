"""What complaints are about: the tree of LAPOR!, two levels."""

from django.db import models
from django.utils.translation import get_language

from kentongan.complaints.choices import Classification


class Category(models.Model):
    """A subject. A sensitive one proposes a secret complaint; the class decides the limits."""

    code = models.CharField(max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="children"
    )
    name_id = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    classification = models.CharField(
        max_length=12, choices=Classification.choices, default=Classification.ORDINARY
    )
    is_sensitive = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "name_id")

    def __str__(self) -> str:
        return ((get_language() or "id").startswith("en") and self.name_en) or self.name_id
