"""How the county's people go about it in the story of a major decision, at the doors (SC-16)."""

import re
from uuid import uuid4

from deploy.seed.showing import painted
from services.catalog.domain.terms import Post
from services.publishing.views.boards import board_id_of
from tests.stories.sc_16_words import TOPICS

AT_ONCE = "与群众切身利益密切相关，经批准直接向社会公开。"


async def step(teller, name, body, post=Post.CLERK):
    await teller.done(post, f"{teller.dossier}/{name}", body)


async def step_refused(teller, name, body):
    rule, _ = await teller.refused(teller.who(Post.CLERK), f"{teller.dossier}/{name}", body)
    return rule


async def seen(teller):
    answer = await teller.folk.look(teller.who(Post.CLERK), teller.dossier)
    return answer.json()["row"]


async def advance(teller, number, result, disclosure=""):
    """Let a step of the power's run be finished; its disclosure may still be on its way."""
    told = {"step": number, "result": result, "disclosure_id": disclosure}
    await teller.done(Post.CLERK, f"{teller.run}/advance", told)


async def publish(teller, text, day, title, **more):
    """Let a text be proposed, reviewed, approved and opened to society; return its id."""
    teller.matter = uuid4()
    teller.plan = {
        "title": title,
        "content": text,
        "scope": "society",
        "disclose_on": day,
        "duration_days": None,
        "channels": ["网站", "公开栏"],
        "waiver": AT_ONCE,
    }
    body = {"unit": teller.unit, "item_id": teller.item["item_id"], "plan": teller.plan, **more}
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")
    return str(teller.matter)


async def hang(teller, number):
    """Let one of the ten boards be registered and the result hang on it, with a photo."""
    code = f"QL-{number:02}"
    board = {
        "unit": teller.unit,
        "code": code,
        "name": f"权力公开第{number}栏",
        "place": f"第{number}街道办事大厅外",
        "audience": "society",
        "fixed": "yes",
        "contact": "县委办公室 0573-84021001",
    }
    await fill(teller, "/boards/new", board)
    sheet = {
        "disclosure_id": teller.result,
        "posted_at": "2025-07-23T14:00",
        "due_on": "",
        "topics": TOPICS,
    }
    photo = ("photo", ("现场照片.jpg", painted(code), "image/jpeg"))
    await fill(teller, f"/boards/{board_id_of(teller.unit, code)}/sheets", sheet, photo)


async def fill(teller, path, fields, *files):
    publisher = teller.who(Post.PUBLISHER)
    return await teller.folk.fill(publisher, path, fields, files, name=f"{path} {fields}")


async def network(teller):
    path = f"/api/boards/network?unit={teller.unit}"
    found = (await teller.folk.look(teller.who(Post.OFFICE), path)).json()
    return found["met"], found["boards"]


async def folk_page(teller, path, post=Post.OFFICE):
    headers = await teller.folk.headers(teller.who(post)) | {"accept": "text/html"}
    return await teller.http.get(path, headers=headers)


async def html(teller, path):
    return (await teller.http.get(path, headers={"accept": "text/html"})).text


async def report_of(teller, period):
    def there(found):
        return [each for each in found["rows"] if each["period"] == period]

    found = await teller.folk.until(teller.who(Post.CLERK), "/workflow/api/reports", there)
    return there(found)[0]


async def sign(teller, here, login):
    digest = (await teller.folk.look(teller.who(Post.CLERK), here)).json()["digest"]
    await teller.done(login, f"{here}/sign", {"digest": digest})


async def send_both(teller, here, number):
    await teller.done(Post.OFFICE, f"{here}/send", {"form": "electronic"})
    scan = await uploaded(teller, b"%PDF-1.7\n" + number.encode() * 40)
    formal = {"form": "formal", "number": number, "scan": scan}
    await teller.done(Post.OFFICE, f"{here}/send", formal)


async def uploaded(teller, content):
    upload = uuid4()
    here = f"/workflow/api/uploads/{upload}"
    begun = {"name": "正式文件.pdf", "length": len(content)}
    await teller.done(Post.OFFICE, here, begun)
    headers = await teller.folk.headers(teller.who(Post.OFFICE))
    headers |= {"upload-offset": "0", "content-type": "application/octet-stream"}
    sent = await teller.http.patch(here, content=content, headers=headers)
    assert sent.is_success, sent.text
    await teller.done(Post.OFFICE, f"{here}/finish", {})
    return str(upload)


async def recount(teller):
    """Return the figures of September as an auditor reckons them from the facts."""
    page = await teller.folk.look("auditor", "/archive/years/2025/months/9?cutoff=2025-09-30")
    assert page.status_code == 200, page.text
    return re.findall(r'<div class="num">(\d+)', page.text)
