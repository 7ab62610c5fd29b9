"""What the plans of the county ask of channels: sites with receipts, LAN inside, other forms."""

import nkeys
import pytest
from msgspec import json
from msgspec.structs import replace

from deploy.adapters.gongkai_adapter import Carrier, House, Key, Proof, read
from services.publishing.domain.delivery import AudienceTooWideError
from services.publishing.domain.letters import Channel, carriers
from services.publishing.domain.terms import Phase, Scope
from services.publishing.views import Outlet
from tests.publishing.test_deliveries import BOARD, PROOF, report, told
from tests.publishing.test_delivery import ORDER, PLANNED, asked, plan

SITES = {"zhaoshang": "https://zs.example/a", "dangjian": "https://dj.example/b"}


class Site:
    """Another site that shows what the portal shows."""

    def __init__(self, address):
        self.address = address

    async def show(self, letter):
        return Proof(evidence=letter.data.content.encode(), address=self.address)


@pytest.fixture
def sites(settings):
    """Return the keys of two sites that the house knows."""
    folder = settings.home / "nats" / "keys"
    folder.mkdir(parents=True)
    chosen = [{"name": each, "filters": ["channels.portal.society.*"]} for each in SITES]
    (folder.parent / "adapters.json").write_bytes(json.encode(chosen))
    for number, each in enumerate(SITES):
        seed = nkeys.encode_seed(bytes([number] * 32), nkeys.PREFIX_BYTE_USER)
        (folder / f"adapter-{each}.nk").write_bytes(seed)
    return {each: Key(folder / f"adapter-{each}.nk") for each in SITES}


@pytest.mark.clause("S1-18", "S3-28", "S4-79")
async def test_each_site_and_the_board_report_separately_and_keep_their_address(sites, house):
    disclosure = await house.open_to("public", channels=["网站", "公开栏"])
    letters = [read(each.body) for each in Outlet(house.service.views).after(0, 9)]
    [letter] = [each for each in letters if each.subject.startswith("portal.")]
    for name, address in SITES.items():
        carrier = Carrier(Site(address), House(name, "", sites[name], client=house.client))
        assert (await carrier.carry(letter)).done == "delivered"
    await report(house, disclosure, "delivered", **BOARD, evidence=PROOF)

    rows = (await told(house, disclosure))["deliveries"]
    public = [each for each in rows if each["step"] == "public"]
    assert {(each["form"], each["outlet"], each["address"]) for each in public} == {
        ("网站", "", f"/items/{disclosure}"),
        *(("网站", name, address) for name, address in SITES.items()),
        ("公开栏", "", ""),
    }
    assert {each["state"] for each in public} == {"delivered"}
    assert all(len(each["evidence"]) == 64 for each in public)


@pytest.mark.clause("S0-42")
async def test_an_important_decision_goes_to_the_portal_and_its_address_is_kept(house):
    await house.hear(
        "catalog.item.listed.v1",
        "11111111-1111-4111-8111-111111111111",
        item_id="11111111-1111-4111-8111-111111111111",
        unit=ORDER.unit,
        catalog_version=1,
        level1="党组织决议、决定及执行情况",
        level2="重要决策",
        level3="重大部署和重要决策",
        time_limit="immediate",
        scope="society",
    )
    disclosure = await house.open_to("public", title="关于重要决策的公开")

    [portal] = [e for e in (await told(house, disclosure))["deliveries"] if e["form"] == "网站"]
    assert (portal["state"], portal["address"]) == ("delivered", f"/items/{disclosure}")
    assert "关于重要决策的公开" in await house.page(portal["address"])


@pytest.mark.clause("S4-24")
def test_inside_the_party_the_lan_may_carry_it_and_the_internet_may_not():
    forms = ("局域网", "网站", "报纸")
    inner = replace(
        ORDER, step="inner", phase=Phase.INNER, scope=Scope.PARTY, forms=forms, outlet=""
    )
    lan = replace(inner, form="局域网")
    asked(plan(lan, Scope.PARTY)).then(
        replace(PLANNED, step="inner", form="局域网", outlet="", audience="party")
    )
    for form in forms[1:]:
        asked(plan(replace(inner, form=form), Scope.PARTY)).then_rejected(AudienceTooWideError)
    assert list(carriers(forms, Scope.PARTY)) == [Channel.INTRANET]


@pytest.mark.clause("S4-26")
async def test_another_form_says_which_it_is(house):
    disclosure = await house.open_to("public", channels=["其他形式"])
    other = {"step": "public", "form": "其他形式", "evidence": PROOF}
    refused = await report(house, disclosure, "delivered", **other)
    assert (refused.status_code, refused.json()["field"]) == (422, "outlet")
    assert "写明是什么形式" in refused.json()["title"]

    done = await report(house, disclosure, "delivered", **other, outlet="村广播喇叭")
    assert done.status_code == 201
    without = {"step": "public", "form": "其他形式", "evidence": "", "outlet": "展板"}
    assert (await report(house, disclosure, "delivered", **without)).status_code == 422
