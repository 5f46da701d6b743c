"""
Make the pictures of the documentation again, from a running demo city.

    ./deploy/demo --detach
    .venv/bin/python docs/make_screenshots.py [http://127.0.0.1:8000 [name ...]]

Each picture is taken at laptop or phone size, in Chinese unless its name ends in `-en`, and written to docs/images/.
Fails where a page reports an error in its console.
"""

import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import geopandas
from playwright.sync_api import Browser, Page, sync_playwright
from shapely.geometry import Point

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
    show: str = ""  # scrolled to the top of the picture


PHONE_SIZE = tuple(PHONE.items())
PICTURES = [
    Picture("map", "/", wait_for="canvas.maplibregl-canvas"),
    Picture("map-street", "/#16/23.3650/116.7050", wait_for="canvas.maplibregl-canvas"),
    Picture("map-phone", "/", viewport=PHONE_SIZE, wait_for="canvas.maplibregl-canvas"),
    Picture("map-age", "/?measure=age#14.5/23.3650/116.7000", wait_for="canvas.maplibregl-canvas"),
    Picture(
        "map-selection",
        "/?shape=116.697_23.372,116.712_23.372,116.712_23.360,116.697_23.360#14.6/23.3650/116.7050",
        wait_for="#results-body table",
    ),
    Picture(
        "map-compare",
        "/?compare=2024-12-31,2025-12-31#14.6/23.3650/116.7050",
        wait_for="#map-right canvas.maplibregl-canvas",
    ),
    Picture(
        "map-selection-phone",
        "/?shape=116.697_23.372,116.712_23.372,116.712_23.360,116.697_23.360#14/23.3650/116.7050",
        viewport=PHONE_SIZE,
        wait_for="#results-body table",
    ),
    Picture("views", "/views/"),
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
    Picture(
        "import-review", "{import}", user="gis", wait_for="html[data-review-arrows]", show="#difference-title"
    ),
    Picture(
        "import-understood", "{import}", user="gis", wait_for="html[data-crs-map]", show="#understood-title"
    ),
    Picture(
        "import-phone",
        "{import}",
        user="gis",
        viewport=PHONE_SIZE,
        wait_for="html[data-review-arrows]",
        show="#difference-title",
    ),
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
    if picture.show:
        page.locator(picture.show).evaluate("element => element.scrollIntoView()")
    page.wait_for_timeout(1500)  # tiles fade in
    page.screenshot(path=IMAGES / f"{picture.name}.png", full_page=picture.full_page)
    context.close()
    return errors


def survey(folder: Path, name: str, moved_m: float, depth_m: float) -> Path:
    """A zipped survey of manholes as firms send them: GBK, no .prj, no .cpg, a column that is named nothing."""
    numbers = range(120)
    frame = geopandas.GeoDataFrame(
        {
            "点号": [f"CP{number:04d}" for number in numbers],
            "附属物": ["沉泥井" if number % 9 == 0 else "检查井" for number in numbers],
            "井深": [depth_m + number % 7 / 10 for number in numbers],
            "备注1": [("砼", "HNT", "铸铁", "复合材料", "树脂A")[number % 5] for number in numbers],
            "建设年代": [1995 + number % 25 for number in numbers],
            "权属单位": ["市排水公司"] * len(numbers),
        },
        geometry=[
            Point(
                467_000 + number % 12 * 35 + (moved_m if number % 7 == 0 else 0),
                2_583_000 + number // 12 * 30,
            )
            for number in numbers
        ],
        crs="EPSG:4548",
    )
    frame.to_file(folder / f"{name}.shp", encoding="GBK")
    archive = folder / f"{name}.zip"
    with ZipFile(archive, "w") as packed:
        for end in (".shp", ".shx", ".dbf"):
            packed.write(folder / f"{name}{end}", f"{name}{end}")
    return archive


def deliver(browser: Browser, site: str) -> str:
    """Send a survey and apply it, and send its next delivery: the path of that one's page, in review."""
    page = browser.new_context(viewport=LAPTOP, locale="zh-CN").new_page()
    log_in(page, site, "gis")
    with TemporaryDirectory() as folder:
        for name, moved_m, depth_m in (("普查2026", 0.0, 2.5), ("复测2027", 24.0, 2.6)):
            page.goto(f"{site}/imports/")
            page.set_input_files("input[type=file]", survey(Path(folder), name, moved_m, depth_m))
            page.select_option("select[name=asset_class]", "manhole")
            page.fill("input[name=source]", "普查示例")
            page.click("#upload button[type=submit]")
            page.wait_for_selector("#crs-form", timeout=120_000)
            if not moved_m:
                page.click("#apply")
                page.wait_for_selector("#revert", timeout=120_000)
    path = page.url.removeprefix(site)
    page.context.close()
    return path


def main(site: str, only: tuple[str, ...] = ()) -> int:
    """Take every picture, or those named; 1 where any page reported an error."""
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
        delivery = deliver(browser, site)
        for picture in PICTURES:
            if only and picture.name not in only:
                continue
            picture = replace(picture, path=picture.path.replace("{import}", delivery))
            errors = take(browser, site, picture)
            print(picture.name, *errors, sep="\n  ")
            failed |= bool(errors)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000", tuple(sys.argv[2:])))
