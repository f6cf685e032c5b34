"""Where spreadsheets lie on disk: by the key of their row, under the private folder `SHEETS_ROOT`."""

from pathlib import Path

from django.conf import settings

from facilities.models import Export, SheetImport


def import_path(sheet: SheetImport) -> Path:
    return _in("imports", f"{sheet.pk.hex}")


def export_path(export: Export) -> Path:
    return _in("exports", f"{export.pk.hex}.{export.form}")


def _in(folder: str, name: str) -> Path:
    root = Path(settings.SHEETS_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    (root / folder).mkdir(mode=0o700, exist_ok=True)
    return root / folder / name
