"""The camera's live view: a frame judged and kept nowhere; a browser whose camera sees a drawn face."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, expect

from bitaqa.station.devices.door import simulated_portrait
from station_env.desk import signed_in as at_the_desk
from station_env.place import Place, adult, provisioned

from .by_forms import signed_in, text_of

LOOK = "/enrolment/portrait/look/"


def frame(picture: bytes, size: tuple[int, int] = (300, 375)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").resize(size).save(out, "JPEG", quality=85)
    return SimpleUploadedFile("frame.jpg", out.getvalue(), content_type="image/jpeg")


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (480, 600), (221, 223, 225)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(("language", "said"), [("fr", "Aucun visage"), ("ar", "لم يُعثر على وجه"), ("en", "No face")])
def test_a_frame_is_judged_in_words(place: Place, language: str, said: str) -> None:
    desk = signed_in(language=language)
    seen = desk.post(LOOK, {"frame": frame(simulated_portrait(adult()).picture)}).json()
    assert seen["fine"] and len(seen["eyes"]) == 2 and 0 < seen["box"]["left"] < 0.5
    empty = desk.post(LOOK, {"frame": frame(blank())}).json()
    assert empty["box"] is None and empty["eyes"] == [] and not empty["fine"] and said in empty["words"]


def test_what_is_no_frame_is_refused(desk: Client, place: Place) -> None:
    assert desk.get(LOOK).status_code == 405
    assert desk.post(LOOK).status_code == 422
    assert desk.post(LOOK, {"frame": SimpleUploadedFile("f.jpg", b"nothing")}).status_code == 422
    assert desk.post(LOOK, {"frame": SimpleUploadedFile("f.jpg", b"x" * 300_001)}).status_code == 413
    assert Client().post(LOOK, {"frame": frame(blank())}).status_code in (302, 403)


def test_the_portrait_of_a_wide_shot_is_cropped_to_the_head(desk: Client, place: Place) -> None:
    shot = Image.new("RGB", (1600, 2000), (221, 223, 225))
    drawn = Image.open(io.BytesIO(simulated_portrait(adult()).picture)).resize((880, 1100))
    shot.paste(drawn, (360, 800))
    out = io.BytesIO()
    shot.save(out, "JPEG", quality=90)
    at = f"/enrolment/{place.start()}/portrait/"
    assert desk.post(at, {"file": SimpleUploadedFile("p.jpg", out.getvalue())}).status_code == 302
    assert "too small" not in text_of(desk.get(at))
    kept = Image.open(io.BytesIO(desk.get(f"{at}picture/").content))
    assert 740 < kept.width <= 960 and abs(kept.width / kept.height - 0.8) < 0.01


@pytest.fixture
def seeing(browser: Browser, tmp_path: Path) -> Any:
    """A browser before whose camera stands a drawn person."""
    film = tmp_path / "face.mjpeg"
    film.write_bytes(simulated_portrait(adult()).picture * 3)
    path = shutil.which("chromium") or browser.browser_type.executable_path
    flags = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
             f"--use-file-for-fake-video-capture={film}"]  # fmt: skip
    opened = browser.browser_type.launch(executable_path=path, args=flags)

    def page(*, language: str, width: int = 1280) -> Any:
        return opened.new_context(viewport={"width": width, "height": 900}).new_page()

    yield page
    opened.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_live_view_draws_the_face_and_says_what_it_sees(
    transactional_db: None, settings: Any, live_server: Any, seeing: Any
) -> None:
    draft = provisioned(settings).start()
    page = at_the_desk(seeing, live_server, operator="op.amina", language="fr")
    page.goto(f"{live_server.url}/enrolment/{draft}/portrait/")
    page.locator("[data-camera-open] button").click()
    drawing = page.locator("[data-face]")
    expect(drawing).to_be_visible(timeout=60_000)
    expect(page.locator("[data-camera-words]")).to_contain_text("Rien à redire", timeout=60_000)
    box, camera = drawing.locator("rect").bounding_box(), page.locator("[data-camera]").bounding_box()
    assert box is not None and camera is not None
    assert camera["x"] < box["x"] and box["x"] + box["width"] < camera["x"] + camera["width"]
    expect(drawing.locator("circle")).to_have_count(2)
    page.locator("[data-camera-take] button").click()
    page.wait_for_url("**/portrait/?take=1", timeout=60_000)
    expect(page.locator("img.bq-portrait")).to_be_visible()
