"""Addresses: see manifests/urls/__init__.py."""

from django.urls import path

from manifests.views import confirming, declarations, ledger, record_book

urlpatterns = [
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/ledger.xlsx", ledger.ledger_xlsx, name="ledger_xlsx"),
    path("ledger/ledger.csv", ledger.ledger_csv, name="ledger_csv"),
    path("ledger/ledger.pdf", ledger.ledger_pdf, name="ledger_pdf"),
    path("ledger/record-book/", record_book.record_book, name="record_book"),
    path("ledger/record-book.pdf", record_book.record_book_pdf, name="record_book_pdf"),
    path("ledger/declarations/", declarations.declarations, name="declarations"),
    path("ledger/declarations/confirm/", confirming.confirm_declarations, name="confirm_declarations"),
    path("ledger/declarations/<uuid:facility>/<slug:label>/", declarations.declaration, name="declaration"),
    path(
        "ledger/declarations/<uuid:facility>/<slug:label>/declaration.pdf",
        declarations.declaration_pdf,
        name="declaration_pdf",
    ),
    path(
        "ledger/declarations/<uuid:facility>/<slug:label>/declaration.xlsx",
        declarations.declaration_xlsx,
        name="declaration_xlsx",
    ),
]
