"""A volume that was sealed under a former key of the log stays authentic."""

from click.testing import CliRunner

from services.archive.app import rotate
from services.archive.verify import examining
from services.archive.verify.volume import examine
from shared.testing import UNIT
from tests.archive.conftest import Town
from tests.archive.test_volumes import NONE, NUMBER, OFFICE, ask, fonds_of, package, seal


async def test_a_volume_from_before_the_key_was_replaced_passes_every_check(settings, tmp_path):
    async with Town(settings).open() as town:
        await town.settle()
        tag = "catalog.post.assigned.v1"
        await town.hear(tag, unit=UNIT, person_id=OFFICE, post="office")
        await town.logged()
        assert (await ask(town, "put", "/api/fonds", fonds_of(UNIT))).status_code == 200
        none = {**NONE, "evidence": "网上公开，没有张贴"}
        answer = await seal(town, none=none)
        assert answer.status_code == 201, answer.text
        former = town.service.signer.verifier
    newest = rotate(settings, "按年度计划更换")

    async with Town(settings).open() as again:
        again.said = town.said
        await again.hear("workflow.proposal.approved.v1", unit=UNIT)
        await again.logged()
        (tmp_path / "volume.zip").write_bytes((await package(again)).content)
        body = {"stage": "长期保存"}
        checked = await ask(again, "post", f"/api/volumes/{NUMBER}/checks", body)
        volume = (await ask(again, "get", f"/api/volumes/{NUMBER}")).json()

    assert checked.status_code == 201, checked.text
    assert [each["findings"] for each in volume["uses"]][-1] == []
    assert any("四性合格" in each["purpose"] for each in volume["uses"])
    assert examine(tmp_path / "volume.zip", f"{former} {newest}").authentic
    assert not examine(tmp_path / "volume.zip", newest).authentic
    log = settings.home / "archive" / "log"
    assert examine(tmp_path / "volume.zip", newest, log=log).authentic
    asked = [str(tmp_path / "volume.zip"), "--key", newest, "--log", str(log)]
    assert "真实性：合格" in CliRunner().invoke(examining.main, asked).output
