"""Spreadsheets that programs bring: upload, what the check found, import, stop, undo; by the actions of the pages."""

from collections.abc import Callable, Iterator
from io import BytesIO
from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from facilities.actions.export_sheet import ask_export
from facilities.actions.retry_sheet import retry_sheet
from facilities.actions.stop_sheet import stop_sheet
from facilities.actions.take_sheet import take_sheet
from facilities.actions.undo_sheet import undo_sheet
from facilities.actions.upload_sheet import upload_sheet
from facilities.api.envelope import REPLAY, idempotency_key
from facilities.api.fields import LARGEST_INT, Form, Record
from facilities.api.reading import Shown
from facilities.errors import BadInput, NotThere, Refusal
from facilities.models import Export, SheetImport, SheetRow
from facilities.sheets.kinds import Kind, kind_named, kinds
from facilities.sheets.marked import MARKED, is_there, write_marked
from facilities.sheets.places import export_path
from facilities.sheets.problems import words
from facilities.sheets.writing import TYPES

CHUNK = 1 << 16
MOST_ROWS = 200


class FileParser(BaseParser):
    """The body is the file itself, handed on piece by piece."""

    media_type = "application/octet-stream"

    def parse(self, stream, media_type=None, parser_context=None) -> Iterator[bytes]:
        return iter(lambda: stream.read(CHUNK), b"")


class ProblemRecord(serializers.Serializer):
    """`column` is the column's key; empty where it is about the row, or the file, as a whole."""

    column = serializers.CharField()
    code = serializers.CharField()
    message = serializers.SerializerMethodField(help_text="In the language of Accept-Language.")

    @extend_schema_field(OpenApiTypes.STR)
    def get_message(self, problem) -> str:
        return words(problem)


class ImportRecord(Record):
    """`problems`: why the file as a whole could not be read. Rows are had from `rows/`."""

    facility = serializers.UUIDField(source="facility_id")
    problems = ProblemRecord(many=True)
    done = serializers.SerializerMethodField(help_text="Rows that are worked off so far.")

    class Meta:
        model = SheetImport
        fields = [
            "id", "kind", "facility", "file_name", "size", "sha256", "state", "problems", "row_count", "good_count",
            "bad_count", "known_count", "chosen_count", "taken_count", "failed_count", "undone_count", "kept_count",
            "done", "uploaded_at", "finished_at",
        ]  # fmt: skip

    @extend_schema_field(OpenApiTypes.INT)
    def get_done(self, sheet) -> int:
        """Counted with the rows: checked, imported or refused, undone or kept."""
        if sheet.state == SheetImport.State.CHECKING:
            return sheet.row_count
        return sheet.taken_count + sheet.failed_count + sheet.undone_count + sheet.kept_count


class RowRecord(Record):
    problems = ProblemRecord(many=True, source="errors")
    record = serializers.CharField(source="made", help_text="The id of what the row became.")
    record_name = serializers.CharField(source="made_name")

    class Meta:
        model = SheetRow
        fields = ["line", "key", "state", "problems", "record", "record_name"]


class RowsPage(serializers.Serializer):
    results = RowRecord(many=True)
    next_after = serializers.IntegerField(allow_null=True, help_text="`after` of the next page; null on the last.")


class RowsAsked(serializers.Serializer):
    state = serializers.ChoiceField(choices=SheetRow.State.choices, required=False, help_text="Only such rows.")
    after = serializers.IntegerField(min_value=0, max_value=LARGEST_INT, default=0, help_text="Rows behind this line.")


class Lines(Form):
    lines = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_INT),
        required=False,
        max_length=100_000,
        help_text="Lines of the file to import; every good row unless told.",
    )


class Nothing(Form):
    """Nothing need be said."""


class ImportFilter(filters.FilterSet):
    facility = filters.UUIDFilter()

    class Meta:
        model = SheetImport
        fields = ["kind", "state"]


