"""A double click, tried on the tests that already press a button once: each POST they send is sent a second time.

A table names, for every address that takes a POST, the test in which it is pressed twice, identically, before the
test goes on. What the test asserts afterwards then says that the second press lost and doubled nothing; here it is
judged itself: no crash, and a refusal is said in words. `posted_addresses` lists what must have a row.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

BASE = Path(__file__).resolve().parents[2]
CHANGING = ("POST", "PUT", "PATCH", "DELETE")


def posted_addresses() -> set[str]:
    """Every address of this program that takes a change, as `METHOD route`; pages that only ask are left out."""
    return set(_of(get_resolver(), ""))


def _of(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield from (f"{method} {route}" for method in _methods(entry.callback))
        else:
            yield from _of(entry, route)


def _methods(view: Any) -> Iterable[str]:
    """A machine door says its methods; a screen takes a POST when its text speaks of one."""
    for cell in getattr(view, "__closure__", None) or ():
        if hasattr(cell.cell_contents, "operations"):
            found = {method for operation in cell.cell_contents.operations for method in operation.methods}
            return sorted(found & set(CHANGING))
    inner = inspect.unwrap(view)
    return ["POST"] if inspect.isfunction(inner) and "POST" in inspect.getsource(inner) else []


@dataclass
class Presses:
    """What was pressed twice in one test: by `METHOD route`, the two statuses."""

    expected: frozenset[str]
    seen: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def judge(self, name: str, first: Any, second: Any) -> None:
        self.seen.setdefault(name, []).append((first.status_code, second.status_code))
        if second.status_code >= 500 and first.status_code < 500:
            self.faults.append(f"{name}: the second press answers {second.status_code}")
        elif second.status_code >= 400 and not _says_why(second):
            self.faults.append(f"{name}: the second press is refused without words")


def _says_why(answer: Any) -> bool:
    """A machine is told a code and a sentence; a person reads an error, or the form with what is wrong in it."""
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        said = json.loads(answer.content)
        return bool(said.get("sentence") or said.get("detail"))
    return len(answer.content) > 100


@contextmanager
def pressing_twice(expected: Iterable[str]) -> Iterator[Presses]:
    """While it lasts, every change sent to one of these addresses is sent again at once; the first answer counts."""
    presses, real = Presses(frozenset(expected)), Client.generic

    def generic(self: Client, method: str, path: str, *args: Any, **kwargs: Any) -> Any:
        first = real(self, method, path, *args, **kwargs)
        match = getattr(first, "resolver_match", None)
        name = f"{method} {match.route}" if match is not None else ""
        away = str(first.headers.get("Location", ""))
        if name in presses.expected and first.status_code < 400 and "?next=" not in away:
            presses.judge(name, first, real(self, method, path, *args, **kwargs))
        return first

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "generic", generic)
        yield presses


def pressed_in(node: str, table: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The addresses that this test presses twice; `node` is `folder/file.py::test`, parameters left out."""
    name = node.partition("[")[0]
    return frozenset(address for test, addresses in table.items() if name.endswith(f"/{test}") for address in addresses)


def missing_tests(table: Mapping[str, tuple[str, ...]], folder: str) -> list[str]:
    """Tests that a table names and that are not there."""
    found = []
    for test in table:
        file, _, name = test.partition("::")
        path = BASE / folder / file
        if not path.is_file() or f"def {name}(" not in path.read_text(encoding="utf-8"):
            found.append(test)
    return found


@contextmanager
def second_presses(node: str, table: Mapping[str, tuple[str, ...]]) -> Iterator[None]:
    """Around one test: presses twice what its rows name, and fails when one of them was never pressed."""
    expected = pressed_in(node, table)
    if not expected:
        yield
        return
    with pressing_twice(expected) as presses:
        yield
    assert presses.faults == []
    if "[" not in node:
        assert expected - presses.seen.keys() == set(), "named in the table, and not pressed"
