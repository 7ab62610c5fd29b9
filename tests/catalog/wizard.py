"""A clerk at the import wizard, page by page, without a line of script."""

import re
from html import unescape

from lxml.html import fromstring

from tests.catalog.conftest import OFFICE

HERE = f"/units/{OFFICE}/import"


class Wizard:
    """What a browser without JavaScript does: reads hidden fields, sends forms, follows answers."""

    def __init__(self, browser, at=""):
        self.browser = browser
        self.at = at

    async def upload(self, name, data, command_id=None):
        form = {"command_id": command_id} if command_id else {}
        answer = await self.browser.post(HERE, files={"file": (name, data)}, data=form)
        if answer.status_code == 303:
            self.at = answer.headers["location"].removeprefix("/catalog").removesuffix("/table")
        return answer

    async def read(self, rest=""):
        answer = await self.browser.get(self.at + rest)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    async def send(self, rest, page="", **form):
        """Send a form of a page with the hidden fields that stand in it."""
        html = await self.read(page)
        form = {"command_id": field(html, "command_id"), "expected": field(html, "expected")} | form
        return await self.browser.post(self.at + rest, data=form)

    async def carry(self, rest, page="", **form):
        answer = await self.send(rest, page, **form)
        assert answer.status_code == 303, answer.text
        return answer

    async def line(self, row):
        """Return the form of a line as the page shows it."""
        page = fromstring(await self.read(f"/rows/{row}"))
        form = next(each for each in page.forms if each.action.endswith(f"/rows/{row}"))
        sent = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value.strip())
        kept = ("level1", "level2", "level3", "forms", "scope", "time_limit")
        return {name: values for name, values in sent.items() if name in kept}

    async def confirm(self):
        answer = await self.carry("/confirm", "/confirm")
        return int(answer.headers["location"].rpartition("/")[2])


def field(html, name):
    """Return the value of a hidden field, where the form has one."""
    found = re.findall(rf'name="{name}" value="([^"]*)"', html[html.index("<main") :])
    return found[0] if found else ""


def row_of(html, row):
    """Return the part of a page that shows one line."""
    start = html.index(f'id="row-{row}"')
    return html[start : html.index("</tr>", start)]
