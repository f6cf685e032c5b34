"""Addresses: see manifests/urls/__init__.py."""

from django.urls import path

from manifests.views import assessment, assessment_kept

urlpatterns = [
    path("assessments/", assessment.assessments, name="assessments"),
    path("assessments/<uuid:facility>/now/", assessment.assess_now, name="assess"),
    path("assessments/<uuid:facility>/now/<slug:check>/", assessment.assessed_rows, name="assessed_rows"),
    path("assessments/<uuid:facility>/now/<slug:check>/state/", assessment.state, name="state_practice"),
    path("assessments/kept/<uuid:pk>/", assessment_kept.assessment, name="assessment"),
    path("assessments/kept/<uuid:pk>/assessment.pdf", assessment_kept.assessment_pdf, name="assessment_pdf"),
    path("assessments/kept/<uuid:pk>/assessment.xlsx", assessment_kept.assessment_xlsx, name="assessment_xlsx"),
]
