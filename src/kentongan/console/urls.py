"""Addresses of the pages of this audience."""

from django.urls import URLPattern

app_name = "console"
urlpatterns: list[URLPattern] = []
