from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from manifests.management.commands import describe


def test_the_page_in_docs_is_in_step_with_the_table():
    call_command("describe", check=True)


@pytest.mark.parametrize("page", ["PAGE", "RULES_PAGE", "PROFILES_PAGE"])
def test_a_page_out_of_step_is_told(tmp_path, monkeypatch, page):
    monkeypatch.setattr(describe, page, Path(tmp_path) / "page.md")
    with pytest.raises(CommandError, match="not in step"):
        call_command("describe", check=True)
