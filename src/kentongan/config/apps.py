from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "kentongan.config"
    label = "kentongan_config"

    def ready(self) -> None:
        from kentongan.config import checks  # noqa: F401 - registers the system checks
