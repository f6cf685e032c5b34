"""Every address of the app, by the room it leads to."""

from manifests.urls import batches, documents, ledgers, manifests, printing, proofs, public

app_name = "manifests"
urlpatterns = [
    *batches.urlpatterns,
    *manifests.urlpatterns,
    *documents.urlpatterns,
    *ledgers.urlpatterns,
    *proofs.urlpatterns,
    *public.urlpatterns,
    *printing.urlpatterns,
]
