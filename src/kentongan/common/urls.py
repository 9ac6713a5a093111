"""Mounted at the root. The style guide is for people who write pages: demo and debug only."""

from django.conf import settings
from django.urls import path

from kentongan.common import views

app_name = "common"
urlpatterns = [path("bahasa/<slug:code>/", views.language, name="language")]
if settings.DEMO or settings.DEBUG:
    urlpatterns.append(path("gaya/", views.styleguide, name="styleguide"))
