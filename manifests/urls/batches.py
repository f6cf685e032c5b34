"""The to-do page, batches and stock. See manifests/urls/__init__.py."""

from django.urls import path

from manifests.views import batch_actions, batch_bookings, stock, stock_count, stock_work
from manifests.views.batch import batch
from manifests.views.batches import batches
from manifests.views.could_leave import batch_leaving
from manifests.views.declare import declare
from manifests.views.fate import fate, fate_batches
from manifests.views.todo import todo
from manifests.views.trace import trace, trace_csv

urlpatterns = [
    path("todo/", todo, name="todo"),
    path("batches/", batches, name="batches"),
    path("batches/new/", declare, name="declare"),
    path("batches/<uuid:pk>/", batch, name="batch"),
    path("batches/<uuid:pk>/could-leave/", batch_leaving, name="batch_could_leave"),
    path("batches/<uuid:pk>/store/", batch_actions.store, name="store_batch"),
    path("batches/<uuid:pk>/move/", batch_actions.move, name="move_batch"),
    path("batches/<uuid:pk>/split/", batch_actions.split, name="split_batch"),
    path("batches/<uuid:pk>/repack/", batch_actions.repack, name="repack_batch"),
    path("batches/<uuid:pk>/treat/", batch_actions.treat, name="treat_batch"),
    path("batches/<uuid:pk>/count/", batch_bookings.count, name="count_batch"),
    path("batches/<uuid:pk>/lose/", batch_bookings.lose, name="lose_batch"),
    path("batches/<uuid:pk>/retract/", batch_bookings.retract, name="retract_batch"),
    path("batches/<uuid:pk>/export/", batch_bookings.export, name="export_batch"),
    path("batches/<uuid:pk>/trace/", trace, name="trace"),
    path("batches/<uuid:pk>/trace.csv", trace_csv, name="trace_csv"),
    path("fate/", fate, name="fate"),
    path("fate/batches/", fate_batches, name="fate_batches"),
    path("stock/", stock.stock, name="stock"),
    path("stock/in/", stock_work.stock_in, name="stock_in"),
    path("stock/regroup/", stock_work.regroup, name="regroup"),
    path("stock/<uuid:pk>/", stock.stock_area, name="stock_area"),
    path("stock/<uuid:pk>/count/", stock_count.stock_count, name="count_area"),
]
