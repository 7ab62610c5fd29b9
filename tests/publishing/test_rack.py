"""Public pages lie on disk for a web server: exactly these, and never one from before a change."""

import asyncio
import gzip
import shutil
import socket
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from deploy.local.house import Server
from services.publishing.views import portal
from shared.web.front import HEADERS, STRICT
from shared.web.rack import LINK, Rack
from tests.conftest import missing
from tests.publishing.house import House

CONF = Path(__file__).parents[2] / "deploy" / "nginx" / "nginx.conf"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
DAY = 20_719
TODAY = "2026-09-23"


def lying(place):
    """Return what a web server would find, by address."""
    current = place / LINK
    return {
        f"/{each.parent.relative_to(current)}": each.read_bytes()
        for each in sorted(current.rglob("index.html"))
    }


# ── the rack by itself ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def rack(tmp_path):
    return Rack(tmp_path / "pages")


def put(rack, path="/", page=b"page", turn=None):
    rack.put(rack.turn if turn is None else turn, DAY, path, page, gzip.compress(page))


def test_pages_lie_below_their_day_as_they_are_and_packed(rack, tmp_path):
    put(rack, "/")
    put(rack, "/items/0a-b", b"item")
    place = tmp_path / "pages"
    assert lying(place) == {f"/{TODAY}": b"page", f"/{TODAY}/items/0a-b": b"item"}
    for name in ("2026-09-22-late", "2026-09-23-early"):  # a day of Beijing, counted in UTC
        assert (place / LINK / name / "index.html").read_bytes() == b"page"
    packed = place / LINK / TODAY / "items/0a-b/index.html.gz"
    assert gzip.decompress(packed.read_bytes()) == b"item"


def test_all_is_taken_away_before_a_change_and_what_was_made_before_it_stays_away(rack, tmp_path):
    put(rack)
    turn = rack.turn
    with rack.changing():
        assert lying(tmp_path / "pages") == {}
        assert rack.turn is None
        put(rack, page=b"old", turn=turn)
        with rack.changing():  # two that change at once: the rack opens after both
            pass
        put(rack, page=b"old", turn=turn + 2)
    put(rack, page=b"old", turn=turn)
    assert lying(tmp_path / "pages") == {}
    put(rack, page=b"new")
    assert lying(tmp_path / "pages") == {f"/{TODAY}": b"new"}
    assert len([*(tmp_path / "pages").glob("pages-*")]) == 1  # nothing heaps up


def test_what_an_earlier_process_left_is_not_given_out(rack, tmp_path):
    put(rack)
    after = Rack(tmp_path / "pages")
    after.clear()
    assert [*(tmp_path / "pages").iterdir()] == []


def test_where_pages_cannot_be_taken_away_nothing_is_changed(rack, tmp_path):
    put(rack)
    link = tmp_path / "pages" / LINK
    link.unlink()
    link.mkdir()  # what is not a link cannot be unlinked
    with pytest.raises(OSError, match=LINK), rack.changing():
        pytest.fail("changed all the same")
    link.rmdir()
    with rack.changing():
        pass
    put(rack, page=b"new")
    assert lying(tmp_path / "pages") == {f"/{TODAY}": b"new"}


@pytest.mark.parametrize("path", ["/../x", "/a/./b", "/a//b", "/A", "/党", "/a.html", "/.x", "x"])
def test_an_address_that_might_be_read_otherwise_lies_nowhere(rack, tmp_path, path):
    put(rack, path)
    assert not (tmp_path / "pages").exists()


def test_a_disk_that_takes_nothing_harms_nobody(rack, tmp_path):
    (tmp_path / "pages").write_text("in the way")
    put(rack)
    with rack.changing():
        pass


def test_the_time_of_a_file_tells_what_it_says(rack, tmp_path):
    times = set()
    for page in (b"12", b"13", b"12"):
        put(rack, page=page)
        stat = (tmp_path / "pages" / LINK / TODAY / "index.html.gz").stat()
        times.add((int(stat.st_mtime), stat.st_size))
    assert len(times) == 2


# ── the house and its rack ───────────────────────────────────────────────────────────────────


@pytest.fixture
async def house(settings, tmp_path):
    with_pages = replace(settings, pages=tmp_path / "pages")
    async with House(with_pages).open() as house:
        house.at = datetime.now(UTC)  # nginx has no other clock
        house.pages = tmp_path / "pages" / "publishing"
        yield house


async def read(house, path, **headers):
    return (await house.client.get(path, headers={"accept": "text/html", **headers})).text


async def test_strangers_pages_lie_on_disk_and_nothing_else(house):
    disclosure = await house.open_to("public", title="给大家看的")
    inner = await house.open_to("inner", title="只在党内的事")
    here = f"/items/{disclosure}"
    shown = {path: await read(house, path) for path in ("/", "/units", here)}
    await read(house, "/?page=2")
    await read(house, "/", cookie="gk_size=large")
    await read(house, f"/items/{inner}")
    await read(house, "/sitemap.xml")
    await house.page("/", "member")
    await house.page(f"/items/{inner}", "member")

    found = lying(house.pages / "lists") | lying(house.pages / "items")
    day = next(iter(found)).split("/")[1]
    expected = {f"/{day}{path}".rstrip("/"): page.encode() for path, page in shown.items()}
    assert found == expected
    assert not any("只在党内的事".encode() in page for page in found.values())


