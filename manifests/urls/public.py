"""Addresses printed in QR codes. Some scanners add a slash, some drop it: both open."""

from django.urls import path

from manifests.views import public, verify

urlpatterns = [
    path("q/<str:number>/<str:mark>", public.manifest_code, name="manifest_code"),
    path("q/<str:number>/<str:mark>/", public.manifest_code),
    path("c/<str:digital_id>/<str:mark>", public.container_code, name="container_code"),
    path("c/<str:digital_id>/<str:mark>/", public.container_code),
    path("s/<str:key>/<str:mark>", public.sign_code, name="sign_code"),
    path("s/<str:key>/<str:mark>/", public.sign_code),
    path("v/", verify.verify, name="verify"),
    path("v/sw.js", verify.worker, name="verify_worker"),
    path("v/keys.json", verify.keys, name="verify_keys"),
    path("v/<slug:number>/live.json", verify.live, name="live"),
    path("v/<slug:number>", verify.verify, name="verify_manifest"),
    path("v/<slug:number>/", verify.verify),
]
