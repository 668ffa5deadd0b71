"""Message catalogues: whole in Arabic and French, no doubtful entry, no lost placeholder."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import compile_catalogues

CATALOGUES = sorted(compile_catalogues.SOURCE.glob("**/locale/*/LC_MESSAGES/*.po"))


@pytest.mark.parametrize(
    "path", CATALOGUES, ids=lambda path: "/".join(path.relative_to(compile_catalogues.SOURCE).parts)
)
def test_a_catalogue_is_whole(path: Path) -> None:
    with path.open("rb") as opened:
        catalogue = read_po(opened, locale=path.parents[1].name, abort_invalid=True)
    messages = [message for message in catalogue if message.id]
    empty = [message.id for message in messages if not all(_strings(message.string))]
    assert empty == []
    assert [message.id for message in messages if message.fuzzy] == []
    assert [(message.id, list(map(str, errors))) for message, errors in catalogue.check() if errors] == []


def _strings(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_arabic_and_french_translate_the_same_messages() -> None:
    folders = {path.parents[2] for path in CATALOGUES}
    uneven = {}
    for folder in folders:
        ids = {}
        for language in ("ar", "fr"):
            path = folder / language / "LC_MESSAGES" / "django.po"
            with path.open("rb") as opened:
                ids[language] = {str(message.id) for message in read_po(opened, locale=language) if message.id}
        if ids["ar"] != ids["fr"]:
            uneven[str(folder.relative_to(compile_catalogues.SOURCE))] = sorted(ids["ar"] ^ ids["fr"])
    assert uneven == {}


def test_a_lost_placeholder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path.write_text(head + '#, python-format\nmsgid "%(count)s cards"\nmsgstr "des cartes %(nombre)s"\n')
    assert compile_catalogues.compile_catalogue(path) == 1
    assert not path.with_suffix(".mo").exists()
    path.write_text(head + '#, python-format\nmsgid "%(count)s cards"\nmsgstr "%(count)s cartes"\n')
    assert compile_catalogues.compile_catalogue(path) == 0
    assert path.with_suffix(".mo").exists()
    assert capsys.readouterr().out


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_role_has_one_name_in_every_room(language: str) -> None:
    """Whichever catalogue answers first, a person reads the same name of their role."""
    from bitaqa.foundation.rules.roles import ROLES

    names = {role.name for role in ROLES.values()} | {role.description for role in ROLES.values()}
    said: dict[str, set[str]] = {}
    for path in CATALOGUES:
        if path.parents[1].name == language:
            with path.open("rb") as opened:
                for message in read_po(opened, locale=language):
                    if message.id in names and not message.context:
                        said.setdefault(str(message.id), set()).add(str(message.string))
    assert {name: words for name, words in said.items() if len(words) > 1} == {}
    assert said.keys() == names
