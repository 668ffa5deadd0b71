"""The frame around every screen: program, reader, navigation, link state.

A room may set `request.shell_nav` (list of NavItem), `request.shell_who` (Who) and `request.shell_sync` (Sync) in its
middleware; else the dotted callables in settings BITAQA_NAV, BITAQA_WHO and BITAQA_SYNC are asked with the request.
Refuses nothing: a frame that fails would hide the page that explains the failure.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.shapes import NavItem, Who

PROGRAMS = {"centre": _("Centre"), "station": _("Station")}
LANGUAGE_NAMES = (("ar", "العربية"), ("fr", "Français"), ("en", "English"))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` with program, nav, who, sync, languages and the path to come back to."""
    return {"shell": Shell(request)}


class Shell:
    """Works each part out when the template asks, once: a page without navigation asks nothing of the database."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def program(self) -> Any:
        return PROGRAMS.get(getattr(settings, "BITAQA_PROGRAM", ""), "")

    @property
    def specimen(self) -> bool:
        """True outside production: every page then says that people on it are invented."""
        return not getattr(settings, "BITAQA_PRODUCTION", False)

    @property
    def languages(self) -> list[dict[str, str]]:
        known = dict(settings.LANGUAGES)
        return [{"code": code, "name": name} for code, name in LANGUAGE_NAMES if code in known]

    @property
    def language_next(self) -> str:
        return self._request.get_full_path() if self._request.method == "GET" else self._request.path

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        items = list(self._asked("shell_nav", "BITAQA_NAV") or ())
        current = current_href(self._request.path, [_part(item, "href") for item in items])
        return [
            {
                "label": _part(item, "label"),
                "href": _part(item, "href"),
                "icon": _part(item, "icon"),
                "count": _part(item, "count"),
                "current": _part(item, "href") == current,
            }
            for item in items
        ]

    @cached_property
    def who(self) -> Who | None:
        given = self._asked("shell_who", "BITAQA_WHO")
        if given is not None:
            return given  # type: ignore[no-any-return]
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        return Who(name=str(getattr(user, "shown_name", "") or user), sign_out_href=_sign_out())

    @cached_property
    def sync(self) -> Any:
        return self._asked("shell_sync", "BITAQA_SYNC")

    @property
    def home(self) -> str:
        try:
            return reverse("home")
        except NoReverseMatch:
            return "/"

    def _asked(self, attribute: str, setting: str) -> Any:
        if hasattr(self._request, attribute):
            return getattr(self._request, attribute)
        dotted = getattr(settings, setting, "")
        return import_string(dotted)(self._request) if dotted else None


def current_href(path: str, hrefs: Iterable[str]) -> str:
    """The longest entry that begins the path; the root matches only itself. Empty when none does."""
    fitting = [href for href in hrefs if href and (path == href or (href != "/" and path.startswith(_folder(href))))]
    return max(fitting, key=len, default="")


def _folder(href: str) -> str:
    return href if href.endswith("/") else href + "/"


def _part(item: NavItem | dict[str, Any], name: str) -> Any:
    return item.get(name, "") if isinstance(item, dict) else getattr(item, name, "")


def _sign_out() -> str:
    try:
        return reverse(getattr(settings, "BITAQA_SIGN_OUT", "accounts:sign-out"))
    except NoReverseMatch:
        return ""
