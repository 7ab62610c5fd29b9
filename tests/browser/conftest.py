"""One house for every visitor of this session, and browsers to visit it with."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.house import open_house

WAIT = 15_000  # milliseconds a page may take on a busy machine


@pytest.fixture(scope="session", autouse=True)
def _hands():
    """Let a click and a key return when the page they lead to is there, not when it has begun."""
    with pytest.MonkeyPatch.context() as patch:
        for hand in ("click", "press"):
            patch.setattr(Locator, hand, _patient(getattr(Locator, hand)))
        yield


def _patient(act):
    def act_and_wait(locator, *args, **wishes):
        act(locator, *args, **wishes)
        locator.page.wait_for_load_state()

    return act_and_wait


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """Return the address of a house with the demo county in it."""
    with open_house(tmp_path_factory.mktemp("house")) as address:
        yield address


@pytest.fixture
def open_context(browser, browser_context_args):
    """Return how somebody opens a browser of their own; all are closed at the end."""
    opened = []
    expect.set_options(timeout=WAIT)

    def open_(**wishes):
        context = browser.new_context(**{**browser_context_args, **wishes})
        context.set_default_timeout(WAIT)
        opened.append(context)
        return context

    yield open_
    expect.set_options(timeout=None)
    for context in opened:
        context.close()
