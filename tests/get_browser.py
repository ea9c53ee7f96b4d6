"""Makes sure that the browser tests find a Chromium, and says which command helps where it cannot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
OWN = Path(__file__).resolve().parent.parent / ".venv" / "chromium-path"


def find() -> str | None:
    """The Chromium to test with: CHROMIUM, else one on the path, else the one that Playwright fetched."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    for name in NAMES:
        path = shutil.which(name)
        # Ubuntu's package is a stub that asks for a snap: it does not run headless.
        if path and b"snap" not in Path(path).read_bytes()[:4096]:
            return path
    if MAC.exists():
        return str(MAC)
    if OWN.exists() and Path(OWN.read_text().strip()).exists():
        return OWN.read_text().strip()
    return None


def _from_system() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get") and "ubuntu" not in _release():
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
            check=False,
            **quiet,
        )


def _release() -> str:
    path = Path("/etc/os-release")
    return path.read_text().lower() if path.exists() else ""


def _from_playwright() -> None:
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if done.returncode == 0:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as play:
            OWN.write_text(play.chromium.executable_path)


def main() -> int:
    for attempt in (None, _from_system, _from_playwright):
        if attempt:
            print("Looking for a Chromium for the browser tests …", file=sys.stderr)
            attempt()
        if find():
            return 0
    print(
        "No Chromium found for the browser tests. Install one (Debian: apt install chromium; "
        "macOS: brew install --cask chromium) or set CHROMIUM to its path.",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
