"""What the house promises about its own source, read from the source."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.kinds import APPEND_ONLY

HOUSE = Path(__file__).resolve().parents[1]
APPS = ("config", "facilities", "manifests", "transport")
DOOR_FOLDERS = {"views", "forms", "api", "admin", "commands"}
FRONT_DOORS = {f"config/{name}.py" for name in ("admin", "api", "style", "views")}
LONGEST_PYTHON, LONGEST_TEMPLATE = 400, 450

SOURCES = {
    path.relative_to(HOUSE).as_posix(): path.read_text()
    for app in (*APPS, "tests")
    for path in sorted((HOUSE / app).rglob("*.py"))
    if "migrations" not in path.parts
}
OWN = {name: text for name, text in SOURCES.items() if not name.startswith("tests/")}
TREES = {name: ast.parse(text) for name, text in SOURCES.items()}
DOORS = {name for name in OWN if name in FRONT_DOORS or DOOR_FOLDERS & set(Path(name).parts)}


def nodes(name: str, *kinds: type) -> Iterator[ast.AST]:
    return (node for node in ast.walk(TREES[name]) if isinstance(node, kinds))


def length(text: str) -> int:
    return len(text.splitlines())


def test_there_is_a_source_to_read():
    assert len(OWN) > 200 and len(DOORS) > 80


def test_no_room_is_too_big():
    templates = [
        path
        for folder in ("templates", "config/static/liandan")
        for path in (HOUSE / folder).rglob("*")
        if path.suffix in {".html", ".css", ".js"}
    ]
    assert templates
    assert {name: length(text) for name, text in SOURCES.items() if length(text) > LONGEST_PYTHON} == {}
    too_long = {path.name: length(path.read_text()) for path in templates}
    assert {name: lines for name, lines in too_long.items() if lines > LONGEST_TEMPLATE} == {}


def test_no_room_is_named_after_nothing():
    nothing = {"utils", "util", "helpers", "helper", "core", "common", "misc", "tools", "lib"}
    assert [name for name in SOURCES if nothing & set(Path(name).with_suffix("").parts)] == []


def test_weights_are_never_floats():
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    assert [str(field) for field in fields if isinstance(field, models.FloatField)] == []
    named = [
        name
        for name in OWN
        for node in nodes(name, ast.Attribute, ast.Name)
        if ast.unparse(node).endswith("FloatField")
    ]
    assert named == []


def test_nothing_is_imported_by_star():
    stars = [
        name
        for name in SOURCES
        for node in nodes(name, ast.ImportFrom)
        if any(alias.name == "*" for alias in node.names)
    ]
    assert stars == []


# Applications say in `ready` what others may hear of them: models can be imported only then.
MAY_WAIT = {
    ("manifests/documents/label_sheets.py", "draw"): "WeasyPrint takes half a second to load",
    ("manifests/documents/signs.py", "draw"): "the same",
    ("manifests/documents/blank_form.py", "render"): "the same",
    ("manifests/documents/manifest_form.py", "draw"): "WeasyPrint takes half a second to load",
    ("manifests/documents/declaration_paper.py", "draw"): "the same",
    ("manifests/documents/ledger_paper.py", "draw"): "the same",
    ("manifests/documents/assessment_paper.py", "draw"): "the same",
    **{
        (f"manifests/documents/{name}.py", "draw"): "the same"
        for name in ("crossing_pack", "discrepancy_notice", "record_book", "weighbridge_slip")
    },
    ("manifests/actions/carry_out_print.py", "_bind"): "pypdf takes a tenth of a second, and a run needs it at its end",
    ("manifests/printing/drawing.py", "renderer"): "the same, and a worker with processes that draw needs none",
    ("config/management/commands/pictures.py", "handle"): "known to developers' installations only",
}


def late_imports() -> set[tuple[str, str]]:
    """(file, function) of every import that waits for a call."""
    return {
        (name, function.name)
        for name in OWN
        for function in nodes(name, ast.FunctionDef, ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }


def test_no_function_imports_to_hide_a_cycle():
    hidden = {place for place in late_imports() if not (place[0].endswith("/apps.py") and place[1] == "ready")}
    assert hidden - set(MAY_WAIT) == set()


def test_nothing_cascades_into_evidence():
    evidence = {apps.get_model(label) for label in APPEND_ONLY}
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, models.ForeignKey) and (model in evidence or field.related_model in evidence):
                assert field.remote_field.on_delete is models.PROTECT, str(field)


# Doors never change state: they call actions. What stands here is no state of waste, parties or papers.
WRITES = {"save", "create", "update", "delete", "get_or_create", "update_or_create", "create_user", "save_model",
          "delete_model", "raw", "execute", "executemany"}  # fmt: skip
MAY_WRITE = {
    ("config/views.py", "execute"): "asks whether the database answers",
    ("config/management/commands/database.py", "execute"): "asks for version and size",
    ("config/management/commands/demo_city.py", "update"): "a progress bar",
    ("config/management/commands/prepare.py", "update"): "a digest of files",
    ("facilities/admin/calendar.py", "save_model"): "holidays entered by an official of a city",
    ("facilities/admin/reclassifying.py", "create"): "the admin's own log of the decision",
    ("facilities/api/token.py", "get_or_create"): "the key of a program",
    ("facilities/api/token.py", "delete"): "the key of a program",
}


def writes() -> set[tuple[str, str]]:
    found = set()
    for name in DOORS:
        for node in nodes(name, ast.Call):
            if isinstance(node.func, ast.Attribute):
                verb = node.func.attr
                if verb in WRITES or verb.startswith(("bulk_", "abulk_", "aupdate", "acreate", "asave", "adelete")):
                    found.add((name, verb))
    return found


def test_doors_change_nothing():
    assert writes() == set(MAY_WRITE)


# What has `visible_to` is fetched through it, or through one of these, which narrow as it does or show what is public.
NARROWED = ("visible_to(", "where_person_is(", "directory(", ".none(")
MAY_READ = {
    ("config/management/commands/demo_city.py", "Enterprise"): "asks whether there is a city already",
    ("config/management/commands/demo_city.py", "Manifest"): "counts what it made",
    ("facilities/admin/credentials.py", "CarrierLicence"): "of a facility that was fetched narrowed",
    ("facilities/admin/credentials.py", "Insurance"): "of a facility that was fetched narrowed",
    ("facilities/admin/enterprise.py", "Facility"): "all of them for the superuser, who sets up the house",
    ("facilities/admin/paper_deeds.py", "Facility"): "all of them for the superuser, who sets up the house",
    ("facilities/admin/firm_deeds.py", "Enterprise"): "an official of another district names one by its credit code",
    ("facilities/views/plan_tables.py", "Contract"): "of a site that was fetched narrowed",
    ("transport/views/handing.py", "CarrierLicence"): "of carriers of the public directory",
    ("facilities/admin/people.py", "Enterprise"): "the superuser names one by its credit code",
    ("facilities/admin/plans.py", "PlanVersion"): "of a facility that was fetched narrowed",
    ("facilities/admin/plans.py", "WasteStream"): "of a facility that was fetched narrowed",
    ("facilities/admin/reclassifying.py", "ClassRecord"): "of a facility that was fetched narrowed",
    ("facilities/api/facilities.py", "Permit"): "inside the public directory: who may take what",
    ("facilities/views/plan_tables.py", "Facility"): "receivers whom the own site's contracts and wastes name",
    ("facilities/views/plan_tables.py", "StorageArea"): "of a site that was fetched narrowed",
    ("facilities/views/plan_tables.py", "WasteStream"): "of a site that was fetched narrowed",
    ("facilities/views/plans.py", "PlanVersion"): "of plans that were fetched narrowed",
    ("manifests/admin/deadline.py", "Deadline"): "of a facility that was fetched narrowed",
    ("manifests/views/drawing.py", "Facility"): "filled_in_by: where the person is clerk or acts with a consent",
    ("manifests/admin/facility_sections.py", "CustodyEvent"): "of manifests that were fetched narrowed",
    ("manifests/admin/facility_sections.py", "StorageArea"): "of a facility that was fetched narrowed",
    ("manifests/admin/manifest.py", "Deadline"): "of manifests that are narrowed",
    ("manifests/admin/manifest_filters.py", "Deadline"): "narrows rows that are narrowed already",
    ("manifests/admin/overview.py", "Deadline"): "of manifests that were fetched narrowed",
    ("manifests/admin/manifest_filters.py", "Facility"): "narrows rows that are narrowed already",
    ("manifests/admin/manifest_sections.py", "Manifest"): "children of a manifest that was fetched narrowed",
    ("manifests/api/batches.py", "Deadline"): "of a batch that was fetched narrowed",
    ("manifests/api/batches.py", "CustodyEvent"): "of a batch that was fetched narrowed",
    ("manifests/api/manifests.py", "Deadline"): "of a manifest that was fetched narrowed",
    ("manifests/api/manifests.py", "CustodyEvent"): "of a manifest that was fetched narrowed",
    ("manifests/api/manifests.py", "Manifest"): "children of a manifest that was fetched narrowed",
    ("manifests/management/commands/verify_mass.py", "Facility"): "for whoever runs the house; nobody is signed in",
    ("manifests/views/drawing_steps.py", "Manifest"): "of a site that was fetched narrowed: who came last time",
    ("manifests/views/manifests.py", "Deadline"): "of manifests that are narrowed",
    **dict.fromkeys(
        [("manifests/views/public.py", model) for model in ("Manifest", "StorageArea", "Facility", "CustodyEvent")],
        "behind a mark that only we can have printed",
    ),
    ("manifests/admin/label_print.py", "LabelPrint"): "of a facility that was fetched narrowed",
    ("manifests/views/receiving.py", "CustodyEvent"): "of a manifest that was fetched narrowed",
    ("manifests/views/stock.py", "WasteBatch"): "inside the stores, which are narrowed",
    ("transport/admin/sections.py", "Driver"): "of a facility that was fetched narrowed",
    ("transport/admin/sections.py", "Escort"): "of a facility that was fetched narrowed",
    ("transport/admin/sections.py", "Vehicle"): "of a facility that was fetched narrowed",
    ("transport/views/drive.py", "Driver"): "the person's own row",
    ("transport/views/drive_manifest.py", "Manifest"): "the child of a load that was fetched narrowed",
}
SEEN_BY_SOME = {model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to")}


def with_parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}


def chain(node: ast.AST, parents: dict) -> str:
    """The whole expression that begins with `Model.objects`: `.filter(…).visible_to(…)[:5]`."""
    while isinstance(parents[node], ast.Attribute | ast.Call | ast.Subscript) and node in (
        getattr(parents[node], "value", None),
        getattr(parents[node], "func", None),
    ):
        node = parents[node]
    return ast.unparse(node)


def is_api_rows(node: ast.AST, parents: dict, name: str) -> bool:
    """A viewset's `queryset`, which the class it stands in narrows at each request."""
    while not isinstance(node, ast.stmt):
        node = parents[node]
    is_queryset = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "queryset"
    return is_queryset and isinstance(parents[node], ast.ClassDef) and "/api/" in name


