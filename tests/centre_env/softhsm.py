"""A SoftHSM2 token of the tests' own: the real component, on a disk of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN = "271828"


@dataclass(frozen=True)
class SoftHsm:
    module: str
    label: str
    pin: str


def make_token(folder: Path, label: str = "bitaqa") -> SoftHsm:
    """A fresh token. Set-up installs SoftHSM2 for root; elsewhere its absence is said, and only there skipped."""
    module = next((each for each in LIBRARIES if Path(each).exists()), None)
    if module is None or not shutil.which("softhsm2-util"):
        if os.geteuid() == 0:
            pytest.fail("SoftHSM2 is missing: run set-up")
        pytest.skip("SoftHSM2 is not installed (apt-get install softhsm2), and only root may install it")
    tokens, config = folder / "tokens", folder / "softhsm2.conf"
    tokens.mkdir()
    config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "3141592653"]
    subprocess.run(command, check=True, capture_output=True)
    from bitaqa.backbone.vault.tokens import look_again

    look_again(module)  # an earlier test of this process may have loaded the library with a token of its own
    return SoftHsm(module, label, PIN)
