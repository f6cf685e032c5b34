"""Addresses of wastes, codes, stores, plans and people."""

from django.urls import path

from facilities.views import areas, codes, exports, imports, people, plans, streams

app_name = "facilities"
urlpatterns = [
    path("streams/", streams.streams, name="streams"),
    path("streams/new/", streams.new_stream, name="new_stream"),
    path("streams/<uuid:pk>/", streams.stream, name="stream"),
    path("streams/<uuid:pk>/retire/", streams.retire, name="retire_stream"),
    path("codes/", codes.code_search, name="code_search"),
    path("codes/find/", codes.code_find, name="code_find"),
    path("stores/", areas.areas, name="areas"),
    path("stores/new/", areas.new_area, name="new_area"),
    path("stores/<uuid:pk>/", areas.area, name="area"),
    path("stores/<uuid:pk>/close/", areas.close, name="close_area"),
    path("plan/", plans.plans, name="plans"),
    path("plan/<uuid:facility>/<int:year>/", plans.file, name="file_plan"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/<slug:kind>/", imports.new_import, name="new_import"),
    path("imports/template/<slug:kind>.xlsx", imports.template, name="import_template"),
    path("imports/<uuid:pk>/", imports.sheet, name="import"),
    path("imports/<uuid:pk>/progress.json", imports.progress, name="import_progress"),
    path("imports/<uuid:pk>/checked.xlsx", imports.marked, name="import_marked"),
    path("imports/<uuid:pk>/take/", imports.take, name="take_import"),
    path("imports/<uuid:pk>/stop/", imports.stop, name="stop_import"),
    path("imports/<uuid:pk>/undo/", imports.undo, name="undo_import"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:pk>/", exports.export_file, name="export_file"),
    path("exports/<slug:name>.<slug:form>", exports.export, name="export"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<uuid:pk>/remove/", people.remove, name="remove_role"),
]
