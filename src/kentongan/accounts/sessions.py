"""Who is signed in: Django's sessions and users, read by kept statements on every request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from kentongan.accounts.models import User
from kentongan.common.statements import Prepared

_SESSION = Prepared(
    lambda *, key, now: Session.objects.filter(session_key=key, expire_date__gt=now)
)
_USER = Prepared(lambda *, pk: User.objects.filter(pk=pk))


class SessionStore(db.SessionStore):
    """Sessions in the database; SESSION_ENGINE names this module."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Sign-in by e-mail as allauth does it."""

    def get_user(self, user_id: Any) -> User | None:
        found = _USER.rows(pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
