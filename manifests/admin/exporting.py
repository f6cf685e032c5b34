"""Batches and manifests of the officials' admin as spreadsheets."""

from django.utils.translation import gettext_lazy as _

from facilities.admin.exporting import offer_list
from manifests.models import Manifest, WasteBatch
from manifests.sheets.listings import BATCH_CELLS, MANIFEST_CELLS, with_clock, with_places

offer_list("admin-manifests", _("Manifests"), Manifest, MANIFEST_CELLS, with_clock)
offer_list("admin-batches", _("Batches"), WasteBatch, BATCH_CELLS, with_places)
