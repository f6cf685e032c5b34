"""Every address of the app, by the room it leads to."""

from manifests.urls import assessments, batches, documents, ledgers, manifests, printing, proofs, public

app_name = "manifests"
urlpatterns = [
    *batches.urlpatterns,
    *manifests.urlpatterns,
    *documents.urlpatterns,
    *ledgers.urlpatterns,
    *assessments.urlpatterns,
    *proofs.urlpatterns,
    *public.urlpatterns,
    *printing.urlpatterns,
]
