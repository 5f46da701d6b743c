"""
Make the pictures of the documentation again, from a running demo city.

    ./deploy/demo --detach
    .venv/bin/python docs/make_screenshots.py [http://127.0.0.1:8000]

Each picture is taken at laptop or phone size, in Chinese unless its name ends in `-en`, and written to docs/images/.
Fails where a page reports an error in its console.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
LAPTOP = {"width": 1366, "height": 850}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Picture:
    """One picture: who looks at which page, how large, and what must be there before it is taken."""

    name: str
    path: str
    user: str = "planner"
    viewport: tuple[tuple[str, int], ...] = tuple(LAPTOP.items())
    wait_for: str = "main"
    full_page: bool = False


PHONE_SIZE = tuple(PHONE.items())
PICTURES = [
    Picture("map", "/", wait_for="canvas.maplibregl-canvas"),
    Picture("map-street", "/#16/23.3650/116.7050", wait_for="canvas.maplibregl-canvas"),
    Picture("map-phone", "/", viewport=PHONE_SIZE, wait_for="canvas.maplibregl-canvas"),
    Picture("districts", "/districts/?measure=cost&basis=km2", wait_for="[data-drawn=true]"),
    Picture("district", "/districts/440507/", wait_for="[data-drawn=true]"),
    Picture("district-history", "/districts/440507/#history", wait_for="#history-map[data-ready]"),
    Picture("district-en", "/districts/440507/", wait_for="[data-drawn=true]"),
    Picture("district-phone", "/districts/440507/", viewport=PHONE_SIZE),
    Picture("assets", "/assets/"),
    Picture("work", "/work/", user="manager"),
    Picture("field-phone", "/field/", user="crew", viewport=PHONE_SIZE),
    Picture("imports", "/imports/", user="gis"),
    Picture("renewal", "/renewal/?asset_class=pipe&budget=9000"),
    Picture("map-en", "/", wait_for="canvas.maplibregl-canvas"),
]


def log_in(page: Page, site: str, user: str) -> None:
    """Log a demo account in through the login page."""
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", "demo")
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def take(browser: Browser, site: str, picture: Picture) -> list[str]:
    """Take one picture; returns the errors the page reported."""
    errors: list[str] = []
    context = browser.new_context(
        viewport=dict(picture.viewport),
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        permissions=["geolocation"],
        geolocation={"longitude": 116.7050, "latitude": 23.3650},
    )
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    log_in(page, site, picture.user)
    if picture.name.endswith("-en"):
        context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(site + picture.path)
    page.wait_for_selector(picture.wait_for)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # tiles fade in
    page.screenshot(path=IMAGES / f"{picture.name}.png", full_page=picture.full_page)
    context.close()
    return errors


def main(site: str) -> int:
    """Take every picture; 1 where any page reported an error."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("Chromium is missing: apt-get install chromium")
        return 1
    IMAGES.mkdir(exist_ok=True)
    failed = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-quic"]
        )
        for picture in PICTURES:
            errors = take(browser, site, picture)
            print(picture.name, *errors, sep="\n  ")
            failed |= bool(errors)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"))
