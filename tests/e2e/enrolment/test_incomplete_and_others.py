"""An incomplete file completed, a draft found again after a kill, camera and signature pad, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from centre_env.browser import OpenPage, picture, serious, too_wide
from e2e.station import RunningStation

pytestmark = pytest.mark.browser


def seen_by_everyone(page: Page, station: RunningStation, own: tuple[str, int]) -> list[str]:
    """What axe finds on the papers in both languages and at both widths: the file can be completed only once."""
    found = []
    for language, width in (("ar", 1280), ("fr", 1280), ("ar", 390), ("fr", 390), own):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": station.address}])
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        found += [*serious(page), *filter(None, [too_wide(page)])]
        picture(page, f"incomplete-2-papers-{language}-{width}")
    return found


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 390), ("fr", 1280), ("ar", 390)])
def test_an_incomplete_file_is_completed_once(
    open_page: OpenPage, station: RunningStation, language: str, width: int
) -> None:
    page = open_page(language=language, width=width)
    station.sign_in(page, language=language)
    page.goto(f"{station.address}/enrolment/incomplete/")
    page.locator("#incomplete-q").fill(station.facts["waiting"]["names"]["arabic"]["given"])
    link = page.locator("#incomplete-results tbody a").first
    expect(link).to_have_text(station.facts["receipt"])
    found = serious(page)
    picture(page, f"incomplete-1-list-{language}-{width}")
    link.click()
    page.wait_for_url("**/incomplete/*/")
    if page.locator("[name=birth_record-number]").count():
        found += seen_by_everyone(page, station, (language, width))
        page.locator("main button[type=submit]").first.click()
        expect(page.locator("[data-error-summary], .bq-alert").first).to_be_visible()
        assert len(station.packets()) == 0, "nothing is sealed without its pictures"
        page.locator("[name=birth_record-number]").fill("12/2026")
        page.keyboard.press("Escape")
        page.locator("button[name=simulated]").click()
    expect(page.locator(".bq-alert.bq-tone-ok")).to_be_visible()
    found += serious(page)
    picture(page, f"incomplete-3-done-{language}-{width}")
    completions = [body for body in station.packets() if getattr(body, "what", "") == "completion"]
    assert len(completions) == 1
    assert sorted(paper.code.value for paper in completions[0].papers) == ["birth_record", "residence_certificate"]
    assert found == []


def start_first(page: Page, station: RunningStation) -> dict[str, Any]:
    who: dict[str, Any] = station.facts["fresh"]
    page.goto(f"{station.address}/enrolment/new/first/")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/who/")
    return who


def test_what_was_typed_is_there_after_a_kill(open_page: OpenPage, station: RunningStation) -> None:
    """Nobody pressed anything: the form saved itself a second after the last letter."""
    page = open_page(language="fr")
    station.sign_in(page, language="fr")
    who = start_first(page, station)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 204):
        page.locator("#id_given_ar").fill(who["names"]["arabic"]["given"])
        page.locator("#id_given_latin").fill(who["names"]["latin"]["given"])
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré")
    station.kill()
    station.start()
    page.goto(f"{station.address}/enrolment/")
    page.locator("#drafts tbody a").first.click()
    page.wait_for_url("**/who/")
    assert page.locator("#id_given_ar").input_value() == who["names"]["arabic"]["given"]
    assert page.locator("#id_given_latin").input_value() == who["names"]["latin"]["given"]


def test_names_are_checked_while_they_are_typed(open_page: OpenPage, station: RunningStation) -> None:
    page = open_page(language="fr")
    station.sign_in(page, language="fr")
    start_first(page, station)
    page.locator("#id_given_ar").press_sequentially("محمد")
    page.locator("#id_given_latin").press_sequentially("Mohamed1")
    expect(page.locator("#check-given .bq-error")).to_be_visible()
    page.locator("#id_given_latin").fill("")
    page.locator("#id_latin_from").select_option("suggested")
    taken = page.locator("#check-given [data-take]")
    expect(taken).to_be_visible()
    taken.click()
    expect(page.locator("#id_given_latin")).to_have_value("Mohamed")
    page.locator("#id_birth_2").press_sequentially("2019")
    expect(page.locator("[data-representative]")).to_be_visible()


def test_a_spelling_is_chosen_in_either_script_and_never_replaced(open_page: OpenPage, station: RunningStation) -> None:
    page = open_page(language="fr")
    station.sign_in(page, language="fr")
    start_first(page, station)
    page.locator("#id_latin_from").select_option("suggested")
    page.locator("#id_family_ar").press_sequentially("الزروالي")
    offered = page.locator("#check-family [data-take]")
    expect(offered).to_have_count(3)
    chosen = offered.nth(1).get_attribute("data-text") or ""
    offered.nth(1).click()
    expect(page.locator("#id_family_latin")).to_have_value(chosen)
    expect(page.locator("#check-family [data-take]")).to_have_count(0)
    # What is written stays written: no suggestion comes back over it.
    page.locator("#id_family_ar").press_sequentially(" ")
    expect(page.locator("#id_family_latin")).to_have_value(chosen)
    # A foreign paper has no Arabic.
    page.locator("#id_nationality").fill("SEN")
    page.locator("#id_given_latin").press_sequentially("Fatoumata")
    arabic = page.locator("#check-given [data-take='id_given_ar']").first
    expect(arabic).to_be_visible()
    arabic.click()
    expect(page.locator("#id_given_ar")).to_have_value("فاتوماتا")


def test_a_signature_is_drawn_on_the_pad(open_page: OpenPage, station: RunningStation) -> None:
    page = open_page(language="ar")
    station.sign_in(page, language="ar")
    start_first(page, station)
    page.goto(page.url.replace("/who/", "/signature/"))
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 20, steps=5)
    page.mouse.move(box["x"] + 200, box["y"] + 70, steps=5)
    page.mouse.up()
    page.locator("[data-pad-keep] button").click()
    expect(page.locator(".bq-signature")).to_be_visible()


@pytest.fixture
def camera_page(browser: Browser) -> Iterator[Page]:
    """A browser whose camera is Chromium's own moving test picture."""
    flags = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    path = browser.browser_type.executable_path
    import shutil

    seeing = browser.browser_type.launch(executable_path=shutil.which("chromium") or path, args=flags)
    yield seeing.new_context(viewport={"width": 1280, "height": 900}).new_page()
    seeing.close()


