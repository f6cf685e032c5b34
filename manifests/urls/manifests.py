"""Manifests from drawing up to treatment. See manifests/urls/__init__.py."""

from django.urls import path

from manifests.views.acting import act
from manifests.views.amending import ask
from manifests.views.amendment import amendment
from manifests.views.could_leave import leaving
from manifests.views.drawing import draw_up, revise
from manifests.views.gate import find, gate
from manifests.views.inbound import transfer_in
from manifests.views.manifest import manifest
from manifests.views.manifests import manifests
from manifests.views.paper import from_paper, paper, paper_pdf, papers
from manifests.views.receiving import receive, received
from manifests.views.redirecting import send_elsewhere
from manifests.views.transforming import transform
from manifests.views.treatment import treatments

urlpatterns = [
    path("manifests/", manifests, name="manifests"),
    path("manifests/new/", draw_up, name="draw_up"),
    path("manifests/from-elsewhere/", transfer_in, name="transfer_in"),
    path("manifests/<uuid:pk>/", manifest, name="manifest"),
    path("manifests/<uuid:pk>/revise/", revise, name="revise"),
    path("manifests/<uuid:pk>/redirect/", send_elsewhere, name="redirect"),
    path("manifests/<uuid:pk>/receive/", receive, name="receive"),
    path("manifests/<uuid:pk>/received/", received, name="received"),
    path("manifests/<uuid:pk>/could-leave/", leaving, name="could_leave"),
    path("manifests/<uuid:pk>/amend/", ask, name="amend"),
    path("manifests/<uuid:pk>/from-paper/", from_paper, name="from_paper"),
    path("paper/", papers, name="papers"),
    path("paper/<uuid:pk>/", paper, name="paper"),
    path("paper/<uuid:pk>/blank.pdf", paper_pdf, name="paper_pdf"),
    path("amendments/<uuid:pk>/", amendment, name="amendment"),
    path("manifests/<uuid:pk>/<slug:action>/", act, name="act"),
    path("gate/", gate, name="gate"),
    path("gate/find/", find, name="gate_find"),
    path("treatments/", treatments, name="treatments"),
    path("treatments/new-waste/", transform, name="transform"),
]