async def test_a_page_is_gone_before_its_change_can_be_read(house):
    disclosure = await house.open_to("public", content="应缴党员12名")
    await read(house, f"/items/{disclosure}")
    assert len(lying(house.pages / "items")) == 1
    views, seen = house.service.views, []

    @contextmanager
    def looking():
        seen.append((views.get(portal, disclosure).withdrawn, lying(house.pages / "items")))
        yield
        seen.append((views.get(portal, disclosure).withdrawn, lying(house.pages / "items")))

    views.editions.beside({"portal"}, looking)
    await house.change("withdraw", disclosure, "重复公开。")
    async with asyncio.timeout(10):  # who waits for the change may be told before who looks on
        while {gone for gone, _ in seen} != {False, True}:
            await asyncio.sleep(0.01)
    assert all(pages == {} for _, pages in seen)
    assert "应缴党员12名" not in await read(house, f"/items/{disclosure}")
    [page] = lying(house.pages / "items").values()
    assert "应缴党员12名".encode() not in page


async def test_a_closed_house_leaves_no_page_behind(settings, tmp_path):
    pages = tmp_path / "pages"
    async with House(replace(settings, pages=pages)).open() as house:
        await read(house, "/")
        assert lying(pages / "publishing" / "lists")
    assert [each for each in pages.rglob("*") if not each.is_dir()] == []


# ── nginx ────────────────────────────────────────────────────────────────────────────────────


def written(folder, pages, port, behind):
    """Write the configuration as an operator would, for a folder and ports of this test."""
    conf = CONF.read_text(encoding="utf-8")
    told = {
        "worker_processes auto;": f"worker_processes 1; user {getuser()}; daemon off;",
        "/run/nginx.pid": str(folder / "nginx.pid"),
        "/var/log/nginx/error.log": str(folder / "error.log"),
        "access_log off;": "".join(
            ["access_log off;", *(f"{kind}_temp_path {folder / kind};" for kind in TEMPORARY)]
        ),
        "listen 80;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8800;": f"server 127.0.0.1:{behind};",
        "/var/lib/gongkai/pages": str(pages),
    }
    for old, new in told.items():
        assert old in conf
        conf = conf.replace(old, new)
    (folder / "nginx.conf").write_text(conf, encoding="utf-8")
    return folder / "nginx.conf"


def test_nginx_says_with_a_page_what_the_house_says():
    conf = CONF.read_text(encoding="utf-8")
    for name, text in (HEADERS | STRICT).items():
        assert f'add_header {name} "{text}";' in conf


@asynccontextmanager
async def nginx(folder, house, zone):
    """Run nginx before a house; hand out a client and the list of what reached the house."""
    if not (program := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        missing("nginx")
    door, free, inside = socket.socket(), socket.socket(), []
    door.bind(("127.0.0.1", 0))
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()

    async def hall(scope, receive, send):
        inside.append(f"{scope['method']} {scope['path']}")
        await house.app(scope, receive, send)

    server = Server(hall)
    serving = asyncio.create_task(server.serve([door]))
    conf = written(folder, house.pages.parent, port, door.getsockname()[1])
    running = await asyncio.create_subprocess_exec(
        program, "-p", str(folder), "-c", str(conf), env={"TZ": zone}
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await answering(client, running)
            inside.clear()
            yield client, inside
    finally:
        running.terminate()
        await running.wait()
        server.close()
        await serving


async def answering(client, running):
    while running.returncode is None:
        with suppress(httpx.TransportError):
            return await client.get("/health/live")
        await asyncio.sleep(0.02)  # a port tells nobody that it opens
    raise AssertionError(running.returncode)


async def test_nginx_gives_out_what_lies_ready_and_asks_for_all_else(house, tmp_path):
    disclosure = await house.open_to("public", content="应缴党员12名")
    here = f"/items/{disclosure}"
    for zone, found in (("UTC", True), ("EST5", False)):
        async with nginx(tmp_path, house, zone) as (client, inside):
            for _ in range(2):
                assert (await client.get("/")).status_code == 200
            assert (len(inside) < 2) == found
    async with nginx(tmp_path, house, "CST-8") as (client, inside):
        made = [await client.get(path) for path in ("/units", here)]
        assert inside == ["GET /units", f"GET {here}"]
        given = [await client.get(path) for path in ("/units", here)]
        assert len(inside) == 2
        for one, other in zip(made, given, strict=True):
            assert one.content == other.content
            assert other.headers["content-encoding"] == "gzip"
            for name in (*HEADERS, "content-type", "cache-control"):
                assert other.headers[name] == one.headers[name]
            assert "last-modified" not in other.headers
            assert "Cookie" in other.headers["vary"]
        etag = given[1].headers["etag"]
        assert (await client.get(here, headers={"if-none-match": etag})).status_code == 304
        assert (await client.get(here, headers={"accept-encoding": ""})).content == made[1].content
        assert (await client.head(here)).status_code == 200
        assert len(inside) == 2

        cookie = {"cookie": f"gk_session={house.sessions.issue('p', '李明')}"}
        assert "李明" in (await client.get(here, headers=cookie)).text
        assert (await client.get("/?page=2")).status_code == 200
        assert (await client.get("/items/../units/x/%2e%2e")).content == made[0].content
        assert (await client.get("/lists/current/")).status_code == 404
        assert (await client.post(f"{here}/open-public")).status_code == 401
        assert len(inside) == 6
        assert (await client.get("/metrics")).status_code == 200  # asked from this machine
        inside.pop()

        await house.change("withdraw", disclosure, "重复公开。")
        after = await client.get(here, headers={"if-none-match": etag})
        assert after.status_code == 200
        assert "应缴党员12名" not in after.text
        again = await client.get(here)
        assert again.text == after.text
        assert again.headers["etag"] != etag
