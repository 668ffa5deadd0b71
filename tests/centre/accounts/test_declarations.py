"""What this room declares and publishes: field classes, permission words, the reference page, catalogues."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, PROGRAM_FAULT, TRY_AGAIN

ROOT = Path(__file__).resolve().parents[3]
_TEXT = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_CALL = re.compile(rf"n?gettext\({_TEXT}(?:,\s*{_TEXT})?|\b_\({_TEXT}")

ROOM = ROOT / "src" / "bitaqa" / "backbone" / "accounts"


def test_every_field_says_what_it_holds():
    from django.apps import apps

    for model in apps.get_app_config("accounts").get_models():
        names = {field.name for field in model._meta.concrete_fields}
        assert names == set(model.FIELD_CLASSES), model
        assert set(model.FIELD_CLASSES.values()) <= {"open", "personal", "biometric", "secret"}, model


def test_no_account_opens_every_door():
    from bitaqa.backbone.accounts.models import User
    from bitaqa.foundation.rules.roles import ROLES, Permission

    assert not hasattr(User, "is_superuser")
    assert not hasattr(User, "groups")
    assert all(role.permissions < set(Permission) for role in ROLES.values())
    assert set(Permission) == frozenset().union(*(role.permissions for role in ROLES.values()))


def test_every_permission_has_words():
    from bitaqa.backbone.accounts.roles import PERMISSION_WORDS
    from bitaqa.foundation.rules.roles import Permission

    assert set(PERMISSION_WORDS) == set(Permission)


def test_the_page_of_permissions_is_the_code():
    from bitaqa.backbone.accounts.roles import permissions_page

    page = (ROOT / "docs" / "reference" / "permissions.md").read_text()
    assert page == permissions_page(), "stale: python -m bitaqa.backbone.accounts.roles > docs/reference/permissions.md"


def _msgids() -> set[str]:
    from bitaqa.backbone.accounts.errors import AccountsError
    from bitaqa.foundation.kernel.errors import ERRORS
    from bitaqa.foundation.rules.roles import ROLES

    found: set[str] = set()
    method_map = [("**/migrations/**", "ignore"), ("**.py", "python")]
    for _file, _line, message, _comments, _context in extract_from_dir(ROOM, method_map):
        found.update((message,) if isinstance(message, str) else message)
    for template in ROOM.glob("templates/**/*.html"):
        for call in _CALL.finditer(templatize(template.read_text())):
            found.update(ast.literal_eval(text) for text in call.groups() if text)
    for error in ERRORS.values():
        if issubclass(error, AccountsError):
            found |= {error.sentence, error.next_step}
    for role in ROLES.values():
        found |= {role.name, role.description}
    return {text for text in found if text}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_text_is_translated(language):
    with (ROOM / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    told: dict[str, object] = {}
    for message in catalogue:
        for id_ in message.id if isinstance(message.id, tuple) else (message.id,):
            told[id_] = message.string
    shared = {CHOOSE_AGAIN, PROGRAM_FAULT, TRY_AGAIN}  # translated once, in ui
    missing = sorted(text for text in _msgids() - shared if not told.get(text))
    assert missing == []
    for message in catalogue:
        if message.id and message.python_format:
            assert not list(message.check(catalogue)), message.id
