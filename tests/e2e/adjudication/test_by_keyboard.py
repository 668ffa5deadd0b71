"""A refusal by two adjudicators, each by keyboard alone: one reads Arabic, the other French; and an approval."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from centre_env.browser import picture, serious, too_wide

pytestmark = pytest.mark.browser
SECRET, PASSWORD = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "four quiet unrelated words"
BITAQA = Path(sys.executable).with_name("bitaqa")


@dataclass(frozen=True)
class Centre:
    address: str
    case: str


@pytest.fixture
def centre(database: dict[str, str], home: Path, free_port: Callable[[], int]) -> Iterator[Centre]:
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environment |= {**database, "BITAQA_HOME": str(home)}
    with subprocess.Popen([str(BITAQA), "centre", "--port", str(port)], env=environment) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, server)
            seeded = subprocess.run(
                [sys.executable, str(Path(__file__).with_name("seed_case.py"))],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )
            yield Centre(address, seeded.stdout.split()[-1])
        finally:
            server.terminate()


def wait_until_healthy(address: str, server: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _ in range(1800):
        assert server.poll() is None, "the centre did not start"
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=30):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pause.wait(0.1)
    pytest.fail("the centre never became healthy")


def sign_in(page: Page, centre: Centre, name: str) -> None:
    page.goto(f"{centre.address}/accounts/sign-in/")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#id_code")).to_be_visible()
    page.locator("#id_code").focus()
    page.keyboard.type(pyotp.TOTP(SECRET).now())
    page.keyboard.press("Enter")
    page.wait_for_url(f"{centre.address}/")


def in_language(page: Page, centre: Centre, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": centre.address}])


def tab_to(page: Page, name: str) -> None:
    """Tab, as often as it takes to reach the field."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"no Tab leads to {name}")


def looked_at(page: Page, name: str) -> None:
    """Axe finds nothing serious, nothing is wider than the window; a picture of it when asked for."""
    language = page.locator("html").get_attribute("lang")
    width = page.viewport_size["width"] if page.viewport_size else 0
    picture(page, f"adjudication-{name}-{language}-{width}")
    assert serious(page) == []
    assert too_wide(page) == ""


@pytest.mark.parametrize("languages", [("ar", "fr"), ("fr", "ar")])
def test_two_people_refuse_by_keyboard(
    centre: Centre, open_page: Callable[..., Page], languages: tuple[str, str]
) -> None:
    first, second = (open_page(language=language) for language in languages)
    sign_in(first, centre, "adj-one")
    in_language(first, centre, languages[0])
    first.goto(f"{centre.address}/screening/")
    looked_at(first, "1-queue")
    first.keyboard.press("1")  # opens the first case
    first.wait_for_url(f"{centre.address}/screening/cases/{centre.case}/")
    expect(first.locator("html")).to_have_attribute("dir", "rtl" if languages[0] == "ar" else "ltr")
    looked_at(first, "2-case")
    first.keyboard.press("4")
    expect(first.locator("dialog#propose")).to_be_visible()
    looked_at(first, "3-propose")
    first.keyboard.press("Escape")
    expect(first.locator("dialog#propose")).to_be_hidden()
    first.keyboard.press("4")
    expect(first.locator("dialog#propose")).to_be_visible()
    first.keyboard.press("Space")  # the first ground
    first.keyboard.press("ArrowDown")  # the second one
    tab_to(first, "papers")
    first.keyboard.press("Space")  # the first paper
    tab_to(first, "line_ar")
    first.keyboard.type("نسخة كاملة من رسم الولادة")
    tab_to(first, "line_fr")
    first.keyboard.type("Copie intégrale de l'acte de naissance")
    first.keyboard.press("Enter")
    first.wait_for_url(f"{centre.address}/screening/")
    expect(first.locator("[data-toast]")).to_be_visible()

    sign_in(second, centre, "adj-two")
    in_language(second, centre, languages[1])
    second.goto(f"{centre.address}/screening/cases/{centre.case}/")
    expect(second.locator("html")).to_have_attribute("lang", languages[1])
    for line in ("نسخة كاملة من رسم الولادة", "Copie intégrale de l'acte de naissance"):
        expect(second.locator("#proposal")).to_contain_text(line)
    looked_at(second, "4-proposal")
    second.keyboard.press("5")
    expect(second.locator("dialog#confirm")).to_be_visible()
    looked_at(second, "5-confirm")
    second.keyboard.press("Enter")  # the focus stands on the dialog's own button
    expect(second.locator("[data-toast]")).to_be_visible()
    letter = second.locator("a[href$='/letter/']").first
    expect(letter).to_be_visible()
    looked_at(second, "6-refused")
    address = letter.get_attribute("href")
    served = second.request.get(f"{centre.address}{address}")
    assert served.ok and served.body().startswith(b"%PDF")

    first.goto(f"{centre.address}/screening/cases/{centre.case}/")
    expect(first.locator("[data-press='1']")).to_have_count(0)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_one_person_approves_by_keyboard_on_a_telephone(
    centre: Centre, open_page: Callable[..., Page], language: str
) -> None:
    page = open_page(language=language, width=390)
    sign_in(page, centre, "adj-one")
    in_language(page, centre, language)
    page.goto(f"{centre.address}/screening/cases/{centre.case}/")
    looked_at(page, "2-case")
    page.keyboard.press("2")
    expect(page.locator("#same_because")).to_be_focused()
    page.keyboard.type("2 x")  # a figure typed into a field presses no button
    page.keyboard.press("Enter")
    page.wait_for_url(f"{centre.address}/screening/")
    expect(page.locator("#cases .bq-empty")).to_be_visible()
    looked_at(page, "7-nothing-waits")
