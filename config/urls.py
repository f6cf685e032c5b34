"""The address table. Each app brings its own pages; what concerns every reader is here."""

from django.contrib import admin
from django.urls import include, path

from config import style, views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.change_password, name="change_password"),
    path("language/", views.switch_language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("style/", style.style, name="style"),
    path("style/<slug:part>/", style.style, name="style_part"),
    path("", include("facilities.urls")),
    path("", include("manifests.urls")),
    path("", include("transport.urls")),
    path("api/", include("config.api")),
    path("admin/", admin.site.urls),
]
