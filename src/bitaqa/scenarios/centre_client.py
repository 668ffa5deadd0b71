"""The centre as its staff use it: every account signs in once, with its password and the code of its telephone.

One method per thing a person does. The rooms' own words are used for paths and bodies; nothing is decided here.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bitaqa.scenarios.errors import RefusedByProgramError
from bitaqa.scenarios.http_client import Session
from bitaqa.scenarios.sign_in_codes import code_now, seconds_to_next_code

CSRF_COOKIE = "bitaqa_centre_csrf"


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the demonstration; `totp` is the base32 key of their code program."""

    name: str
    role: str
    password: str
    totp: str


class Centre:
    """Sessions by sign-in name, opened when first used and kept: a code works once."""

    def __init__(self, base_url: str, accounts: list[Account], *, patient: bool = False) -> None:
        self.base_url, self.patient = base_url, patient
        self.accounts: Mapping[str, Account] = {account.name: account for account in accounts}
        self._sessions: dict[str, Session] = {}

    def as_(self, name: str) -> Session:
        """What `name` may ask the centre. Raises RefusedByProgramError when the sign-in is refused."""
        session = self._sessions.get(name)
        if session is None:
            session = Session(self.base_url, csrf_cookie=CSRF_COOKIE, patient=self.patient)
            try:
                self._sign_in(session, self.accounts[name])
            except RefusedByProgramError as refused:
                if refused.reason != "accounts.sign_in_refused":
                    raise
                # The run before this one may have ended within these thirty seconds: its code has been used.
                time.sleep(seconds_to_next_code())
                self._sign_in(session, self.accounts[name])
            self._sessions[name] = session
        return session

    def _sign_in(self, session: Session, account: Account) -> None:
        session.post(
            "/accounts/api/sign-in",
            {"name": account.name, "password": account.password, "code": code_now(account.totp)},
        )

    def close(self) -> None:
        for session in self._sessions.values():
            session.close()

    # --- the played date ---------------------------------------------------------------------------------------
    def play_clock(self, at: datetime, *, everywhere: bool = True) -> None:
        """`everywhere`: until the workers have read it too; the process that answers shows it at once."""
        self.as_("admin1").post("/api/clock", {"at": at.isoformat()})
        if everywhere:
            time.sleep(0.25)  # every process of the centre reads the declared instant within 0.2 s

    # --- planning ----------------------------------------------------------------------------------------------
    def provision_station(self, request: str, unit: Mapping[str, Any], owner: Mapping[str, Any]) -> str:
        """The provision file the station installs."""
        answer = self.as_("coordinator").post(
            "/planning/api/stations",
            {
                "request": request,
                "unit": unit["code"],
                "unit_name_ar": unit["name_ar"],
                "unit_name_fr": unit["name_fr"],
                "owner_ar": owner["owner_ar"],
                "owner_fr": owner["owner_fr"],
            },
        )
        return str(answer["provision"])

    def save_crew(self, station: str, crew: list[dict[str, Any]]) -> None:
        self.as_("coordinator").put(f"/planning/api/stations/{station}/crew", crew)

    def plan_campaign(self, body: Mapping[str, Any]) -> tuple[str, list[str]]:
        """(campaign id, visit ids in the order of the plan)."""
        answer = self.as_("coordinator").post("/planning/api/campaigns", body)
        return str(answer["campaign"]), [str(visit) for visit in answer["visits"]]

    def issue_field_pack(self, station: str, *, days: int) -> dict[str, Any]:
        answer: dict[str, Any] = self.as_("coordinator").ask(
            "POST", f"/planning/api/stations/{station}/field-pack", params={"days": days}, json={}
        )
        return answer

    # --- how things stand --------------------------------------------------------------------------------------
    def progress(self, campaign: str) -> dict[str, Any]:
        """Applications by state, items waiting by work table, items set aside."""
        answer: dict[str, Any] = self.as_("coordinator").get("/api/progress", campaign=campaign)
        return answer
