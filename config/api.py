"""The API's addresses, its description and its description's page."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from facilities.api.catalogue import Methods, WasteCodes
from facilities.api.credentials import Contracts, Insurances, Licences
from facilities.api.evidence import EvidenceFiles
from facilities.api.exports import Exports
from facilities.api.facilities import Directory, Facilities
from facilities.api.imports import Imports
from facilities.api.permits import Permits
from facilities.api.plans import Plans
from facilities.api.reading import Nothing
from facilities.api.storage_areas import StorageAreas
from facilities.api.token import TokenDoor
from facilities.api.waste_streams import WasteStreams
from manifests.api.amendments import Amendments
from manifests.api.assessments import Assessments
from manifests.api.batches import Batches
from manifests.api.crossings import Crossings
from manifests.api.deadlines import Deadlines
from manifests.api.declarations import Declarations
from manifests.api.label_blocks import LabelBlocks, LabelCodes
from manifests.api.label_prints import LabelPrints
from manifests.api.manifests import Manifests
from manifests.api.prints import Prints
from manifests.api.profiles import Profiles
from manifests.api.stock import StockList
from transport.api.fleet import Drivers, Escorts, Vehicles
from transport.api.legs import Legs
from transport.api.trips import Trips

app_name = "api"

router = SimpleRouter(use_regex_path=False)
for prefix, rows in (
    ("facilities/directory", Directory),
    ("facilities", Facilities),
    ("waste-streams", WasteStreams),
    ("storage-areas", StorageAreas),
    ("waste-codes", WasteCodes),
    ("methods", Methods),
    ("permits", Permits),
    ("contracts", Contracts),
    ("insurances", Insurances),
    ("licences", Licences),
    ("plans", Plans),
    ("batches", Batches),
    ("manifests", Manifests),
    ("profiles", Profiles),
    ("stock", StockList),
    ("amendments", Amendments),
    ("crossings", Crossings),
    ("deadlines", Deadlines),
    ("prints", Prints),
    ("imports", Imports),
    ("label-blocks", LabelBlocks),
    ("label-codes", LabelCodes),
    ("label-prints", LabelPrints),
    ("evidence", EvidenceFiles),
    ("declarations", Declarations),
    ("assessments", Assessments),
    ("trips", Trips),
    ("legs", Legs),
    ("vehicles", Vehicles),
    ("drivers", Drivers),
    ("escorts", Escorts),
):
    router.register(prefix, rows, basename=prefix.replace("facilities/", ""))


class Description(SpectacularAPIView):
    """The OpenAPI 3.1 description of everything here; open to everybody."""

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)


urlpatterns = [
    path("", login_not_required(RedirectView.as_view(pattern_name="api:docs")), name="start"),
    path("", include(router.urls)),
    path("exports/<slug:name>/", Exports.as_view(), name="exports"),
    path("token/", TokenDoor.as_view(), name="token"),
    path("schema/", Description.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    re_path(r"^.*$", Nothing.as_view(), name="nothing"),
]
