from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ComplaintsConfig(AppConfig):
    name = "kentongan.complaints"

    def ready(self) -> None:
        """Search is kept by triggers of the database: each migration sets them anew."""
        from kentongan.complaints.search import triggers

        pre_migrate.connect(triggers.remove, sender=self)
        post_migrate.connect(triggers.install, sender=self)
