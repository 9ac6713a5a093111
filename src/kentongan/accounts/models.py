"""People who sign in, and the vault of who complained: the two tables that know persons."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kentongan.common import clock


class LowerEmailField(models.EmailField):  # type: ignore[type-arg]
    """An address without regard to case: stored and looked up in lower case."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return prepared.lower() if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs  # to the database it is no more


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, *, full_name: str, **facts: Any
    ) -> "User":
        """Enter a person for whom an office vouches: the address counts as confirmed.

        Without a password the person sets one through "forgot password".
        """
        from allauth.account.models import EmailAddress

        user = self.model(email=email.strip(), full_name=full_name.strip(), **facts)
        user.set_password(password)
        with transaction.atomic():
            user.save(using=self._db)
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user


class User(AbstractBaseUser):
    """A person with an account, officer or citizen alike; what they may do is said elsewhere."""

    class Language(models.TextChoices):
        INDONESIAN = "id", "Bahasa Indonesia"
        ENGLISH = "en", "English"

    email = LowerEmailField(_("email"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.INDONESIAN
    )
    is_active = models.BooleanField(_("active"), default=True)
    # Some browser of this person is told by push: steps need not look for it each time.
    has_push = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    class Meta:
        ordering = ("full_name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="email_is_lower_case"
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """The name, for those parts of Django that ask."""
        return self.full_name


class Identity(models.Model):
    """Who complained, readable with the vault's key alone. Opened through `vault.open_identity`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ciphertext = models.TextField()
    created_at = models.DateTimeField(default=clock.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="identities"
    )
    # Finds the complaints of a number without opening one: useless without the vault's key.
    phone_index = models.CharField(max_length=64, blank=True)  # of the number, or of the chat
    email_index = models.CharField(max_length=64, blank=True)
    nik_index = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "identities"
        indexes = (
            models.Index(
                fields=["phone_index"], condition=~models.Q(phone_index=""), name="identity_phone"
            ),
            models.Index(
                fields=["email_index"], condition=~models.Q(email_index=""), name="identity_email"
            ),
            models.Index(
                fields=["nik_index"], condition=~models.Q(nik_index=""), name="identity_nik"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class IndexRun(models.Model):
    """How far the worker has come in giving older identities the indexes that came after them."""

    version = models.PositiveSmallIntegerField(primary_key=True)
    after = models.UUIDField(null=True)  # the last identity that was looked at
    changed = models.PositiveIntegerField(default=0)  # in this round over all of them
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.version)


class VerifiedContact(models.Model):
    """An address that has written to us, so that whoever holds it can read what we send there.

    Numbers are handed to other people after long silence: `fresh_since` is when the present,
    uninterrupted use began, and proofs from before it count no more.
    """

    identity = models.OneToOneField(Identity, models.RESTRICT, related_name="contact")
    index = models.CharField(max_length=64, unique=True)
    transport = models.CharField(max_length=20, default="sms")  # the one that reaches it
    fresh_since = models.DateTimeField()
    seen_at = models.DateTimeField()
    opted_out_at = models.DateTimeField(null=True, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)  # an officer marked it as spam
    helped_on = models.DateField(null=True, blank=True)
    replies_on = models.DateField(null=True, blank=True)
    replies = models.PositiveSmallIntegerField(default=0)  # on that day, by the machine

    def __str__(self) -> str:
        return str(self.pk)
