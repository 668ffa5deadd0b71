"""Where roles can be limited at the centre itself: its campaigns, units and issuing centres, in the reader's words."""

from __future__ import annotations

import pytest
from django.utils import translation

from bitaqa.backbone.accounts.scopes import read_scope, scope_choices, scope_in_words
from bitaqa.journey.production import policy

from ..intake.conftest import make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "unit", "issuing"),
    [("ar", "وحدة", "مراكش"), ("fr", "Unité", "Marrakech"), ("en", "Unité", "Marrakech")],
)
def test_campaigns_units_and_issuing_centres_are_offered(language: str, unit: str, issuing: str) -> None:
    world = make_world()
    with translation.override(language):
        offered = scope_choices()
        assert dict(offered["campaign"])[world.campaign] in ("حملة", "Campagne")
        assert [name for _id, name in offered["unit"]] == [unit]
        marrakech = policy.centre_id("marrakech")
        scope = read_scope(f"issuing_centre:{marrakech}", offered)
        assert scope.issuing_centre == marrakech
        assert issuing in scope_in_words(scope, offered)
