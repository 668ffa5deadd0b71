"""Pages and machine doors of bulletins: who may do what, in each language, with nothing lost on the way."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from bitaqa.backbone import clock
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.services.bulletin import door, screens
from bitaqa.services.bulletin.models import Bulletin

from .conftest import World
from .test_figures import LATER, a_small_campaign

pytestmark = pytest.mark.django_db
People = Callable[[str], Any]


def client_of(user: Any, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.fixture(autouse=True)
def _ten_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    from bitaqa.services.bulletin import api

    for module in (clock, screens, api):
        monkeypatch.setattr(module, "now", lambda: LATER)


def test_entries_sequenced_while_it_is_computed_are_said_to_be_left_out(
    world: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bitaqa.backbone.journal.tree import sequence_committed
    from bitaqa.services.bulletin import api

    a_small_campaign(world)
    compute = api.compute

    def slowly(*given: Any, **named: Any) -> Any:
        found = compute(*given, **named)
        sequence_committed(patiently=True)
        return found

    monkeypatch.setattr(api, "compute", slowly)
    coordinator, here = client_of(people("coordinator")), f"/bulletin/api/campaigns/{world.campaign}"
    stale, fresh = coordinator.get(here).json(), coordinator.get(here).json()
    assert stale["position"] == -1 and stale["waiting"] > 0, "who looks for nothing waiting does not stop at this one"
    assert fresh["position"] > 0 and fresh["waiting"] == 0


def test_a_campaign_goes_from_machine_door_to_publication(world: World, people: People) -> None:
    a_small_campaign(world)
    coordinator, admin = client_of(people("coordinator")), client_of(people("admin-a"))
    here = f"/bulletin/api/campaigns/{world.campaign}"
    before = coordinator.get(here).json()
    assert before["position"] == -1 and before["waiting"] > 0 and before["tables"][0]["total"] == 0
    built = coordinator.post(f"{here}/build", json.dumps({"real_ridges": 1}), content_type="application/json")
    assert built.status_code == 200, built.content
    body = built.json()
    assert coordinator.generic("POST", f"{here}/build").status_code == 200, "a body is not needed"
    assert (body["state"], body["waiting"]) == ("draft", 0)
    kinds = body["tables"][0]
    assert kinds["event"] == "application.registered"
    assert (kinds["total"], sum(row["count"] for row in kinds["rows"])) == (9, 9)
    assert [t["total"] for t in body["tables"] if t["measure"] == "request"] == [9] * 5
    now = coordinator.get(here).json()
    assert now["tables"] == body["tables"]
    one = f"/bulletin/api/bulletins/{body['bulletin']}"
    assert coordinator.post(f"{one}/publish").status_code == 403
    published = admin.post(f"{one}/publish")
    assert published.json()["state"] == "published"
    assert coordinator.get(one).json()["state"] == "published"
    assert admin.post(f"{one}/publish").status_code == 409


def test_an_administrator_who_built_it_needs_the_other_one(world: World, people: People) -> None:
    world.fulfilled()
    mine, theirs = client_of(people("admin-a")), client_of(people("admin-b"))
    assert mine.post("/bulletin/", {"campaign": str(world.campaign)}).status_code == 302
    row = Bulletin.objects.get()
    page = f"/bulletin/{row.pk}/"
    assert "a second person publishes it" in mine.get(page).content.decode()
    assert mine.post(f"{page}publish").status_code == 403
    assert [item.href for item in door.home(people("admin-b")).waiting] == [page]
    assert door.home(people("admin-a")).waiting == ()
    assert theirs.post(f"{page}publish").status_code == 302
    assert door.home(people("admin-b")).waiting == ()


def test_an_auditor_reads_and_builds_nothing(world: World, people: People) -> None:
    world.fulfilled()
    auditor = client_of(people("auditor"))
    assert auditor.get("/bulletin/").status_code == 200
    assert auditor.post("/bulletin/", {"since": "2026-05-01", "until": "2026-05-09"}).status_code == 403
    build = f"/bulletin/api/campaigns/{world.campaign}/build"
    assert auditor.post(build, content_type="application/json").status_code == 403
    assert not Bulletin.objects.exists()


def test_others_see_no_bulletin(world: World, people: People) -> None:
    quality = client_of(people("quality"))
    assert quality.get("/bulletin/").status_code == 403
    assert quality.get(f"/bulletin/api/campaigns/{world.campaign}").status_code == 403
    assert Client().get(f"/bulletin/api/campaigns/{world.campaign}").status_code == 401


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_page_opens_in_each_language(world: World, people: People, language: str) -> None:
    a_small_campaign(world)
    client = client_of(people("admin-a"), language)
    client.post("/bulletin/", {"campaign": str(world.campaign)})
    client.post("/bulletin/", {"since": "2026-05-01", "until": "2026-05-09"})
    for row in Bulletin.objects.all():
        for page in ("", "?verify=1", "compare"):
            answer = client.get(f"/bulletin/{row.pk}/{page}")
            assert answer.status_code == 200, answer.content.decode()
    text = client.get(f"/bulletin/{Bulletin.objects.get(campaign=world.campaign).pk}/").content.decode()
    assert {"ar": "خدم دون إحصاء", "fr": "servi, non compté", "en": "served, not counted"}[language] in text
    assert 'lang="ar" dir="rtl"' in text and 'lang="fr" dir="ltr"' in text
    assert "=cmd" in text and "style=" not in text
    assert client.get("/bulletin/").status_code == 200


def test_files_are_handed_out_whole(world: World, people: People) -> None:
    world.fulfilled()
    client = client_of(people("admin-a"))
    client.post("/bulletin/", {"campaign": str(world.campaign)})
    row = Bulletin.objects.get()
    assert client.get(f"/bulletin/{row.pk}/bulletin.pdf").content.startswith(b"%PDF")
    assert client.get(f"/bulletin/{row.pk}/bulletin.csv").content.startswith(b"\xef\xbb\xbftable;event")


def test_an_unknown_bulletin_or_campaign_is_not_found(people: People) -> None:
    client = client_of(people("admin-a"))
    assert client.get(f"/bulletin/{new_id()}/").status_code == 404
    assert client.get(f"/bulletin/api/campaigns/{new_id()}").status_code == 404


@pytest.mark.parametrize(
    "given", [{}, {"since": "2026-05-09"}, {"since": "2026-05-09", "until": "2026-05-01"}, {"campaign": str(new_id())}]
)
def test_a_form_without_a_subject_builds_nothing(people: People, given: dict[str, str]) -> None:
    answer = client_of(people("admin-a")).post("/bulletin/", given)
    assert answer.status_code == 200 and not Bulletin.objects.exists()


def test_every_figure_says_where_it_comes_from(world: World, people: People) -> None:
    a_small_campaign(world)
    coordinator = client_of(people("coordinator"))
    built = coordinator.generic("POST", f"/bulletin/api/campaigns/{world.campaign}/build").json()
    page = coordinator.get(f"/bulletin/{built['bulletin']}/").content.decode()
    for table in built["tables"]:
        for row in table["rows"]:
            here = f"/bulletin/{built['bulletin']}/figures/{table['code']}/{row['code']}"
            assert row["count"] is None or here in page
            told = coordinator.get(here).content.decode()
            assert "the same figure" in told and table["event"] in told and f"position={built['position']}" in told
    assert coordinator.get(f"/bulletin/{built['bulletin']}/figures/by_kind/none").status_code == 404
    assert coordinator.get(f"/bulletin/{built['bulletin']}/figures/none/first").status_code == 404


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_figure_that_is_another_today_is_said(world: World, people: People, language: str) -> None:
    from bitaqa.records.campaigns.models import Campaign

    a_small_campaign(world)
    coordinator = client_of(people("coordinator"), language)
    built = coordinator.generic("POST", f"/bulletin/api/campaigns/{world.campaign}/build").json()
    Campaign.objects.filter(pk=world.campaign).update(areas=["ouled-a"])
    told = coordinator.get(f"/bulletin/{built['bulletin']}/figures/by_area/borouj").content.decode()
    assert {"ar": "رقم آخر", "fr": "un autre chiffre"}[language] in told


def test_a_bulletin_is_one_html_file_that_needs_nothing_else(world: World, people: People) -> None:
    a_small_campaign(world)
    coordinator = client_of(people("coordinator"))
    built = coordinator.generic("POST", f"/bulletin/api/campaigns/{world.campaign}/build").json()
    answer = coordinator.get(f"/bulletin/{built['bulletin']}/bulletin.html")
    page = html.unescape(answer.content.decode())
    assert answer["Content-Type"].startswith("text/html")
    assert not any(word in page for word in ("<script", "<link", "<img", "http://", "https://"))
    for language in ("ar", "fr"):
        assert all(text[language] in page for text in built["prose"])
    assert "served" not in page and "servi, non compté" in page
