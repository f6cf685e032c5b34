"""This app's part of the officials' header."""

from django.utils.translation import gettext_lazy as _

from facilities.admin.navigation import offer

offer(100, "admin:index", _("Overview"))
offer(110, "admin:manifests_manifest_changelist", _("Manifests"))
offer(115, "admin:manifests_amendment_changelist", _("Corrections"))
offer(120, "admin:manifests_wastebatch_changelist", _("Batches"))
offer(125, "admin:manifests_deadline_changelist", _("Deadlines"))
offer(130, "admin:flows", _("Flows"))
offer(140, "admin:manifests_declarationdraft_changelist", _("Not declared"))
