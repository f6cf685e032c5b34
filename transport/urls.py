"""Addresses of fleet, trips and the driver's pages."""

app_name = "transport"
urlpatterns = []
