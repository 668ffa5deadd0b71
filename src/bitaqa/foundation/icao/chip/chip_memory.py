"""What a simulated chip holds, and the statuses it answers with."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from .access import AccessSecret
from .profile import PIN_TRIES
from .scp03 import StaticKeys


class StatusError(Exception):
    """A command ends with a status other than 9000 (inside the chip only; a reader sees two bytes)."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


class ChipMemory:
    """Survives power off. Secrets have no way out but their use."""

    def __init__(self, serial: bytes, transport: StaticKeys) -> None:
        self.serial = serial
        self.issuer_keys = transport
        self.locked = False
        self.master_files: dict[int, bytes] = {}
        self.files: dict[int, bytes] = {}
        self.chip_key: ec.EllipticCurvePrivateKey | None = None
        self.active_key: ec.EllipticCurvePrivateKey | None = None
        self.holder_key: ec.EllipticCurvePrivateKey | None = None
        self.secrets: dict[int, AccessSecret] = {}
        """By number of the password: 1 the zone, 2 the CAN."""
        self.basic_access = False
        self.pin: bytes | None = None
        self.pin_tries = PIN_TRIES

    def __repr__(self) -> str:
        return f"ChipMemory({self.serial.hex()}, {'locked' if self.locked else 'open'})"
