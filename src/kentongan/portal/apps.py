from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kentongan.portal"