def reads() -> set[tuple[str, str]]:
    """(file, model) of every fetch past `visible_to`."""
    found = set()
    for name in DOORS:
        parents = with_parents(TREES[name])
        for node in nodes(name, ast.Attribute):
            if node.attr not in ("objects", "_default_manager", "_base_manager"):
                continue
            model = ast.unparse(node.value)
            text = chain(node, parents)
            is_narrowed = any(word in text for word in NARROWED) or is_api_rows(node, parents, name)
            if model in SEEN_BY_SOME and not is_narrowed:
                found.add((name, model))
    return found


def test_doors_fetch_what_the_person_may_see():
    assert {"Manifest", "WasteBatch", "Facility", "Trip"} <= SEEN_BY_SOME
    assert reads() == set(MAY_READ)


def test_nothing_is_fetched_from_a_bare_model():
    """`get_object_or_404(Manifest, …)` asks nobody's permission."""
    names = {model.__name__ for model in apps.get_models()}
    bare = [
        (name, ast.unparse(node))
        for name in DOORS
        for node in nodes(name, ast.Call)
        if ast.unparse(node.func) in ("get_object_or_404", "get_list_or_404")
        and ast.unparse(node.args[0]).removesuffix(".objects").removesuffix(".objects.all()") in names
    ]
    assert bare == []


