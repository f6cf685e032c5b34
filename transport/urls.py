"""Addresses of fleet, trips and the driver's pages."""

from django.urls import path

from transport.views import drive, drive_manifest, enrol, fleet, handing, phones, photograph, planning, stop, trips

app_name = "transport"
urlpatterns = [
    # the dispatcher's desk
    path("trips/", trips.trip_list, name="trips"),
    path("trips/new/", planning.new_trip, name="new_trip"),
    path("trips/<uuid:pk>/", trips.trip_page, name="trip"),
    path("trips/<uuid:pk>/crew/", planning.change_crew, name="change_crew"),
    path("trips/<uuid:pk>/add/", planning.add_loads, name="add_loads"),
    path("trips/<uuid:pk>/end/", planning.finish, name="end_trip"),
    path("trips/<uuid:pk>/<uuid:manifest>/remove/", planning.remove_load, name="remove_load"),
    path("trips/<uuid:pk>/<uuid:manifest>/next-carrier/", handing.name_next_carrier, name="next_carrier"),
    path(
        "trips/<uuid:pk>/<uuid:manifest>/next-carrier/<uuid:leg>/withdraw/",
        handing.withdraw_next_carrier,
        name="withdraw_next_carrier",
    ),
    path("trips/<uuid:pk>/<uuid:manifest>/<slug:action>/", handing.record, name="record"),
    path("fleet/", fleet.fleet, name="fleet"),
    path("fleet/<slug:kind>/add/", fleet.add, name="add_to_fleet"),
    path("fleet/<slug:kind>/<uuid:pk>/", fleet.edit, name="edit_in_fleet"),
    path("fleet/<slug:kind>/<uuid:pk>/withdraw/", fleet.withdraw, name="withdraw_papers"),
    path("drivers/<uuid:pk>/", phones.driver_page, name="driver"),
    path("drivers/<uuid:pk>/enrol/", phones.offer, name="offer_enrolment"),
    path("drivers/<uuid:pk>/phones/<uuid:phone>/revoke/", phones.revoke, name="revoke_phone"),
    # the driver's phone
    path("enrol/<str:code>/", enrol.enrol, name="enrol"),
    path("drive/", drive.home, name="driver_home"),
    path("drive/scan/", drive.scan, name="scan"),
    path("drive/found/", drive.found, name="found"),
    path("drive/m/<uuid:pk>/", drive_manifest.manifest_page, name="drive_manifest"),
    path("drive/m/<uuid:pk>/stop/", stop.stop, name="stop"),
    path("drive/m/<uuid:pk>/photograph/", photograph.photograph, name="photograph"),
    path("drive/m/<uuid:pk>/done/", drive_manifest.done, name="done"),
]
