"""A planner mails the HTML report: it opens from the disk with the network off, on a laptop and on a phone."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assets.exports.order import judge, machine_administrator
from assets.exports.writing import write_file
from tests.reports.conftest import HOSTILE, city  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(transactional_db, city, context: BrowserContext, page: Page, faults, tmp_path):  # noqa: F811
    """`opened("en", (390, 844))`: the report of 440507, opened from its file, offline; asks nothing of anyone."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def open_(language: str = "zh-hans", size: tuple[int, int] = (1366, 800)) -> Page:
        path = tmp_path / "report.html"
        words = {"format": "html", "district": "440507", "language": language}
        write_file(judge(words, machine_administrator()), path)
        context.set_offline(True)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_
    outside = [url for url in asked if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert [fault for fault in faults if "data:" not in fault] == []


def pixel_colours(page: Page) -> set[str]:
    """The colours of more than a few points on the map's canvases."""
    return set(
        page.evaluate(
            """() => {
                const counts = {};
                for (const canvas of document.querySelectorAll(".folium-map canvas")) {
                    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                    for (let at = 0; at < data.length; at += 4) {
                        if (data[at + 3] < 250) continue;
                        const hex = "#" + [0, 1, 2].map((one) => data[at + one].toString(16).padStart(2, "0")).join("");
                        counts[hex] = (counts[hex] || 0) + 1;
                    }
                }
                return Object.keys(counts).filter((hex) => counts[hex] > 10);
            }"""
        )
    )


@pytest.mark.parametrize("size", [(1366, 800), (390, 844)], ids=["laptop", "phone"])
def test_it_opens_and_fits_the_window(opened, size):
    page = opened(size=size)
    expect(page.get_by_role("heading", level=1)).to_contain_text("龙湖区")
    expect(page.get_by_text("内部资料")).to_be_visible()
    expect(page.get_by_text("本文件未包含的内容")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("svg.chart").count() == 5


def test_an_asset_from_the_table_tells_its_facts_and_what_was_done(opened):
    page = opened("en")
    page.get_by_role("button", name="P-1", exact=True).first.click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("800")
    expect(popup).to_contain_text("5 Very poor")
    expect(popup).to_contain_text("Cleaning")
    expect(popup).to_contain_text("1,200 yuan")
    expect(popup).to_contain_text(HOSTILE[0])
    assert page.locator(".leaflet-popup-content img, .leaflet-popup-content script").count() == 0


def test_texts_of_assets_are_only_ever_text(opened):
    page = opened("en")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for number in range(len(HOSTILE)):
        page.get_by_role("button", name=f"M-{number}", exact=True).click()
        expect(page.locator(".leaflet-popup-content h3").last).to_have_text(
            "Manhole " + " ".join(HOSTILE[number].split())
        )
    assert dialogs == []


def test_a_click_on_the_map_opens_the_asset(opened):
    page = opened("en")
    page.get_by_role("button", name="M-4", exact=True).click()
    expect(page.locator(".leaflet-popup")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    page.wait_for_timeout(600)  # it slides until the popup had room
    frame = page.locator(".folium-map").bounding_box()
    # The asset shown lies near the middle; the popup moved the map by what it needed.
    place = page.evaluate(
        """() => {
            const map = Object.values(window).find((one) => one instanceof L.Map);
            let found;
            map.eachLayer((layer) => {
                if (layer instanceof L.CircleMarker && layer.grade === 5) found = map.latLngToContainerPoint(layer.getLatLng());
            });
            return [found.x, found.y];
        }"""
    )
    page.mouse.click(frame["x"] + place[0], frame["y"] + place[1])
    expect(page.locator(".leaflet-popup-content")).to_contain_text("M-4")


def test_months_are_gone_through_and_lead_to_the_map(opened):
    page = opened("en")
    expect(page.locator("#happened li")).to_have_count(3)
    expect(page.locator("#month-name")).to_have_text("The whole period")
    last = page.locator("#month").get_attribute("max")
    for _ in range(int(last)):
        page.get_by_role("button", name="Later").click()
    listed = page.locator("#happened li").count()
    assert 0 <= listed < 3
    page.locator("#month").fill("0")
    page.locator("#happened button").first.click()
    expect(page.locator(".leaflet-popup-content")).to_contain_text("P-1")


def test_classes_and_conditions_are_switched(opened):
    page = opened("en")
    page.get_by_role("button", name="P-1", exact=True).first.click()
    page.wait_for_timeout(400)
    assert "#7a1022" in pixel_colours(page)
    # The points in very poor condition are dark red too: without them and the pipes nothing is.
    page.get_by_role("button", name="5 Very poor").click()
    page.wait_for_timeout(400)
    assert "#7a1022" not in pixel_colours(page)
    page.get_by_role("button", name="5 Very poor").click()
    page.get_by_role("button", name="Layers").press("Enter")
    boxes = page.locator(".leaflet-control-layers-overlays label")
    boxes.first.hover()
    page.wait_for_timeout(200)  # Leaflet takes no click in the moment that the list unfolds
    assert boxes.count() == 8, "six classes, the boundaries, the works of the month"
    boxes.filter(has_text="Pipes").locator("input").uncheck()
    boxes.filter(has_text="Manholes").locator("input").uncheck()
    page.wait_for_timeout(400)
    assert "#7a1022" not in pixel_colours(page)
