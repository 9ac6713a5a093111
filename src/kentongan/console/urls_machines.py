"""Addresses of the pages about programs: keys, webhooks and their log."""

from django.urls import URLPattern, path

from kentongan.console.views import keys, webhooks

urlpatterns: list[URLPattern] = [
    path("kunci/", keys.keys, name="keys"),
    path("kunci/<int:key>/cabut/", keys.revoke, name="revoke_key"),
    path("webhook/", webhooks.webhooks, name="webhooks"),
    path("webhook/<int:key>/", webhooks.log, name="deliveries"),
    path("webhook/<int:key>/saklar/", webhooks.switch, name="switch_webhook"),
    path("webhook/<int:key>/bangun/", webhooks.wake, name="wake_webhook"),
    path("webhook/kiriman/<int:key>/ulang/", webhooks.replay, name="replay"),
]
