"""All settings, from the typed environment of `env.py`; `docs/reference/settings.md` lists them."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from kentongan.config.databases import cache_location, database
from kentongan.config.env import Env
from kentongan.config.keys import generated

ENV = Env.load(os.environ)
PACKAGE = Path(__file__).resolve().parent.parent
DATA_FOLDER = ENV.data_folder.resolve()

DEMO = ENV.demo
DEBUG = ENV.debug
# Without demo mode an empty key is refused by the system check kentongan.E001/E002.
SECRET_KEY = ENV.secret_key or (generated(DATA_FOLDER, "secret") if DEMO else "unset")
SECRET_KEY_FALLBACKS = [key for key in ENV.secret_key_fallbacks.split(",") if key]
VAULT_KEYS = [key for key in ENV.vault_keys.split(",") if key] or (
    [generated(DATA_FOLDER, "vault")] if DEMO else []
)
ALLOWED_HOSTS = [host for host in ENV.allowed_hosts.split(",") if host]
PUBLIC_URL = ENV.public_url.rstrip("/")
HOME_INSTITUTION = ENV.home_institution
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "kentongan.common",
    "kentongan.audit",
    "kentongan.accounts",
    "kentongan.organizations",
    "kentongan.deadlines",
    "kentongan.notifications",
    "kentongan.integrations",
    "kentongan.complaints",
    "kentongan.channels",
    "kentongan.lapor",
    "kentongan.portal",
    "kentongan.desk",
    "kentongan.console",
    "kentongan.api",
    "kentongan.demo",
    "kentongan.config",
    "allauth",
    "allauth.account",
    "template_partials",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kentongan.common.middleware.CompressionMiddleware",
    "kentongan.api.middleware.MachineMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kentongan.officers.middleware.ActorMiddleware",
]
ROOT_URLCONF = "kentongan.config.urls"
WSGI_APPLICATION = "kentongan.config.wsgi.application"
FORM_RENDERER = "kentongan.common.forms.FieldRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kentongan.common.context.site",
            ],
        },
    }
]

DATABASES = {"default": database(ENV.database_url, folder=DATA_FOLDER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits and sign-in tries are counted by all processes together (common/shared_cache.py); pages and
# figures that are the same for everybody are kept by each for itself. Each address and number that is
# counted is an entry: at 300, Django's own limit, a busy minute would throw out counts.
CACHES = {
    "default": {
        "BACKEND": "kentongan.common.shared_cache.SharedCache",
        "LOCATION": cache_location(ENV.cache_url, redis_url=ENV.redis_url, folder=DATA_FOLDER),
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_FOLDER / "files"
STATIC_ROOT = DATA_FOLDER / "static"
STATIC_URL = "/static/"
WHITENOISE_MANIFEST_STRICT = False
# How often one address, or one key of a program, may come in ten minutes (common/limits.py).
LIMITS = {
    "report": ENV.limit_reports,
    "alike": ENV.limit_hints,
    "hold": ENV.limit_files,
    "api-filed": ENV.limit_api_reports,
    "api-read": ENV.limit_api_reads,
    "api-uploaded": ENV.limit_api_files,
    "api-key": ENV.limit_api_key,
    "api-wrong-key": ENV.limit_wrong_keys,
    "wrong-secret": ENV.limit_wrong_secrets,
    "unproved-answers": ENV.limit_unproved_answers,  # in an hour, by one mailbox
}
UPLOAD_MAX_BYTES = ENV.upload_max_mb * 1024 * 1024
UPLOAD_MAX_FILES = 3
OFFLINE = ENV.offline
VAPID_KEY = ENV.vapid_key or (generated(DATA_FOLDER, "vapid") if DEMO else "")
PUSH_HOSTS = [host for host in ENV.push_hosts.lower().split(",") if host]
SCAN_MAX_FILES = 12  # pages of a letter that an officer adds
WEBHOOK_PRIVATE = ENV.webhook_private
LAPOR_URL, LAPOR_TOKEN = ENV.lapor_url, ENV.lapor_token
DATA_UPLOAD_MAX_MEMORY_SIZE = max(1024, ENV.inbound_max_kb) * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Identity
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kentongan.accounts.sessions.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/masuk/lanjut/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "kentongan.accounts.forms.SignupExtra"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# Only a mandatory confirmation lets sign-up answer alike whether an address has an account or not.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_FORMS = {
    "login": "kentongan.accounts.entrance.LoginForm",
    "signup": "kentongan.accounts.entrance.SignupForm",
    "add_email": "kentongan.accounts.entrance.AddEmailForm",
    "change_password": "kentongan.accounts.entrance.ChangePasswordForm",
    "set_password": "kentongan.accounts.entrance.SetPasswordForm",
    "reset_password": "kentongan.accounts.entrance.ResetPasswordForm",
    "reset_password_from_key": "kentongan.accounts.entrance.ResetPasswordKeyForm",
    "reauthenticate": "kentongan.accounts.entrance.ReauthenticateForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip",
    "reset_password": "10/m/ip,3/5m/key",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "kentongan.accounts.adapter.Adapter"
SESSION_ENGINE = "kentongan.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kentongan.common.errors.csrf_failure"

# Browser defence
SECURE_SSL_REDIRECT = ENV.https
SECURE_HSTS_SECONDS = 31536000 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Words
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = ENV.time_zone
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["kentongan.config.formats"]

# Messages: written in the transaction of the step, sent by the worker
EMAIL_BACKEND = "kentongan.notifications.email_backend.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from
_smtp = urlsplit(ENV.smtp_url)
SMTP: dict[str, Any] = {
    "host": _smtp.hostname or "",
    "port": _smtp.port or (465 if _smtp.scheme == "smtps" else 25),
    "username": unquote(_smtp.username or ""),
    "password": unquote(_smtp.password or ""),
    "use_ssl": _smtp.scheme == "smtps",
    "use_tls": _smtp.scheme == "smtp+tls",
}
_BY_SMS, _BY_PAGE = "by_channel.SmsTransport", "page.PageTransport"
TRANSPORTS = {
    "email": "kentongan.notifications.transports.smtp.SmtpTransport"
    if SMTP["host"]
    else "kentongan.notifications.transports.page.PageTransport",
    "sms": ENV.sms_transport
    or f"kentongan.notifications.transports.{_BY_SMS if ENV.sms_channels else _BY_PAGE}",
    "whatsapp": "kentongan.notifications.transports.by_channel.WhatsAppTransport",
    "telegram": "kentongan.notifications.transports.by_channel.TelegramTransport",
    "bell": "kentongan.notifications.transports.bell.BellTransport",
    "webhook": "kentongan.complaints.hooks.HookTransport",
    "push": "kentongan.notifications.transports.push.PushTransport",
}
# Whose words a text may use, and what nobody can switch off: dotted paths into the app above.
MESSAGE_VARIABLES = "kentongan.complaints.wording.VARIABLES"
MESSAGES_REQUIRED = "kentongan.complaints.wording.REQUIRED"
MESSAGES_URGENT = "kentongan.complaints.wording.URGENT"
# Programs and services that carry messages: one file and one line each (docs/howto/add-a-channel.md).
CHANNEL_ADAPTERS = {
    "kannel": "kentongan.notifications.transports.kannel.Kannel",
    "aggregator": "kentongan.notifications.transports.aggregator.Aggregator",
    "gammu": "kentongan.notifications.transports.gammu.Gammu",
    "smpp": "kentongan.notifications.transports.smpp.Smpp",
    "imap": "kentongan.notifications.transports.imap.Imap",
    "whatsapp": "kentongan.notifications.transports.whatsapp.WhatsApp",
    "telegram": "kentongan.notifications.transports.telegram.Telegram",
}
SMS_CHANNELS, CHANNELS = ENV.sms_channels, ENV.channels
INBOUND_MAX_BYTES = ENV.inbound_max_kb * 1024
MAIL_MAX_BYTES = ENV.mail_max_mb * 1024 * 1024
SMS_KEYWORDS = ENV.sms_keywords
SMS_SILENCE_DAYS = ENV.sms_silence_days
SMS_REPLIES_PER_DAY = ENV.sms_replies_per_day
SMS_PER_NUMBER_HOUR = ENV.sms_per_number_hour
SMS_PER_CHANNEL_MINUTE = ENV.sms_per_channel_minute
# What the worker does in each round: dotted paths of functions `sweep(now) -> int`.
SWEEPS = [
    "kentongan.notifications.delivery.sweep",
    "kentongan.channels.polling.sweep",
    "kentongan.channels.fetching.sweep",
    "kentongan.channels.carriers.sweep",
    "kentongan.channels.processing.sweep",
    "kentongan.channels.imports.running.sweep",
    "kentongan.notifications.digests.sweep",
    "kentongan.notifications.mirroring.sweep",
    "kentongan.complaints.attachments.sweep",
    "kentongan.complaints.agenda.sweep",
    "kentongan.complaints.sweeps.publish",
    "kentongan.complaints.search.filling.sweep",
    "kentongan.complaints.presence.sweep",
    "kentongan.complaints.sweeps.lapse",
    "kentongan.complaints.sweeps.close",
    "kentongan.complaints.escalation.sweep.sweep",
    "kentongan.complaints.weekly.sweep",
    "kentongan.complaints.services.joining.sweep",
    "kentongan.complaints.sweeps.inherit",
    "kentongan.complaints.services.contributions.sweep",
    "kentongan.complaints.services.systemic.sweep",
    "kentongan.complaints.recounts.sweep",
    "kentongan.complaints.forecasting.nightly.sweep",
    "kentongan.complaints.spending.adding.sweep",
    "kentongan.complaints.held.sweep",
    "kentongan.accounts.indexing.sweep",
    "kentongan.api.sweeps.sweep",
    "kentongan.integrations.delivering.sweep",
    "kentongan.lapor.sending.sweep",
    "kentongan.config.health.beat",
]
# Sweeps that can be handed to processes on other machines, and the keys and function behind them.
WORKS = {
    "kentongan.notifications.delivery.sweep": "kentongan.notifications.delivery.WORK",
    "kentongan.complaints.sweeps.lapse": "kentongan.complaints.sweeps.LAPSING",
    "kentongan.complaints.sweeps.publish": "kentongan.complaints.sweeps.PUBLISHING",
    "kentongan.complaints.sweeps.close": "kentongan.complaints.sweeps.CLOSING",
    "kentongan.complaints.escalation.sweep.sweep": "kentongan.complaints.escalation.sweep.WORK",
}
REDIS_URL = ENV.redis_url
if REDIS_URL:
    SWEEPS = [
        "kentongan.complaints.escalation.sweep.plan",
        "kentongan.config.spreading.sweep",
        *(path for path in SWEEPS if path not in WORKS),
    ]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