def test_the_api_and_the_admin_narrow_by_themselves():
    """The two base classes that stand in for `visible_to` in the checks above."""
    assert "rows.visible_to(self.request.user)" in OWN["facilities/api/reading.py"]
    assert "rows.visible_to(request.user)" in OWN["facilities/admin/reading.py"]
    for name in OWN:
        if name.endswith("/api/reading.py") or "/api/" not in name:
            continue
        for node in nodes(name, ast.FunctionDef):
            if node.name == "seen":
                body = ast.unparse(node)
                published = name in ("facilities/api/catalogue.py", "facilities/api/facilities.py")
                assert "visible_to(" in body or "super().seen" in body or published, (name, body)
            assert node.name != "get_queryset", f"{name}: rows are narrowed in `seen`"


@pytest.mark.parametrize("group", ["dependencies", "dev"])
def test_every_dependency_says_why_it_is_here(group):
    text = (HOUSE / "pyproject.toml").read_text()
    stated = tomllib.loads(text)
    rows = stated["project"][group] if group == "dependencies" else stated["dependency-groups"][group]
    lines = re.search(rf"^{group} = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)[1].splitlines()
    lines = [line for line in lines if line.strip()]
    assert len(lines) == len(rows) > 3
    assert [line for line in lines if not re.search(r'",\s+#\s+\S+', line)] == []
