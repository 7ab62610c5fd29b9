"""What is looked for on every page: readable by everybody, in Chinese, never sideways."""

import re

from axe_playwright_python.base import AXE_SCRIPT

# All is asked at once, only what is grave is looked for, and only that is answered: a rule's impact
# is that of all it finds, and what axe-core has to say beside is half of its time.
# What a page says to people; codes, hashes and what somebody typed are not its words.
LOOK = """async () => {
  const lesser = axe._audit.rules.filter(({impact}) => ["minor", "moderate"].includes(impact));
  const rules = Object.fromEntries(lesser.map(({id}) => [id, {enabled: false}]));
  const {violations} = await axe.run({resultTypes: ["violations"], rules});
  const copy = document.body.cloneNode(true);
  for (const each of copy.querySelectorAll("code, pre, script, noscript, svg, input, textarea")) {
    each.remove();
  }
  return {
    grave: violations.filter(({impact}) => ["serious", "critical"].includes(impact)).map(
      ({id, impact, nodes}) => [id, impact, nodes.slice(0, 3).map(({target}) => target.join(" "))]
    ),
    width: document.documentElement.clientWidth,
    wide: document.documentElement.scrollWidth,
    lang: document.documentElement.lang,
    said: copy.textContent,
  };
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
    page.evaluate(AXE_SCRIPT)
    seen = page.evaluate(LOOK)
    return [*_for_those_who_cannot_see(**seen), *_sideways(**seen), *_not_chinese(**seen)]


def _for_those_who_cannot_see(grave, **_):
    for rule, impact, where in grave:
        yield f"{rule} ({impact}): {where}"


def _sideways(width, wide, **_):
    if wide > width:
        yield f"scrolls sideways: {wide} > {width}"


def _not_chinese(lang, said, **_):
    if lang != "zh-CN":
        yield "does not say that it is in Chinese"
    words = set(WORD.findall(CODE.sub(" ", said))) - PROPER
    if words:
        yield f"speaks English: {sorted(words)}"
