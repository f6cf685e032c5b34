"""The regulators' place of work: Django's own admin, opened to officials only."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class LiandanAdminSite(AdminSite):
    site_title = _("Liandan")
    site_header = _("Liandan · waste manifests")
    index_title = _("Overview")
