"""Sensitive eligibility is looked for where it must not be: at stations, in field packs, in the bulletin and its files.

F2.4: handled by need to know, never printed, never published. A plan file writes a marked wording into its programme;
the mark must then be found at the centre, for who may see it, and nowhere else. A search that could not fail would
prove nothing: the coordinator, who needs to know, must find it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bitaqa.scenarios.campaign import Campaign

MARK = "SPECIMEN-SENSITIVE"


def unseen_eligibility(campaign: Campaign, bulletin: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(what, expected, found) for each place it was looked for; nothing when the programme has no such wording."""
    programme = campaign.plan_file.raw["programme"]
    if MARK not in programme.get("eligibility", ""):
        return
    centre = campaign.stage.centre
    known = centre.as_("coordinator").get(f"/planning/api/programmes/{programme['code']}")
    yield "eligibility: those who need to know it read it", True, MARK in json.dumps(known)
    built = centre.as_("coordinator").post(f"/bulletin/api/campaigns/{campaign.id}/build")
    seen = {
        "the bulletin": json.dumps(bulletin) + json.dumps(built),
        "the bulletin's table file": centre.as_("coordinator").text(f"/bulletin/{built['bulletin']}/bulletin.csv"),
    }
    for station in campaign.stations.values():
        code, ask = station.unit.station, station.head.session
        seen[f"station {code}"] = json.dumps([ask.get("field-pack"), ask.get("day/report"), ask.get("cards")])
        folder = campaign.stage.run.folder / "stations" / code
        seen[f"files of station {code}"] = "".join(
            MARK for file in folder.rglob("*") if file.is_file() and MARK.encode() in file.read_bytes()
        )
    for where, text in seen.items():
        yield f"eligibility: not in {where}", False, MARK in text
