"""Many documents at one go. See manifests/urls/__init__.py."""

from django.urls import path

from manifests.models import PrintRun
from manifests.views import printing

Subject = PrintRun.Subject
urlpatterns = [
    path("manifests/print/", printing.new_print, {"subject": Subject.MANIFESTS}, name="print_manifests"),
    path("batches/print-labels/", printing.new_print, {"subject": Subject.LABELS}, name="print_labels"),
    path("prints/", printing.prints, name="prints"),
    path("prints/<uuid:pk>/", printing.print_run, name="print_run"),
    path("prints/<uuid:pk>/progress.json", printing.print_progress, name="print_progress"),
    path("prints/<uuid:pk>/cancel/", printing.cancel, name="cancel_print"),
    path("prints/<uuid:pk>/file/", printing.print_file, name="print_file"),
]
