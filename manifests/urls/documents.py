"""Addresses: see manifests/urls/__init__.py."""

from django.urls import path

from manifests.views import documents, receipts

urlpatterns = [
    path("manifests/<uuid:pk>/manifest.pdf", documents.manifest_pdf, name="manifest_pdf"),
    path("manifests/<uuid:pk>/discrepancy.pdf", receipts.discrepancy_pdf, name="discrepancy_pdf"),
    path("manifests/<uuid:pk>/weighbridge.pdf", receipts.weighbridge_pdf, name="weighbridge_pdf"),
    path("plans/<uuid:pk>/plan.pdf", documents.plan_pdf, name="plan_pdf"),
    path("crossings/<uuid:pk>/pack.pdf", receipts.crossing_pdf, name="crossing_pdf"),
    path("batches/<uuid:pk>/labels.pdf", documents.batch_labels, name="labels"),
    path("batches/<uuid:pk>/labels/<int:serial>.pdf", documents.batch_labels, name="label"),
]
