"""What is looked for on every page: readable by everybody, in Chinese, never sideways."""

import re

from axe_playwright_python.base import AXE_SCRIPT

# Only what is grave leaves the page: all that axe-core has to say of it is half of its time.
GRAVE = """() => axe.run({resultTypes: ["violations"]}).then(({violations}) =>
  violations.filter(({impact}) => ["serious", "critical"].includes(impact)).map(
    ({id, impact, nodes}) => [id, impact, nodes.slice(0, 3).map(({target}) => target.join(" "))]
  )
)"""
# What a page says to people; codes, hashes and what somebody typed are not its words.
PLAIN = """() => {
  const copy = document.body.cloneNode(true);
  for (const each of copy.querySelectorAll("code, pre, script, noscript, svg, input, textarea")) {
    each.remove();
  }
  return copy.textContent;
}"""
CODE = re.compile(r"[!-~]*[0-9/+.=_-][!-~]*")  # hashes, numbers, addresses, keys
WORD = re.compile(r"\b[A-Za-z]{4,}\b")
PROPER = {"XLSX", "DOCX", "JPEG", "JSON", "Python"}


class Examiner:
    """验页人 — examines every page it is shown once, and keeps what is amiss."""

    def __init__(self):
        self.seen = set()
        self.amiss = []

    def __call__(self, page, name):
        if name not in self.seen:
            self.seen.add(name)
            self.amiss += [f"{name}: {fault}" for fault in faults(page)]


def faults(page):
    """Return what is amiss with a page."""
    return [*_for_those_who_cannot_see(page), *_sideways(page), *_not_chinese(page)]


def _for_those_who_cannot_see(page):
    page.evaluate(AXE_SCRIPT)
    for rule, impact, where in page.evaluate(GRAVE):
        yield f"{rule} ({impact}): {where}"


def _sideways(page):
    width = page.evaluate("document.documentElement.clientWidth")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"scrolls sideways: {wide} > {width}"


def _not_chinese(page):
    if page.evaluate("document.documentElement.lang") != "zh-CN":
        yield "does not say that it is in Chinese"
    words = set(WORD.findall(CODE.sub(" ", page.evaluate(PLAIN)))) - PROPER
    if words:
        yield f"speaks English: {sorted(words)}"
