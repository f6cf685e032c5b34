"""Addresses: see manifests/urls/__init__.py."""

urlpatterns = []
