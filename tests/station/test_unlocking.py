"""Who opens a station after a reboot; where its identity comes from; that it starts and stops for real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.errors import GenesisSignatureError
from bitaqa.station import keys
from station_env.centre import PINS, Centre
from station_env.machine import free_port
from station_env.place import LIGHT, Place

SECRET = "une phrase longue"


def test_keys_open_with_the_head_and_the_device_key_only(home: Path) -> None:
    made = keys.create_keys(head="head.salma", secret=SECRET, memory_kib=LIGHT)
    keys.lock()
    assert keys.is_locked()
    with pytest.raises(keys.StationLockedError):
        keys.unlocked()
    for head, secret in (("head.salma", "another phrase"), ("op.amina", SECRET), ("", "")):
        with pytest.raises(keys.UnlockRefusedError):
            keys.unlock(head=head, secret=secret)
    assert keys.unlock(head="head.salma", secret=SECRET).database == made.database
    with pytest.raises(keys.StationKeysExistError):
        keys.create_keys(head="head.salma", secret=SECRET, memory_kib=LIGHT)
    stored = (home / "keys" / "station.keys").read_bytes()
    assert made.database not in stored and made.signer.to_bytes() not in stored
    device = home / "keys" / "device.key"
    device.write_bytes(b"x" * 32)
    with pytest.raises(keys.UnlockRefusedError):
        keys.unlock(head="head.salma", secret=SECRET)
    device.unlink()
    with pytest.raises(keys.DeviceKeyMissingError):
        keys.unlock(head="head.salma", secret=SECRET)


def test_a_second_head_gets_a_secret_of_their_own(home: Path) -> None:
    keys.create_keys(head="head.salma", secret=SECRET, memory_kib=LIGHT)
    with pytest.raises(keys.SecretTooShortError):
        keys.add_head(head="head.omar", secret="short", by="head.salma", by_secret=SECRET)
    keys.add_head(head="head.omar", secret="another phrase", by="head.salma", by_secret=SECRET, memory_kib=LIGHT)
    keys.lock()
    assert keys.unlock(head="head.omar", secret="another phrase").unlocked_by == "head.omar"


def test_development_unlocks_itself_and_production_never(
    home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.create_keys(head="head.salma", secret=SECRET, memory_kib=LIGHT)
    keys.lock()
    monkeypatch.setenv("BITAQA_STATION_UNLOCK", f"head.salma:{SECRET}")
    assert not keys.is_locked()
    keys.lock()
    settings.BITAQA_PRODUCTION = True
    assert keys.is_locked()
    with pytest.raises(keys.StationLockedError):
        keys.database_key()


def test_a_locked_station_shows_one_page_and_opens_to_a_head(place: Place) -> None:
    keys.lock()
    client = Client()
    assert client.get("/").headers["Location"] == "/unlock/"
    assert client.get("/api/v1/me").json()["code"] == "station.locked"
    assert client.get("/unlock/").status_code == 200
    refused = client.post("/unlock/", {"head": "head.salma", "secret": "not the phrase"})
    assert refused.status_code == 403 and keys.is_locked()
    opened = client.post("/unlock/", {"head": "head.salma", "secret": SECRET})
    assert opened.headers["Location"] == "/sign-in/" and not keys.is_locked()
    assert client.get("/unlock/").status_code == 302


def test_someone_who_may_no_longer_unlock_is_refused(place: Place) -> None:
    from station_env.centre import pack_body

    accounts = [{**a, "role": "field_operator"} for a in pack_body(place.centre, 2)["accounts"]]
    place.install(2, accounts=accounts)
    keys.lock()
    answer = Client().post("/unlock/", {"head": "head.salma", "secret": SECRET})
    assert answer.status_code == 403 and keys.is_locked()


def _signed_in(code: str) -> Client:
    client = Client()
    answer = client.post("/sign-in/", {"operator": code, "pin": PINS[code], "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    return client


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_screens_of_the_desk_and_the_outbox(place: Place, language: str) -> None:
    from bitaqa.station.desk.desks import desks as enrolled_desks

    place.seal(place.ready())
    client = _signed_in("head.salma")
    client.cookies["django_language"] = language
    for path in ("/", "/desks/", "/outbox/", "/sign-in/", "/desks/enrol/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'lang="{language}"' in answer.content.decode()
    made = client.post("/desks/", {"name": "Desk 2"})
    assert made.status_code == 200 and "Desk 2" in made.content.decode()
    (desk,) = enrolled_desks()
    assert client.post("/desks/", {"revoke": str(desk.id)}).status_code == 302
    assert client.post("/desks/enrol/", {"code": "WRONG"}).status_code == 403
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302


def test_an_operator_cannot_enrol_desks_and_a_wrong_pin_stays_on_the_page(place: Place) -> None:
    assert _signed_in("op.amina").get("/desks/").status_code == 403
    answer = Client().post("/sign-in/", {"operator": "op.amina", "pin": "1"})
    assert answer.status_code == 403


def test_the_second_person_is_another_one_with_the_right(place: Place) -> None:
    from bitaqa.foundation.rules.roles import Permission
    from bitaqa.station.desk import errors
    from bitaqa.station.desk.door import prove_second_person

    first = place.operator()
    may = Permission.RELEASE_WITHOUT_MATCH
    with pytest.raises(errors.SecondPersonMissingError):
        prove_second_person(code="op.amina", pin=PINS["op.amina"], first=first)
    with pytest.raises(errors.PermissionMissingError):
        prove_second_person(code="op.driss", pin=PINS["op.driss"], first=first, permission=may)
    second = prove_second_person(code="head.salma", pin=PINS["head.salma"], first=first, permission=may)
    assert second.code == "head.salma"


def test_a_new_provisioning_begins_a_new_chain(place: Place) -> None:
    from bitaqa.station.desk import identity
    from bitaqa.station.desk.errors import GenesisNotOursError, GenesisOlderError

    place.seal(place.ready())
    request = identity.station_request(code="test-1")
    first, centre_keys = place.centre.genesis, (place.centre.signer.public,)
    again = place.centre.provision(request, epoch=2)
    install = {"centre_keys": centre_keys, "by": "head", "at": place.now}
    stranger = Centre()
    with pytest.raises(GenesisSignatureError):
        identity.install_genesis(genesis=stranger.provision(request), **install)
    assert identity.install_genesis(genesis=again, **install).epoch == 2
    assert identity.install_genesis(genesis=again, **install).epoch == 2
    with pytest.raises(GenesisOlderError):
        identity.install_genesis(genesis=place.centre.provision(request, epoch=1), **install)
    said = json.loads(request) | {"verify_key": stranger.signer.public.hex()}
    with pytest.raises(GenesisNotOursError):
        identity.install_genesis(genesis=place.centre.provision(json.dumps(said), epoch=3), **install)
    place.centre.provision(request, epoch=2)
    place.install(2)
    sealed = place.seal(place.ready())
    assert first is not None and (sealed.epoch, sealed.sequence) == (2, 1)


def test_a_database_of_another_station_does_not_open(committed_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    connection.close()
    with monkeypatch.context() as patch:
        patch.setenv("BITAQA_STATION_DATABASE_KEY", "0" * 64)
        with pytest.raises(keys.DatabaseKeyRefusedError):
            connection.ensure_connection()
    connection.ensure_connection()


def test_the_database_file_is_encrypted(committed_db: Path) -> None:
    assert not committed_db.read_bytes().startswith(b"SQLite format 3")


def test_commands_from_keys_to_genesis(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bitaqa.station.desk.clock import now

    monkeypatch.setattr(keys, "MEMORY_KIB", LIGHT)
    monkeypatch.setenv("BITAQA_STATION_UNLOCK", f"head.salma:{SECRET}")
    call_command("init_station", "test-9", "--head", "head.salma", "--host", "station.local")
    request = (home / "request.json").read_text()
    with pytest.raises(CommandError, match="already has keys"):
        call_command("init_station", "test-9")
    centre = Centre()
    answer = home / "provision.json"
    answer.write_text(
        json.dumps({"genesis": centre.provision(request).hex(), "centre_keys": [centre.signer.public.hex()]})
    )
    call_command("install_genesis", str(answer))
    answer.write_text("not json")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("install_genesis", str(answer))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("install_genesis", str(home / "nothing.json"))
    pack = home / "pack.btf"
    centre.now = now()
    pack.write_bytes(centre.field_pack(1))
    call_command("sync", "--field-pack", str(pack), "--export", str(home))
    with pytest.raises(CommandError):
        call_command("sync", "--import", str(home / "no-disk"))


def test_a_station_starts_serves_and_stops_on_sigterm(committed_place: Place, committed_db: Path, home: Path) -> None:
    from django.db import connections

    connections.close_all()
    (home / "station.db").symlink_to(committed_db)
    port = free_port()
    environment = {
        **os.environ,
        "BITAQA_STATION_HOME": str(home),
        "BITAQA_STATION_UNLOCK": f"head.salma:{SECRET}",
        "BITAQA_CENTRE_URL": "http://127.0.0.1:9",
        "BITAQA_SYNC_SECONDS": "0.2",
        "BITAQA_CLOCK": "scenario",
    }
    command = [sys.executable, "-m", "bitaqa.cli", "station", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as program:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as desk:
                _wait_for(lambda: desk.get("/sign-in/").status_code == 200)
                signed = desk.post("/api/v1/sign-in", json={"operator": "op.amina", "pin": PINS["op.amina"]})
                assert signed.json()["operator"] == "op.amina"
                _wait_for(lambda: desk.get("/api/v1/sync").json()["trouble"] == "outbox.centre_unreachable")
        finally:
            program.send_signal(signal.SIGTERM)
            _out, said = program.communicate(timeout=120)
    assert program.returncode == 0, said.decode()


def _wait_for(answer: Any, seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    pause = 0.02
    while True:
        try:
            if answer():
                return
        except (httpx.HTTPError, KeyError, BitaqaError):
            pass
        assert time.monotonic() < until, "the station did not answer in time"
        pause = min(pause * 1.5, 0.5)
        time.sleep(pause)  # a program is starting
