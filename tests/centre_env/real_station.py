"""A real station process beside the centre under test: made, provisioned, started, killed; asked over real sockets.

`RealStation(home, port, centre=…)`: `make()` answers its request file, `install(file)`; `crew(station, operator, pin)`
is an operator at its own screen. It keeps real time, as the centre's tests do.
"""

from __future__ import annotations

from dataclasses import dataclass

from station_env.machine import Machine, StationProcess, free_port

HEAD, SECRET = "head.salma", "une phrase longue"
__all__ = ["HEAD", "RealStation", "crew", "free_port"]


@dataclass
class RealStation(StationProcess):
    """One machine: its home, its port, and where it finds the centre."""

    centre: str = ""
    country_pack: str = ""

    def settings(self) -> dict[str, str]:
        return {
            "BITAQA_STATION_UNLOCK": f"{HEAD}:{SECRET}",
            "BITAQA_CENTRE_URL": self.centre,
            "BITAQA_COUNTRY_PACK": self.country_pack,
        }

    def make(self, code: str) -> str:
        """Keys in an empty home; the request for the centre."""
        self.home.mkdir(parents=True)
        self.manage("init_station", code, "--head", HEAD)
        return (self.home / "request.json").read_text()

    def install(self, provision: str) -> None:
        file = self.home / "provision.json"
        file.write_text(provision)
        self.manage("install_genesis", str(file))


def crew(station: RealStation, operator: str, pin: str) -> Machine:
    """An operator who has signed in."""
    machine = Machine(station)
    machine.sign_in(operator, pin)
    return machine
