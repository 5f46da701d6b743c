"""What the tests of the map share: waiting until the map is drawn, its middle, what it says."""

from playwright.sync_api import Page, expect

# The middle of the test district: 465 km east, 2580 km north is about 116.6578 E, 23.3199 N.
PLACE = "#17/23.31985/116.65779"
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 800}


def settled(page: Page, within_ms: int = 30_000) -> None:
    """Wait until the map has drawn all it was asked for."""
    expect(page.locator("html[data-map=ready]")).to_be_attached(timeout=within_ms)
    page.wait_for_timeout(400)
    expect(page.locator("#map-loading")).to_be_hidden(timeout=within_ms)


def middle(page: Page, container: str = "#map") -> tuple[float, float]:
    """The middle of the map in the window."""
    box = page.locator(f"{container} canvas").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def total(page: Page):
    """The count of what the filters select, as the page says it."""
    return page.locator("#legend-total")


def no_faults(faults: list[str]) -> None:
    """No console error, no failed request, no error of the map (it warns of those)."""
    assert faults == []