def test_a_portrait_is_taken_with_the_camera(camera_page: Page, station: RunningStation) -> None:
    page = camera_page
    station.sign_in(page, language="fr")
    start_first(page, station)
    page.goto(page.url.replace("/who/", "/portrait/"))
    page.locator("[data-camera-open] button").click()
    expect(page.locator("video")).to_be_visible()
    page.wait_for_function("document.querySelector('video').videoWidth > 0")
    picture(page, "enrolment-camera-fr-1280")
    page.locator("[data-camera-take] button").click()
    page.wait_for_url("**/portrait/?take=1")
    expect(page.locator("img.bq-portrait")).to_be_visible()
    expect(page.locator(".bq-remarks li").first).to_be_visible()


def test_the_applicant_confirms_on_their_own_screen(open_page: OpenPage, station: RunningStation) -> None:
    """The operator's page hears of it by itself."""
    page = open_page(language="fr")
    station.sign_in(page, language="fr")
    start_first(page, station)
    review = page.url.replace("/who/", "/review/")
    page.goto(review)
    second = page.context.new_page()
    second.goto(page.url.replace("/review/", "/applicant/?language=ar"))
    assert second.locator("html").get_attribute("lang") == "ar"
    expect(second.locator("form button")).to_have_count(0)
    assert serious(second) == []
