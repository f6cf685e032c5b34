"""Addresses of wastes, codes, stores, plans and people."""

from django.urls import path

from facilities.views import (
    areas,
    codes,
    delegations,
    notices,
    people,
    plan_filed,
    plan_tables,
    plans,
    site_class,
    streams,
)

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
    path("plan/<uuid:facility>/<int:year>/<slug:slug>/", plan_tables.table, name="plan_table"),
    path("plan/filed/<uuid:pk>/", plan_filed.version, name="plan_version"),
    path("plan/actual/<uuid:pk>/", plan_filed.actual, name="plan_actual"),
    path("sites/<uuid:pk>/class/", site_class.site_class, name="site_class"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.new_delegation, name="new_delegation"),
    path("delegations/<uuid:pk>/revoke/", delegations.revoke, name="revoke_delegation"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("notices/mail/", notices.mail, name="notice_mail"),
    path("notices/<uuid:pk>/open/", notices.open_notice, name="open_notice"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<uuid:pk>/remove/", people.remove, name="remove_role"),
]
