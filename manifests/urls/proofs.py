"""Addresses: see manifests/urls/__init__.py."""

from django.urls import path

from manifests.views import proof

urlpatterns = [
    path("manifests/<uuid:pk>/proof.json", proof.manifest_proof, name="manifest_proof"),
    path("proof/verify_liandan.py", proof.program, name="proof_program"),
    path("proof/keys.json", proof.keys, name="proof_keys"),
    path("proof/head.json", proof.heads, name="proof_heads"),
]
