"""A kept page through the service, beside nginx and a plain Django view with the same bytes."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from time import monotonic, sleep
from urllib.request import Request, urlopen

from tests.bench.measure import Line, Rates, folder

SECTION = "A kept public page (home, 40 disclosures, gzip), one worker each, 16 connections"
ROOT = Path(__file__).parents[2]
TOOLS = ("nginx", "wrk")
CONNECTIONS = 16
NGINX = """
daemon off; user {user}; worker_processes 1; pid {home}/nginx.pid; error_log {home}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; gzip_static on; keepalive_requests 1000000; default_type text/html;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  server {{ listen 127.0.0.1:{port}; root {home}/www; index index.html; }}
}}
"""


def run(_postgres, *, rounds=3, seconds=3):
    """Return the lines: requests a second and CPU for each, beside both yardsticks."""
    absent = [each for each in TOOLS if shutil.which(each) is None]
    if absent:
        names = "、".join(absent)
        return [Line(SECTION, f"left out: {names} not installed (apt-get install {names})", "")]
    with folder() as home, _ours(home) as ours:
        page = _fetched(ours[0])
        with _nginx(home, page) as nginx, _django(home) as django:
            sides = {"ours": ours, "nginx": nginx, **({"django": django} if django else {})}
            found = {name: (Rates(), Rates()) for name in sides}
            for _ in range(rounds):
                for name, (port, pid) in sides.items():
                    rate, cost = _loaded(port, pid, seconds)
                    found[name][0].rates.append(rate)
                    found[name][1].rates.append(cost)
    return _lines(found, len(page))


def _lines(found, size):
    ours, cost = found["ours"]
    lines = [Line(SECTION, "bytes of the page as sent", f"{size:,} bytes")]
    for name, least in (("nginx", 0.35), ("django", 3)):
        if name not in found:
            lines.append(Line(SECTION, f"beside {name}: not installed, left out", ""))
            continue
        rates, costs = found[name]
        ratio, dear = ours.median / rates.median, costs.median / cost.median
        shown = f"{ours.median:,.0f}/s", f"{rates.median:,.0f}/s", f"{ratio:.2f}×"
        what = f"requests, beside {name}"
        lines.append(Line(SECTION, what, *shown, f"≥ {least}×", ratio >= least))
        spent = f"{cost.median:.0f} µs", f"{costs.median:.0f} µs", f"{dear:.2f}×"
        lines.append(Line(SECTION, f"CPU of a request, beside {name}", *spent))
    return lines


def _loaded(port, pid, seconds):
    """Return requests a second, and CPU of the server for each in microseconds."""
    asked = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    before = _cpu(pid)
    said = subprocess.run(
        [*asked, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True
    ).stdout
    spent = _cpu(pid) - before
    if "Non-2xx" in said:
        raise AssertionError(said)
    requests = int(re.search(r"(\d+) requests in", said)[1])
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), spent / requests * 1e6


def _cpu(pid):
    """Return the seconds of CPU that a process and its children have spent."""
    total = 0
    for each in (pid, *_children(pid)):
        spent = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += int(spent[11]) + int(spent[12])
    return total / os.sysconf("SC_CLK_TCK")


def _children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _fetched(port):
    """Return the page as it is sent, packed; ask twice, so that it is kept."""
    for _ in range(2):
        asked = Request(f"http://127.0.0.1:{port}/", headers={"Accept-Encoding": "gzip"})
        with urlopen(asked) as answer:
            page = answer.read()
            packed = answer.headers["Content-Encoding"] == "gzip"
    assert packed, "the page is not kept"
    return page


@contextmanager
def _nginx(home, page):
    www = home / "www"
    www.mkdir()
    (www / "index.html").write_bytes(b"")
    (www / "index.html.gz").write_bytes(page)
    port = _free_port()
    (home / "nginx.conf").write_text(NGINX.format(home=home, port=port, user=getuser()))
    with _running(["nginx", "-p", str(home), "-c", str(home / "nginx.conf")], port) as pid:
        yield port, pid


@contextmanager
def _django(home):
    try:
        import django  # noqa: F401 — a yardstick, not a part of the product
    except ImportError:
        yield None
        return
    port = _free_port()
    command = [sys.executable, "-m", "tests.bench.plain_django", str(home), str(port)]
    with _running(command, port) as pid:
        yield port, pid


@contextmanager
def _ours(home):
    port = _free_port()
    command = [sys.executable, "-m", "tests.bench.pages", str(home), str(port)]
    with _running(command, port) as pid:
        yield port, pid


@contextmanager
def _running(command, port):
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _answers(program, port)
        yield program.pid
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(30)


def _answers(program, port):
    limit = monotonic() + 90
    while monotonic() < limit:
        assert program.poll() is None, program.args
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise TimeoutError(program.args)


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def serve(home, port):
    """Serve publishing with forty disclosures, as a house by itself does."""
    import uvicorn
    import uvloop

    from shared.settings import Settings
    from shared.web.porter import Porter
    from tests.publishing.house import House

    async def live():
        async with House(Settings(home=home, secret=b"s" * 32)).open() as house:
            for n in range(40):
                await house.open_to("public", title=f"第{n + 1}次主题党日活动情况")
            config = uvicorn.Config(
                house.app,
                http=Porter,
                port=port,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
            )
            await uvicorn.Server(config).serve()

    uvloop.run(live())


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
