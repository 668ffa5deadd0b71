"""A small campaign with one request of each fate, and its figures."""

from __future__ import annotations

from datetime import timedelta

from bitaqa.services.bulletin import figures
from bitaqa.services.bulletin.figures import Subject, compute

from .conftest import AT, World

LATER = AT + timedelta(days=10)


def rows(found: figures.Figures, code: str) -> dict[str, int | None]:
    return {row.code: row.count for row in found.table(code).rows}


def a_small_campaign(world: World) -> None:
    """Nine requests, one of each fate."""
    world.fulfilled("renewal", "ouled-a")
    world.fulfilled("first", "ouled-b", 5, days=3)
    world.move(world.request("first", "ouled-a", missing=True), "complete", "clear", "fulfil", days=4)
    world.move(world.request("duplicate", "ouled-a"), "clear", "find_wrong", "fulfil_corrected", days=4)
    refused = world.move(world.request("renewal", "ouled-b", 5), "doubt", "refuse")
    world.move(refused, "reopen", "approve", "fulfil", days=4)
    world.move(world.request("renewal", "ouled-a"), "doubt", "refuse")
    world.move(world.request("renewal", "ouled-a"), "clear", "stop")
    world.move(world.request("renewal", "ouled-c", 5, missing=True), "lapse")
    world.request("renewal", "ouled-a")


def computed(world: World, position: int | None = None) -> figures.Figures:
    at = world.position() if position is None else position
    return compute(Subject(campaign=world.campaign), position=at, as_at=LATER)
