from django.apps import AppConfig


class LaporConfig(AppConfig):
    name = "kentongan.lapor"
