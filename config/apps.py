"""The project's own app: settings, address table, look, and the regulators' admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register

from config.database import check_server_version


class LiandanAdminConfig(AdminConfig):
    default_site = "config.admin.LiandanAdminSite"

    def ready(self):
        super().ready()
        from facilities.admin.exporting import offer_as_shown

        offer_as_shown()


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        register(check_server_version, Tags.database)
