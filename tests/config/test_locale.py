"""Chinese is what most readers read: every sentence is wrapped, translated, and arrives on the page."""

import ast
import contextlib
import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from tests.config.spoken import PO, Words

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "facilities", "manifests", "transport", "templates")
# Paper is in both languages at once, and the sample sheet of the house's style is for its makers.
BILINGUAL = ("templates/manifests/pdf", "templates/style", "config/style", "config/demo/", "config/bench/")

HAN = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2,}")
PLACEHOLDERS = re.compile(r"%(?:\(\w+\))?[sd]|%%")
# Units, standards, the house's own name and a language's name for itself.
SAME_IN_BOTH = re.compile(r"\bkg\b|GB 18597-2023|Liandan|^English$")


def ours(*suffixes: str) -> list[Path]:
    """Source files whose words a person reads, relative to the root."""
    files = (path for app in APPS for path in (ROOT / app).rglob("*") if path.suffix in suffixes)
    names = sorted(str(path.relative_to(ROOT)) for path in files if "migrations" not in path.parts)
    return [Path(name) for name in names if not name.startswith(BILINGUAL)]


@pytest.fixture(scope="module")
def renewed(tmp_path_factory) -> Path:
    """The catalogue as makemessages leaves it, made in a copy: it writes beside what it reads."""
    house = tmp_path_factory.mktemp("house")
    for app in APPS:
        shutil.copytree(ROOT / app, house / app, ignore=_not_source)
    shutil.copytree(ROOT / "locale", house / "locale")
    with contextlib.chdir(house), override_settings(LOCALE_PATHS=[house / "locale"]):
        call_command("makemessages", locale=["zh_Hans"], no_wrap=True, add_location="file", verbosity=0)
    return house / "locale" / PO


def _not_source(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not (Path(folder, name).is_dir() or name.endswith((".py", ".html")))]


@pytest.mark.parametrize("kind", ["untranslated", "only-fuzzy", "only-obsolete"])
def test_catalogue_says_what_the_source_asks(renewed, kind):
    command = ["msgattrib", f"--{kind}", "--no-wrap", "--no-location", str(renewed)]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert re.findall(r'^(?:#~ )?msgid "(.*)"$', found, re.M) in ([], [""])


@pytest.fixture(scope="module")
def pairs(compiled_locale) -> list[tuple[str, str]]:
    """(English without its context, Chinese) of every message."""
    with (compiled_locale / PO).with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    keys = ((key[0] if isinstance(key, tuple) else key, text) for key, text in catalogue.items() if key)
    return [(key.split("\x04")[-1], text) for key, text in keys]


def test_placeholders_stay_as_they_are(pairs):
    wrong = [pair for pair in pairs if set(PLACEHOLDERS.findall(pair[0])) != set(PLACEHOLDERS.findall(pair[1]))]
    assert len(pairs) > 1000 and not wrong


def test_translation_is_chinese(pairs):
    left = [text for _, text in pairs if not HAN.search(text)]
    assert not [text for text in left if LETTERS.search(SAME_IN_BOTH.sub("", PLACEHOLDERS.sub("", text)))]


def test_sentence_ends_with_a_full_stop_of_its_own(pairs):
    ends = {".": "。", ":": "："}
    sentences = [pair for pair in pairs if pair[0][-1] in ends and " " in pair[0]]
    assert not [pair for pair in sentences if pair[1][-1] != ends[pair[0][-1]]]


TAGS = re.compile(
    r"\{% block \w*(?:class|id|type) %\}.*?\{% endblock %\}"
    r"|\{% comment .*?endcomment %\}|\{% blocktranslate .*?endblocktranslate %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
    re.S,
)
HANDED_ON = re.compile(
    r"\b(?:title|text|lead|label|heading|none|caption|legend|submit|\w+_label|\w+_title)=\"([^\"]*)\""
)


def test_template_text_is_translatable():
    bare = {}
    for page in ours(".html"):
        text = (ROOT / page).read_text(encoding="utf-8")
        handed_on = [word for tag in re.findall(r"\{% include .*?%\}", text) for word in HANDED_ON.findall(tag)]
        words = [SAME_IN_BOTH.sub("", word) for word in Words(TAGS.sub(" ", text)).said + handed_on]
        bare[str(page)] = [word for word in words if LETTERS.search(word)]
    assert len(bare) > 80 and not {page: words for page, words in bare.items() if words}


TOLD = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "empty_text", "description"}
# A model's field takes its name first; a choice without a label would be read in English.
NAMED_FIRST = {f"{kind}Field" for kind in ("Char", "Text", "Decimal", "Boolean", "Date", "DateTime", "Integer", "UUID")}
CHOICES = {"TextChoices", "IntegerChoices"}
TELLING = {"ValidationError", "BadInput", "NotPermitted", "NotThere", "success", "warning", "error", "info"}


def test_message_is_wrapped():
    bare = {}
    for module in ours(".py"):
        tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
        # What describes the API is written for the developers of other systems, in English.
        is_spec = "api" in module.parts or module.name == "filters.py"
        literals = _literals(_spoken(tree) if is_spec else [*_spoken(tree), *_described(tree)])
        bare[str(module)] = [(node.lineno, node.value) for node in literals if LETTERS.search(node.value)]
    assert len(bare) > 200 and not {module: found for module, found in bare.items() if found}


def _spoken(tree: ast.AST):
    """What refusals and notices are told with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in TELLING:
            yield from node.args


def _described(tree: ast.AST):
    """What fields and models are called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in TOLD:
            yield node.value
        if isinstance(node, ast.Assign) and {getattr(target, "id", "") for target in node.targets} & TOLD:
            yield node.value
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in NAMED_FIRST:
            yield from node.args[:1]
        if isinstance(node, ast.ClassDef) and {getattr(base, "attr", "") for base in node.bases} & CHOICES:
            members = [line.value for line in node.body if isinstance(line, ast.Assign)]
            yield from (value.elts[-1] if isinstance(value, ast.Tuple) else value for value in members)


def _literals(nodes):
    """The bare strings among expressions; `_("…")` is a call and therefore none."""
    for node in nodes:
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        yield from (part for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