def _columns() -> str:
    """Each kind with the keys of its columns, those that are needed with a star."""
    said = (
        f"`{kind.name}`: " + ", ".join(f"{column.key}{'*' * column.is_required}" for column in kind.all_columns)
        for kind in kinds()
    )
    return "\n".join(f"* {line}" for line in said)


UPLOAD = (
    "The body is the file: .xlsx, or .csv in UTF-8 or GBK, at most 20 MB and 100,000 rows. Its head names the columns "
    "by their words, as in the template, or by these keys (* needed):\n\n" + _columns() + "\n\n"
    "Nothing is written yet: every row is checked, small files at once, others while `state` is `checking`. "
    "A row key that was imported at the site is not imported again."
)
ASKED = {
    "kind": OpenApiParameter("kind", OpenApiTypes.STR, required=True, description="What the rows are."),
    "facility": OpenApiParameter("facility", OpenApiTypes.UUID, required=True, description="For which own site."),
    "name": OpenApiParameter("name", OpenApiTypes.STR, description="The file's name, to know it by."),
}


def acted(name: str, summary: str, text: str, do: Callable, form: type[Form] = Nothing):
    """A POST address /{id}/<name>/."""

    def step(self, request, pk):
        found = get_object_or_404(self.get_queryset(), pk=pk)
        sent = form(data=request.data)
        sent.is_valid(raise_exception=True)
        key = idempotency_key(request)
        is_repeat = key is not None and f"{request.user.pk}:{key}" in found.asked
        do(found, by=request.user, idempotency_key=key, **sent.validated_data)
        return self.told(pk, is_repeat)

    step.__name__ = name
    described = extend_schema(
        operation_id=f"imports_{name}",
        summary=summary,
        description=text,
        request=None if form is Nothing else form,
        examples=[] if form is Nothing else [OpenApiExample("Two rows", {"lines": [2, 5]}, request_only=True)],
        responses={
            200: OpenApiResponse(ImportRecord, "Done or begun; also when it had been with the same key before.")
        },
    )
    return described(action(detail=True, methods=["post"], url_path=name)(step))


