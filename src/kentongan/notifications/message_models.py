"""How messages are worded, wanted and carried: texts, preferences, letters, health of carriers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Wording(models.Model):
    """One version of one text. The newest counts; an empty one brings the shipped text back."""

    class Form(models.TextChoices):
        """The long and the short text; below them one channel alone."""

        TEXT = "text", _("E-mail and in the application")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("Only by e-mail")
        BELL = "bell", _("Only in the application")
        TELEGRAM = "telegram", _("Only by Telegram")
        WHATSAPP = "whatsapp", _("Only by WhatsApp")

        @property
        def general(self) -> "Wording.Form":
            """The text of which this one is an exception; itself when it is none."""
            if self == self.WHATSAPP:
                return Wording.Form.SMS
            return self if self == self.SMS else Wording.Form.TEXT

        @property
        def is_short(self) -> bool:
            return self.general == Wording.Form.SMS

    # With `@` and a word behind it: for one event and audience alone (wordings.py).
    template = models.CharField(max_length=120)
    form = models.CharField(max_length=8, choices=Form.choices)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    subject = models.CharField(_("Subject line"), max_length=200, blank=True)
    body = models.TextField(_("Text"), blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("template", "form", "language", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["template", "form", "language", "version"], name="wording_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.form} {self.language} {self.version}"

    @property
    def is_shipped(self) -> bool:
        """This version says: use the text that ships with the package."""
        return not self.body


class Preference(models.Model):
    """How one person with an account wants to be told. What the law requires comes all the same."""

    class Email(models.TextChoices):
        AT_ONCE = "at_once", _("Each at once")
        DAILY = "daily", _("One letter a day, in the morning")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    email = models.CharField(
        _("E-mail"), max_length=8, choices=Email.choices, default=Email.AT_ONCE
    )
    sms = models.BooleanField(_("SMS"), default=True)
    quiet_from = models.TimeField(_("Quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("Quiet to"), null=True, blank=True)

    # A program of this person that gets each piece of news, too; `hook_after`: the last one it got.
    hook_url = models.CharField(_("Webhook"), max_length=500, blank=True)
    hook_after = models.BigIntegerField(default=0)
    hook_since = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["user"], condition=~Q(hook_url=""), name="preference_with_hook"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_have_two_ends",
            ),
        )

    def __str__(self) -> str:
        return str(self.user_id)


class DigestItem(models.Model):
    """A message that waits for the daily letter of its recipient."""

    message = models.OneToOneField("notifications.Message", models.CASCADE, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    letter = models.ForeignKey(
        "notifications.Message", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    is_sent = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["due_at", "user"], condition=Q(is_sent=False), name="digest_due"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.message_id}"


class TransportHealth(models.Model):
    """How a carrier does. After several failures it is left alone until `open_until`."""

    transport = models.CharField(max_length=60, primary_key=True)  # or the name of a channel
    failures = models.PositiveIntegerField(default=0)  # in a row
    open_until = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.transport


class Recurring(models.Model):
    """Work that comes again: whoever moves `due_at` forward does it, once."""

    code = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Receipt(models.Model):
    """What the carrier last said about a message of ours; notifications/receipts.py moves it forward."""

    class State(models.IntegerChoices):
        # In the order in which one may follow another: late good news wins over early bad news.
        ACCEPTED = 1, _("On its way")
        FAILED = 2, _("Did not arrive")
        DELIVERED = 3, _("Arrived")
        READ = 4, _("Read")

    message = models.OneToOneField(
        "notifications.Message", models.CASCADE, primary_key=True, related_name="receipt"
    )
    state = models.PositiveSmallIntegerField(choices=State.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["at"], name="receipt_at"),)

    def __str__(self) -> str:
        return f"{self.message_id} {self.get_state_display()}"
