"""The measure of a page: what Django itself takes for one form, three rows and one answer.

A form of nine fields, Django's usual middleware, three plain models saved in one durable
transaction, a template of a few lines; the same server, database and processes as the product, and
nothing of the product. What others on the machine do slows both alike, so their ratio holds when
the milliseconds do not.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
STOCK = "django.db.backends.sqlite3"
KEYS = ("ENGINE", "NAME", "USER", "HOST", "PORT", "OPTIONS", "CONN_MAX_AGE")
PAGE = """{% load i18n %}<!doctype html><html lang="id"><head><title>{{ report.number }}</title></head>
<body><main><h1>{% translate "Thank you" %}</h1><p>{{ report.text }}</p>
<dl>{% for field in form %}<dt>{{ field.label }}</dt><dd>{{ field.value }}</dd>{% endfor %}</dl>
</main></body></html>"""


def settings_for(database: dict[str, Any]) -> dict[str, Any]:
    """Settings as `startproject` writes them, on `database` with durable commits."""
    plain = {**database, "ENGINE": database["ENGINE"].replace("kentongan.config.sqlite", STOCK)}
    middleware = (
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    )
    return {
        "SECRET_KEY": "only for a measurement on loopback",
        "ALLOWED_HOSTS": ["*"],
        "ROOT_URLCONF": "bare",
        "DATABASES": {"default": plain},
        "MIDDLEWARE": middleware,
        "INSTALLED_APPS": ("django.contrib.auth", "django.contrib.contenttypes"),
        "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "LANGUAGE_CODE": "id",
    }


def start(port: int) -> subprocess.Popen:
    """Make the tables and serve the page with the command of the product's own server."""
    from django.conf import settings
    from django.db import connection

    from kentongan.config.management.commands import serve

    models = declare()
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
    web = serve._programs("127.0.0.1", port)[0]
    command = [one.replace("kentongan.config.wsgi:", "bare:") for one in web.command]
    given = settings.DATABASES["default"]
    known = {key: given[key] for key in KEYS if key in given}
    environ = {**os.environ, "PYTHONPATH": str(HERE), "BARE_DATABASE": repr(known)}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.Popen(command, env=environ, process_group=0)


def declare() -> tuple[type, type, type]:
    """The three models, bound to tables of their own."""
    from django.db import models

    class Base(models.Model):
        class Meta:
            abstract = True
            app_label = "bare"

        def __str__(self) -> str:
            return str(self.pk)

    class Report(Base):
        number = models.CharField(max_length=20, unique=True)
        text = models.TextField()
        place = models.CharField(max_length=200)
        village = models.CharField(max_length=20)
        kind = models.CharField(max_length=20)
        contact = models.CharField(max_length=200)
        status = models.CharField(max_length=20, db_index=True)
        filed_at = models.DateTimeField(db_index=True)

    class History(Base):
        report = models.ForeignKey(Report, on_delete=models.PROTECT)
        action = models.CharField(max_length=20)
        detail = models.JSONField()
        at = models.DateTimeField()

    class Outbox(Base):
        report = models.ForeignKey(Report, on_delete=models.PROTECT)
        address = models.CharField(max_length=200)
        body = models.TextField()
        due_at = models.DateTimeField(db_index=True)

    return Report, History, Outbox


def _application() -> Any:
    import ast

    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    database = ast.literal_eval(os.environ["BARE_DATABASE"])
    settings.configure(**settings_for(database))
    django.setup()
    urlpatterns.append(_path(*declare()))
    return get_wsgi_application()


def _path(report_model: Any, history_model: Any, outbox_model: Any) -> Any:
    import secrets

    from django import forms
    from django.db import transaction
    from django.http import HttpResponse
    from django.template import engines
    from django.urls import path
    from django.utils import timezone

    class ReportForm(forms.Form):
        text = forms.CharField(min_length=10, max_length=5000, widget=forms.Textarea)
        area = forms.CharField(required=False)
        area_code = forms.CharField(max_length=20)
        landmark = forms.CharField(required=False, max_length=200)
        kind = forms.ChoiceField(choices=[("complaint", "Complaint"), ("request", "Request")])
        show_name = forms.BooleanField(required=False)
        name = forms.CharField(required=False)
        contact = forms.EmailField()
        key = forms.UUIDField()

    page = engines["django"].from_string(PAGE)

    def report(request: Any) -> HttpResponse:
        form = ReportForm(request.POST)
        if not form.is_valid():
            return HttpResponse(form.errors.as_text(), status=422)
        given, now = form.cleaned_data, timezone.now()
        with transaction.atomic():
            row = report_model.objects.create(
                number=secrets.token_hex(8),
                text=given["text"],
                place=given["landmark"],
                village=given["area_code"],
                kind=given["kind"],
                contact=given["contact"],
                status="received",
                filed_at=now,
            )
            history_model.objects.create(report=row, action="filed", detail={"by": "web"}, at=now)
            outbox_model.objects.create(
                report=row, address=given["contact"], body=f"{row.number}: {row.text}", due_at=now
            )
        return HttpResponse(page.render({"report": row, "form": form}, request))

    return path("lapor/", report)


urlpatterns: list[Any] = []
if "BARE_DATABASE" in os.environ and "django.conf" not in sys.modules:
    application = _application()
