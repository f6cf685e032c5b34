"""Addresses of sites, streams and stores."""

app_name = "facilities"
urlpatterns = []
