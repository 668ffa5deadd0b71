"""Makes a station as a deployment would, under its own settings: `prepare_station.py HOME`.

Keys, genesis and field pack are sealed by a test centre whose keys are written to HOME/centre.json, so that a test can
open what the station seals. Prints what a test needs to know, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SECRET = "une phrase longue"


def main(home: Path) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "bitaqa.station.settings"
    django.setup()
    from django.core.management import call_command

    from bitaqa.station import keys
    from bitaqa.station.desk.door import set_played_clock
    from bitaqa.station.desk.identity import install_genesis, station_request
    from bitaqa.station.fieldpack.door import install_field_pack
    from station_env.centre import AT, Centre

    keys.create_keys(head="head.salma", secret=SECRET, memory_kib=256)
    call_command("migrate", verbosity=0, interactive=False)
    set_played_clock(AT, by="test")
    centre = Centre()
    genesis = centre.provision(station_request(code="settat-1"))
    install_genesis(genesis=genesis, centre_keys=(centre.signer.public,), by="head", at=AT)
    told = contents(centre)
    data = centre.field_pack(1, attachments=told.pop("attachments"), **told.pop("changes"))
    install_field_pack(data=data, by="head", at=AT)
    later = centre.field_pack(2, valid_until=AT + timedelta(days=2))
    (home / "newer-pack.bfp").write_bytes(later)
    (home / "centre.json").write_text(
        json.dumps(
            {
                "signer": centre.signer.to_bytes().hex(),
                "opening": centre.opening.to_bytes().hex(),
                "station": centre.verifier.public.hex(),
            }
        )
    )
    print(json.dumps(told), flush=True)


def contents(centre: Any) -> dict[str, Any]:
    """A pack as a campaign would carry it, and the facts about it that tests type."""
    from bitaqa.foundation.icao.mrz import build_td1
    from station_env.centre import CAMPAIGN, DELIVERY, LATER, MORNING, VISIT, named
    from station_env.place import adult

    visit = {"place": "douar-nakhla", "campaign": CAMPAIGN, "programme": "villages"}
    known, waiting, owner, fresh = adult(2), adult(4), adult(6), adult(8)
    card = {
        "card": named("known-card"), "document_number": "SP1000007", "national_number": "WB123456",
        "application": named("known-application"), "receipt_number": "K7QF2-M9TXR-4B8DW", "document_type": "cnie",
        "kind": "first", "visit": DELIVERY, "names": known.identity_map("x")["names"], "birth": str(known.birth),
    }  # fmt: skip
    file = {
        "application": named("waiting"), "receipt_number": "R7K2Q-9QMDT-4TXA8",
        "names": waiting.identity_map("x")["names"],
        "birth": str(waiting.birth), "missing": ("birth_record", "residence_certificate"), "visit": VISIT,
    }  # fmt: skip
    changes = {
        "places": (
            {"code": "commune-sidi", "kind": "commune", "name_ar": "جماعة سيدي عينة", "name_fr": "Commune Sidi Aïna"},
            {"code": "douar-nakhla", "kind": "douar", "name_ar": "دوار النخلة", "name_fr": "Douar Nakhla",
             "within": "commune-sidi"},
            {"code": "souk-sebt", "kind": "market", "name_ar": "سوق السبت", "name_fr": "Souk Sebt",
             "within": "commune-sidi"},
        ),
        "programmes": (
            {"code": "villages", "name_ar": "حملة القرى", "name_fr": "Campagne des villages",
             "document_types": ("cnie",)},
        ),
        "visits": (
            {**visit, "visit": VISIT, "kind": "enrolment", "day": MORNING},
            {**visit, "visit": LATER, "kind": "enrolment", "day": MORNING + timedelta(days=3)},
            {**visit, "visit": DELIVERY, "kind": "delivery", "day": MORNING + timedelta(days=21)},
        ),
        "cards_due": (card,),
        "incomplete": (file,),
    }  # fmt: skip

    def zone(who: Any, number: str, national: str) -> list[str]:
        return list(
            build_td1(
                document_code="ID", issuing_state="MAR", document_number=number, birth=who.birth,
                sex=who.sex if who.sex != "X" else "<", expiry=MORNING + timedelta(days=40), nationality="MAR",
                family_name=who.family[1] or who.given[1], given_names=who.given[1], optional_1=national,
            )
        )  # fmt: skip

    def person(who: Any) -> dict[str, Any]:
        return {**who.identity_map("douar-nakhla"), "douar": list(who.douar), "mother": list(who.mother)}

    return {
        "attachments": (),
        "changes": changes,
        "known_mrz": zone(known, "SP1000007", "WB123456"),
        "owner_mrz": zone(owner, "SP1000033", "WB654321"),
        "known": person(known),
        "owner": person(owner),
        "fresh": person(fresh),
        "receipt": file["receipt_number"],
        "waiting": person(waiting),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
