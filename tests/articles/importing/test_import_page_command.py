"""`manage.py import_page` speaks to an editor at a terminal."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, PageImport

OLD = Path(__file__).with_name("pages") / "old.txt"


def run(capsys, *arguments):
    call_command("import_page", *map(str, arguments))
    return capsys.readouterr().out


def test_it_says_what_it_did_and_where_to_go_on(capsys, editor, settings):
    settings.SITE_URL = "https://portal.example"

    said = run(capsys, OLD, "--audience", "professional", "--by", "Editor@example.org")

    article = Article.objects.get()
    assert "New references: rivers2011, meadow2013, brook2012" in said
    assert "To do\n" in said
    assert "A number without a source" in said
    assert "First series report healing in about 90% of the children." in said
    assert f"https://portal.example/admin/articles/article/{article.pk}/change/" in said
    assert PageImport.objects.get().imported_by == editor
    assert PageImport.objects.get().filename == "old.txt"


def test_twice(capsys, administrator):
    run(capsys, OLD)

    said = run(capsys, OLD)

    assert "imported before; nothing was changed" in said
    assert "New references: none" in said


def test_known_references_are_named(capsys, administrator):
    run(capsys, OLD)

    said = run(capsys, OLD, "--audience", "lay")

    assert "Already in the library: rivers2011, meadow2013, brook2012" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.4", "This is a PDF file"),
        (b"x" * 5_000_000, "5.0 MB"),
    ],
)
def test_bad_input_is_one_clear_line(administrator, tmp_path, content, says):
    path = tmp_path / "page.txt"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=says) as refusal:
        call_command("import_page", str(path), "--audience", "lay")

    assert "\n" not in str(refusal.value)


def test_missing_file_and_folder(administrator, tmp_path):
    for path in (tmp_path / "nothing.txt", tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("import_page", str(path))


def test_nobody_to_sign_the_draft(db, member):
    with pytest.raises(CommandError, match="--by EMAIL"):
        call_command("import_page", str(OLD))
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("import_page", str(OLD), "--by", "who@example.org")
    with pytest.raises(CommandError, match="may not bring in pages"):
        call_command("import_page", str(OLD), "--by", member.email)
