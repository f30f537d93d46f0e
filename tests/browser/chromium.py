"""Finds the Chromium of the browser tests; as root on a Debian system, installs it when missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = (
    "The browser tests need Chromium and a Chinese font. On Debian or Ubuntu: "
    "apt-get install chromium fonts-noto-cjk; elsewhere name a Chromium with CASEAPP_CHROMIUM."
)


def chromium() -> str | None:
    """The path of a Chromium, or None."""
    named = os.environ.get("CASEAPP_CHROMIUM")
    return named or next((path for path in map(shutil.which, NAMES) if path), None)


def has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk", "fontconfig"],
    ):
        subprocess.run(["apt-get", *words], check=True, env=environment, stdout=subprocess.DEVNULL)


def main() -> None:
    if chromium() and has_chinese_font():
        return
    if os.geteuid() == 0 and Path("/usr/bin/apt-get").exists():
        print("Installing Chromium and a Chinese font for the browser tests …")
        install()
    if not (chromium() and has_chinese_font()):
        sys.exit(HOW)


if __name__ == "__main__":
    main()
