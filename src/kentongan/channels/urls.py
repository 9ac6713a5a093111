"""Addresses for carriers: what they bring, and what they say about what we sent."""

from django.urls import path

from kentongan.channels import views

app_name = "channels"
urlpatterns = [
    path("pesan/<slug:channel>/", views.messages, name="webhook"),
    path("sms/<slug:channel>/", views.messages, name="messages"),
    path("sms/<slug:channel>/kabar/", views.receipts, name="receipts"),
]
