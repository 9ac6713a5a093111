from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "kentongan.channels"

    def ready(self) -> None:
        from kentongan.channels import checks  # noqa: F401 - registers itself
