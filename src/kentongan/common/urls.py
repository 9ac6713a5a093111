"""Mounted at the root."""

from django.urls import path

from kentongan.common import views

app_name = "common"
urlpatterns = [path("bahasa/<slug:code>/", views.language, name="language")]
