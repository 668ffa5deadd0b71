"""A desk's browser without JavaScript: signed in, it goes to pages and presses their buttons."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from .centre import PINS


def _said(page: str) -> list[str]:
    """What the page complains about."""
    return re.findall(r'class="bq-(?:error|summary)[^>]*>(.*?)</(?:p|li|div)>', page, re.S)


class Browser:
    """A desk's browser, signed in; `go` and `press` check that an answer is a page."""

    def __init__(self, operator: str = "head.salma", language: str = "en") -> None:
        self.client = Client(REMOTE_ADDR="127.0.0.1")
        self.client.cookies["django_language"] = language
        answer = self.client.post(reverse("desk:sign-in"), {"operator": operator, "pin": PINS[operator]})
        assert answer.status_code == 302, answer.content

    def go(self, name: str, *args: Any, status: int = 200, **query: str) -> str:
        answer = self.client.get(reverse(name, args=args), query)
        assert answer.status_code == status, (name, answer.status_code)
        return answer.content.decode()

    def press(self, name: str, *args: Any, status: int = 302, **fields: Any) -> Any:
        answer = self.client.post(reverse(name, args=args), fields)
        assert answer.status_code == status, (name, answer.status_code, _said(answer.content.decode()))
        return answer