@extend_schema_view(
    list=extend_schema(summary="Imports of spreadsheets at the own sites"),
    retrieve=extend_schema(summary="An import: how far it is, and its counts"),
)
class Imports(Shown):
    """Spreadsheets brought in, what was found in them, and what became of their rows."""

    queryset = SheetImport.objects.all()
    serializer_class = ImportRecord
    filterset_class = ImportFilter

    def perform_content_negotiation(self, request, force=False):
        """A file is given whatever is accepted; a refusal is a problem all the same."""
        return super().perform_content_negotiation(request, force=force or self.action == "marked")

    def get_parsers(self):
        request = getattr(self, "request", None)
        if request is not None and getattr(self, "action_map", {}).get(request.method.lower()) == "create":
            return [FileParser()]
        return super().get_parsers()

    @extend_schema(
        summary="Upload a spreadsheet",
        description=UPLOAD,
        parameters=list(ASKED.values()),
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={
            201: OpenApiResponse(ImportRecord, "Kept, and checked or being checked."),
            200: OpenApiResponse(ImportRecord, "Uploaded before with the same Idempotency-Key."),
        },
    )
    def create(self, request):
        asked = request.query_params
        kind = _kind(asked.get("kind", ""))
        site = _site(kind, asked.get("facility", ""), request.user)
        key = idempotency_key(request)
        before = self.get_queryset().filter(person=request.user, idempotency_key=key)
        is_repeat = key is not None and before.exists()
        sheet = upload_sheet(
            by=request.user,
            kind=kind,
            facility=site,
            name=asked.get("name", ""),
            chunks=request.data,
            idempotency_key=key,
        )
        return self.told(sheet.pk, is_repeat, made=True)

    @extend_schema(
        summary="Its rows, with what is wrong with each",
        parameters=[RowsAsked],
        responses=RowsPage,
        filters=False,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def rows(self, request, pk):
        found = get_object_or_404(self.get_queryset(), pk=pk)
        asked = RowsAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = found.rows.filter(line__gt=asked.validated_data["after"]).order_by("line")
        if state := asked.validated_data.get("state"):
            rows = rows.filter(state=state)
        shown = list(rows[: MOST_ROWS + 1])
        page = shown[:MOST_ROWS]
        more = page[-1].line if len(shown) > MOST_ROWS else None
        return Response(RowsPage({"results": page, "next_after": more}).data)

    @extend_schema(
        summary="The file with what was found in it",
        description="As it came, each wrong cell coloured and commented, and a column with what became of each row, in "
        f"the language of Accept-Language. One of more than {MARKED.at_once} rows is written by a job when it is first "
        "asked for: `not_ready` until then. `not_found` while somebody works on the import, where its head could not "
        "be read, and once the file is thrown away.",
        responses={
            (200, TYPES["xlsx"]): OpenApiResponse(OpenApiTypes.BINARY, "The workbook."),
        },
        filters=False,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def marked(self, request, pk):
        found = get_object_or_404(self.get_queryset(), pk=pk)
        if not is_there(found):
            raise NotThere(_("The file is not there: it is worked on, or was thrown away."), code="not_found")
        try:
            book = self._written(found) if found.row_count > MARKED.at_once else _marked(found)
        except Refusal as refusal:
            raise NotThere(refusal.message, code=refusal.code) from refusal
        named = f"{MARKED.named(found)}.xlsx"
        return FileResponse(book, as_attachment=True, filename=named, content_type=TYPES["xlsx"])

    def _written(self, sheet: SheetImport):
        """The file that a job wrote since the import ended, in the reader's language; else a job is asked for it."""
        person, params, language = self.request.user, f"import={sheet.pk}", get_language() or "en"
        asked = Export.objects.visible_to(person).filter(
            listing=MARKED.name, params=params, language=language, asked_at__gte=sheet.finished_at
        )
        last = asked.order_by("-asked_at").first()
        if last is not None and last.state == Export.State.READY and export_path(last).exists():
            return export_path(last).open("rb")
        if last is None or not last.is_working:
            ask_export(by=person, listing=MARKED, params=params, form="xlsx", language=language)
        raise NotThere(_("The file is being written. Ask again in a minute."), code="not_ready")

    take = acted(
        "take", "Import its good rows, or some of them",
        "Few rows at once, many while `state` is `taking`. Each goes through the same action as by hand.",
        take_sheet, Lines,
    )  # fmt: skip
    stop = acted("stop", "Stop checking or importing", "What is done stays done; the rest waits.", stop_sheet)
    undo = acted(
        "undo", "Undo it by counter-entries", "What has moved on since stays and is listed as `kept`.", undo_sheet
    )
    retry = acted("retry", "Try again what failed", "Where it stood when it failed.", retry_sheet)

    def told(self, pk, is_repeat: bool, *, made: bool = False) -> Response:
        found = self.queryset.get(pk=pk)
        return Response(
            ImportRecord(found, context=self.get_serializer_context()).data,
            status=status.HTTP_201_CREATED if made and not is_repeat else status.HTTP_200_OK,
            headers={REPLAY: "true"} if is_repeat else {},
        )


def _marked(sheet: SheetImport) -> BytesIO:
    book = BytesIO()
    write_marked(book, sheet)
    book.seek(0)
    return book


def _kind(name: str) -> Kind:
    kind = kind_named(name)
    if kind is None:
        raise BadInput(_("Choose one from the list."), code="unknown_choice", field="?kind", value=name)
    return kind


def _site(kind: Kind, key: str, person):
    """One of the person's sites for this kind. Whoever has none is told so by the action, of any of them."""
    try:
        site = kind.sites().visible_to(person).filter(pk=UUID(key)).first()
    except ValueError:
        site = None
    if site is None:
        raise BadInput(_("Choose one from the list."), code="unknown_choice", field="?facility", value=key)
    return site
