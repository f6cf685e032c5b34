"""Addresses printed in QR codes. Some scanners add a slash, some drop it: both open."""

from django.urls import path

from manifests.views import public

urlpatterns = [
    path("q/<str:number>/<str:mark>", public.manifest_code, name="manifest_code"),
    path("q/<str:number>/<str:mark>/", public.manifest_code),
    path("c/<str:digital_id>/<str:mark>", public.container_code, name="container_code"),
    path("c/<str:digital_id>/<str:mark>/", public.container_code),
]
