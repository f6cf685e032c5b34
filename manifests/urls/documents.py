"""Addresses: see manifests/urls/__init__.py."""

from django.urls import path

from manifests.views import documents, labels, receipts, serial_blocks, signs

urlpatterns = [
    path("manifests/<uuid:pk>/manifest.pdf", documents.manifest_pdf, name="manifest_pdf"),
    path("manifests/<uuid:pk>/discrepancy.pdf", receipts.discrepancy_pdf, name="discrepancy_pdf"),
    path("manifests/<uuid:pk>/weighbridge.pdf", receipts.weighbridge_pdf, name="weighbridge_pdf"),
    path("plans/<uuid:pk>/plan.pdf", documents.plan_pdf, name="plan_pdf"),
    path("batches/<uuid:pk>/labels/", labels.batch_labels, name="labels"),
    path("stock/labels/", labels.stock_labels, name="stock_labels"),
    path("labels/", serial_blocks.serial_blocks, name="serial_blocks"),
    path("labels/<uuid:pk>/", serial_blocks.serial_block, name="serial_block"),
    path("labels/<uuid:pk>/print/", labels.block_labels, name="block_labels"),
    path("labels/prints/<uuid:pk>.pdf", labels.print_pdf, name="print_pdf"),
    path("signs/", signs.signs, name="signs"),
    path("signs/stores/<uuid:pk>/<slug:kind>.pdf", signs.store_sign, name="store_sign"),
    path("signs/sites/<uuid:pk>/<int:number>.pdf", signs.unit_sign, name="unit_sign"),
    path("crossings/<uuid:pk>/pack.pdf", receipts.crossing_pdf, name="crossing_pdf"),
]
