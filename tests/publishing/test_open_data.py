"""All that society reads can be taken away whole, and nothing else with it."""

import csv
import io
from base64 import b64encode
from hashlib import sha256

from jsonschema import Draft202012Validator

from tests.publishing.house import person

FILES = ("disclosures.csv", "disclosures.json")


async def fetched(house, name):
    answer = await house.client.get(f"/open-data/{name}")
    assert answer.status_code == 200
    return answer


async def titles(house):
    told = (await fetched(house, "disclosures.json")).json()["disclosures"]
    text = (await fetched(house, "disclosures.csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [each["title"] for each in rows] == [each["title"] for each in told]
    return sorted(each["title"] for each in told)


async def test_it_is_all_that_society_reads_and_correct_at_once(house):
    assert await titles(house) == []
    one = await house.open_to("public", title="公开的")
    for scope in ("society", "party", "unit", "persons"):
        await house.open_to("inner", scope, title="党内的", readers=[person("named")])
    await house.open_to("registered", title="待公开的")
    assert await titles(house) == ["公开的"]
    await house.change("revise", one, "更正说明", title="更正的")
    assert await titles(house) == ["更正的"]
    await house.change("withdraw", one, "撤回说明", title="更正的")
    [row] = (await fetched(house, "disclosures.json")).json()["disclosures"]
    assert (row["state"], row["content"], row["explanation"]) == ("withdrawn", "", "撤回说明")
    for name in FILES:
        whole = (await fetched(house, name)).text
        assert "党内的" not in whole
        assert "待公开的" not in whole
        assert "应缴党员" not in whole


async def test_the_file_is_what_its_schema_and_its_digest_say(house):
    for n in range(3):
        await house.open_to("public", title=f"=SUM({n})", content='引号",\r\n换行')
    schema = (await fetched(house, "schema.json")).json()
    whole = await fetched(house, "disclosures.json")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(whole.json())
    assert not Draft202012Validator(schema).is_valid({**whole.json(), "disclosures": [{}]})
    digests = (await fetched(house, "digests.json")).json()
    for name in FILES:
        answer = await fetched(house, name)
        digest = sha256(answer.content)
        assert digests["files"][name]["sha256"] == digest.hexdigest()
        assert digests["files"][name]["bytes"] == len(answer.content)
        known = b64encode(digest.digest()).decode()
        assert answer.headers["repr-digest"] == f"sha-256=:{known}:"
        again = await house.client.get(
            f"/open-data/{name}", headers={"if-none-match": answer.headers["etag"]}
        )
        assert again.status_code == 304
        assert digest.hexdigest() in await house.page("/open-data")


async def test_no_cell_of_the_table_is_a_formula(house):
    await house.open_to("public", title="=1+1", content="-2\n+3")
    text = (await fetched(house, "disclosures.csv")).content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["title"], row["content"]) == ("'=1+1", "'-2\n+3")


async def test_old_editions_are_cleared_away(house):
    for _ in range(4):
        await house.open_to("public")
        await fetched(house, "disclosures.csv")
    kept = list((house.service.settings.home / "publishing" / "open-data").iterdir())
    assert len(kept) == 2


async def test_figures_are_those_of_what_society_reads(house):
    one = await house.open_to("public")
    await house.open_to("public")
    await house.open_to("inner")
    await house.change("revise", one, "更正")
    told = (await house.client.get("/open-data/statistics.json")).json()
    assert (told["total"], told["corrected"], told["withdrawn"]) == (2, 1, 0)
    assert told["months"] == [{"value": "2026-09", "name": "2026-09", "count": 2}]
    assert told["classes"] == [{"value": "党组织建设情况", "name": "党组织建设情况", "count": 2}]
    page = await house.page("/open-data")
    assert "<dt>公开事项</dt><dd>2</dd>" in page
    assert "格式说明" in page
