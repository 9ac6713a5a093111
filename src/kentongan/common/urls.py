"""Mounted at the root. The style guide is mounted by config in demo and debug only."""

from django.urls import path

from kentongan.common import views

app_name = "common"
urlpatterns = [path("bahasa/<slug:code>/", views.language, name="language")]
