"""The cut faces of documents (config/setup/faces.py), which every style sheet asks for by this name before the whole
ones. Where one is missing, and for rare characters, the whole face is drawn."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".liandan" / "fonts"
FAMILY = "Liandan Sans"
WEIGHTS = {"regular.otf": 400, "bold.otf": 700}
RULE = "@font-face {{ font-family: '{family}'; font-weight: {weight}; src: url('{url}'); }}"


def missing() -> list[str]:
    """Names of the faces that were not cut."""
    return [name for name in WEIGHTS if not (FOLDER / name).exists()]


def rules() -> str:
    """CSS that makes them known."""
    there = {name: weight for name, weight in WEIGHTS.items() if (FOLDER / name).exists()}
    return "\n".join(
        RULE.format(family=FAMILY, weight=weight, url=(FOLDER / name).as_uri()) for name, weight in there.items()
    )
