"""Write docs/states.md, rules.md and profiles.md from the tables; `--check` fails when a page is not in step."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from facilities.limit_names import NAMES, UNITS
from manifests.profiles import PROFILES, Profile
from manifests.rules.register import RULES
from manifests.sealing import AMENDABLE, LINE, MANIFEST
from manifests.states import START, TRANSITIONS

PAGE = Path("docs/states.md")
RULES_PAGE = Path("docs/rules.md")
PROFILES_PAGE = Path("docs/profiles.md")


class Command(BaseCommand):
    help = "Write docs/states.md, docs/rules.md and docs/profiles.md from the tables they describe."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only say whether the page is in step")

    def handle(self, *args, check, **options):
        with override("en"):
            pages = {PAGE: page(), RULES_PAGE: rules_page(), PROFILES_PAGE: profiles_page()}
        for path, text in pages.items():
            if not check:
                path.write_text(text, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{path} is not in step: run manage.py describe")


def page() -> str:
    """The whole page as Markdown."""
    lines = [
        "# States, actions and seals",
        "",
        "Written by `manage.py describe` from `manifests/states.py` and `manifests/sealing.py`;",
        "a test keeps it in step.",
    ]
    for subject, title in (("manifest", "Manifests"), ("batch", "Batches")):
        lines += [
            "",
            f"## {title}",
            "",
            "| action | from | to | who | must bring | while frozen |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for row in TRANSITIONS:
            if row.subject != subject:
                continue
            cells = [
                f"{row.action} *(follows)*" if row.inner else f"**{row.action}**",
                "(new)" if row.sources == (START,) else ", ".join(row.sources),
                "stays" if row.keeps_state else ", ".join(row.targets) + (", or stays" if row.may_stay else ""),
                ", ".join(row.parties),
                ", ".join(row.evidence) or "–",
                "yes" if row.while_frozen else "–",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    for title, seals in (("Fields of a manifest", MANIFEST), ("Fields of a line", LINE)):
        lines += ["", f"## {title}", "", "| field | written by | sealed by |", "| --- | --- | --- |"]
        for name, seal in seals.items():
            writers = "the door" if seal.written_by == ("*",) else ", ".join(seal.written_by) or "nothing yet"
            lines.append(f"| {name} | {writers} | {seal.sealed_by} |")
    lines += [
        "",
        "## What may still be corrected by consent",
        "",
        "A pointer's number is the line's or leg's on the paper. Everybody in the third column must agree who has",
        "signed by now; one refusal ends it, and an official may impose it. Any other field answers `field_sealed`.",
        "",
        "| field | sealed by | who must agree | read as | changes with it |",
        "| --- | --- | --- | --- | --- |",
    ]
    for pointer, row in AMENDABLE.items():
        follows = ", ".join(row.follows) or "–"
        lines.append(f"| {pointer} | {row.signed_by} | {', '.join(row.consent)} | {row.reads} | {follows} |")
    return "\n".join(lines) + "\n"


def rules_page() -> str:
    """Every rule, its law and its limits as Markdown."""
    lines = [
        "# Rules",
        "",
        "Written by `manage.py describe` from `manifests/rules/register.py`; a test keeps it in step. A limit is a",
        "dated row that an authority adds to (`facilities/reference/SOURCES.md` says how far each is law).",
        "",
        "| rule | what must be so | law | severity | asked by | findings | limits |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for rule in RULES:
        cells = [
            rule.id,
            str(rule.title),
            str(rule.law) or "–",
            rule.severity,
            "issue, depart" if rule.is_asked_again else rule.when,
            ", ".join(rule.codes),
            ", ".join(rule.limits) or "–",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| limit | what it is | unit |", "| --- | --- | --- |"]
    lines += [f"| {code} | {name} | {UNITS[unit]} |" for code, (name, unit) in sorted(NAMES.items())]
    return "\n".join(lines) + "\n"


def profiles_page() -> str:
    """One table a profile as Markdown."""
    lines = [
        "# Document profiles",
        "",
        "Written by `manage.py describe` from `manifests/profiles/`; a test keeps it in step. A kind of waste differs",
        "from another by what stands here and by nothing else. States are those of [states.md](states.md), rules and",
        "limits those of [rules.md](rules.md). “Not verified” names what nobody has read in the law yet; papers and",
        "pages do not claim it.",
    ]
    for profile in PROFILES:
        lines += ["", f"## {profile.id}", "", "| | |", "| --- | --- |"]
        lines += [f"| {name} | {said} |" for name, said in _rows(profile)]
    return "\n".join(lines) + "\n"


def _rows(profile: Profile) -> list[tuple[str, str]]:
    side = "hazardous" if profile.hazardous else "not hazardous"
    numbers = "own number (LD…), provincial" + (", national" if profile.has_national_number else "")
    return [
        ("title", f"{profile.paper[0]} · {profile.paper[1]}"),
        ("law", str(profile.law)),
        ("its waste", f"{side}: {', '.join(profile.classes) or 'what no other profile names'}"),
        ("takes along", ", ".join(profile.mixes_with) or "–"),
        ("leaves out", ", ".join(sorted(profile.leaves_out)) or "–"),
        ("its own fields", "; ".join(_field(detail) for detail in profile.details) or "–"),
        ("counted in containers", "every line" if profile.counts_containers else "–"),
        ("rules", ", ".join(rule.id for rule in RULES if profile.asks(rule.id))),
        ("limits of storage time", ", ".join(profile.limits) or "the store's own day limit"),
        ("carrier's licence", "for dangerous goods" if profile.needs_dangerous_goods_licence else "any"),
        ("label", f"none ({profile.no_label.code})" if profile.no_label else profile.wears),
        ("containers' 37-character code", "yes" if profile.has_digital_ids else "–"),
        ("templates", f"`manifest.html` and `own.html` in `manifests/pdf/{profile.id}/`, else the common ones"),
        ("numbers", numbers),
        ("not verified", "; ".join(profile.unverified) or "–"),
    ]


def _field(detail) -> str:
    needed = f"needed at {detail.needed_at}" if detail.needed_at else "may stay empty"
    return f"{detail.name} ({detail.paper[0]}, {detail.reads}, {needed})"
