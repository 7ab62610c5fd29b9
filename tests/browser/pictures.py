"""Pictures of docs/walkthrough.md: the story is carried once more, and some pages are kept.

python -m tests.browser.pictures            all of them
python -m tests.browser.pictures portal     those of the portal, the screens and the poster alone
"""

import base64
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from playwright.sync_api import expect, sync_playwright

from tests.browser.house import open_house
from tests.browser.people import Person
from tests.browser.story import Story
from tests.conftest import CHROMIUM, FLAGS

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
DESK, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}
TALLEST = 1300  # pixels of one picture; what is below is more of the same
QUALITY = 82  # of WebP: letters stay sharp
WAIT = 30_000  # milliseconds
KEPT = {  # pages of the story, and how their pictures are called
    "workbench": "workbench",
    "propose": "propose",
    "review": "review",
    "returned": "returned",
    "approval": "proposal",
    "desk": "desk",
    "inner": "inner",
    "home": "home",
    "item": "opened",
    "verified": "verified",
    "opinion": "opinion",
    "reply": "reply",
    "corrected": "item",
    "withdrawn": "withdrawn",
    "timeline": "timeline",
}
LAST = "phone"
PORTAL = ("portal", "unit", "tree", "elder")  # the ways into what is disclosed
PLACES = ("led", "kiosk", "poster")  # where it is shown away from a desk
WALL, TOUCH = {"width": 1920, "height": 1080}, {"width": 1080, "height": 1920}
SCREENS = {"显示屏": ("led", WALL), "触摸屏": ("kiosk", TOUCH)}  # of the demo county
SETTLED = 3_000  # milliseconds until a screen has drawn what it plays
POINTS = 1.4  # pixels of a poster for each of its points


class Photographer:
    """摄影 — keeps the first sight of each page that the walk-through shows."""

    def __init__(self, folder):
        self._folder, self._kept = folder, set()

    def __call__(self, page, name):
        if name in KEPT and name not in self._kept:
            self._kept.add(name)
            self.keep(page, KEPT[name])

    def keep(self, page, name, tallest=TALLEST):
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        size = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], tallest), "scale": 1}
        asked = {"format": "webp", "quality": QUALITY, "clip": clip, "captureBeyondViewport": True}
        taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
        self.written(name, lambda file: file.write_bytes(base64.b64decode(taken["data"])))

    def written(self, name, write):
        file = self._folder / f"{name}.webp"
        write(file)
        print(f"  {file.name}  {file.stat().st_size // 1024} kB")


@contextmanager
def opened(folder):
    """Start a house of its own and a browser; yield address, photographer, how to open a window."""
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=WAIT)
    with (
        tempfile.TemporaryDirectory() as home,
        open_house(home) as address,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, CHROMIUM))),
            args=FLAGS.split(),
        )

        def open_context(**wishes):
            place = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESK}
            context = browser.new_context(**{**place, **wishes})
            context.set_default_timeout(WAIT)
            return context

        yield address, Photographer(folder), open_context


def take(folder):
    """Carry the story in a house of its own; write its pictures into a folder."""
    with opened(folder) as (address, photographer, open_context):
        Story(open_context, address, photographer).carry()
        reader = Person(open_context(viewport=PHONE, is_mobile=True), address, photographer)
        reader.link("大字版（适老化）")
        reader.main.locator("a[href^='/items/']").first.click()
        photographer.keep(reader.page, LAST)
        walk(address, photographer, open_context)
        show(address, photographer, open_context)


def take_portal(folder):
    """Write the pictures of the portal alone."""
    with opened(folder) as (address, photographer, open_context):
        walk(address, photographer, open_context)
        show(address, photographer, open_context)


def show(address, photographer, open_context):
    """Take the screens of the demo county, and the poster of what was disclosed last."""
    for line in address.said:
        name, found = next((SCREENS[each] for each in SCREENS if each in line), ("", None))
        if "/play/screen#" in line:
            page = open_context(viewport=found).new_page()
            page.goto(line.split()[-1])
            page.wait_for_timeout(SETTLED)
            photographer.keep(page, name, tallest=found["height"])
    page = open_context().new_page()
    page.goto(address)
    page.get_by_role("main").locator("a[href^='/items/']").first.click()
    poster = page.context.request.get(f"{page.url}/papers/poster.pdf")
    picture = pypdfium2.PdfDocument(poster.body())[0].render(scale=POINTS).to_pil()
    photographer.written("poster", lambda file: picture.save(file, "WEBP", quality=QUALITY))


def walk(address, photographer, open_context):
    """Walk through the portal as a citizen: first page, a unit, the tree; then as an elder."""
    page = open_context().new_page()
    page.goto(address)
    photographer.keep(page, "portal")
    page.goto(f"{address}/units")
    page.get_by_role("main").get_by_role("row").get_by_role("link").first.click()
    photographer.keep(page, "unit")
    page.goto(f"{address}/tree")
    photographer.keep(page, "tree")
    elder = Person(open_context(viewport=PHONE, is_mobile=True), address, photographer)
    elder.link("大字版（适老化）")
    photographer.keep(elder.page, "elder")


if __name__ == "__main__":
    (take_portal if "portal" in sys.argv else take)(FOLDER)
