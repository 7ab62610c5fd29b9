"""Who is sent to look at which page; a new page needs a line in one of the three tables.

A step of ``WALK`` is a place (`unit.post`) and an address, in which the key of a demo unit in
braces stands for its id; `from > page` goes on from there by the first link to such a page.
``ELSEWHERE`` names the test that looks at a page, ``NO_PAGE`` says why nobody need look.
"""

from itertools import chain

from tests.browser import decisions
from tests.browser.laid import POWER, RUN

HERE = "/catalog/units/{establishment}"
COUNTY = "/catalog/units/{county}"
FILE, PICTURE, DATA = "是文件，不是网页", "是图片，不是网页", "是给程序读的数据"
LINK, AWAY = "要用邮件里的链接打开，进程内的测试看过", "要先办成一件事才有，进程内的测试看过"
VERSION = "/catalog/units/{unit:str}/catalog/{version:int}"  # the newest is listed first
ENTRY = "/catalog/units/{unit:str}/catalog/{version:int}/entries/{row:int}"
RULES = "?level1=党内制度建设情况&level2=制度规定及执行情况"


def _as(who, *ways):
    return [(who, each) for each in ways]


def _by(test, *pages):
    return dict.fromkeys(pages, test)


WALK = list(
    chain(
        _as(
            "county.admin",
            "/catalog/admin",
            "/catalog/admin/people",
            "/catalog/admin/people/all?q=chen",
            "/catalog/admin/people/all > /catalog/admin/people/{person_id:uuid}",
            "/catalog/admin/people/all > /catalog/admin/people/{person_id:uuid}"
            " > /catalog/admin/people/{person_id:uuid}/password",
            "/catalog/admin/units/{establishment}",
            "/catalog/admin/units/{establishment} > /catalog/admin/units/{unit:str}/posts/hand",
            "/catalog/admin/units/{establishment} > /catalog/admin/units/{unit:str}/posts/vacate",
            "/catalog/admin/units/{county}/below",
            "/catalog/admin/units/{county}/change/rename",
            "/catalog/admin/units/{county}/posts/new",
            "/catalog/calendar",
            "/catalog/calendar/2026",
            "/catalog/second-factor",
            f"{COUNTY}/floors",
            f"{COUNTY}/scheme",
            f"{COUNTY}/scheme/new",
            f"{HERE}/scheme/differences?before=1&after=1",
            f"{COUNTY}/scheme/what-if",
        ),
        _as(
            "committee.office",
            "/briefings",
            "/catalog/classes",
            "/catalog/coverage",
            "/catalog/risks",
            "/catalog/schemes",
            "/catalog/practices",
            "/catalog/practices > /catalog/practices/{practice_id:uuid}",
            "/catalog/themes",
            "/channels/tests",
            "/joint-inspections",
            "/joint-inspections > /joint-inspections/{joint_id:uuid}",
            "/duty-reports",
            "/feedback/petitions",
            "/workflow/outward",
            "/catalog/withheld",
            "/catalog/units/{committee}/bases",
            "/feedback/channels",
            "/feedback/drafts",
            "/feedback/examinations",
            "/feedback/gaps",
            "/feedback/proofs",
            "/workflow/acts",
            "/workflow/cases",
            "/workflow/cases/new",
            "/workflow/dossiers",
            "/workflow/dossiers/gaps",
            "/workflow/dossiers/new",
            "/workflow/duties/county",
            "/workflow/duties/overdue",
            "/workflow/experts",
            "/workflow/instruments",
            "/workflow/mandates > /workflow/mandates/{mandate_id:str}",
            "/workflow/oversights",
            "/workflow/reports",
            "/workflow/runs",
        ),
        _as(
            "establishment.clerk",
            f"{HERE}/amendments",
            f"{HERE}/authority",
            f"{HERE}/catalog/1",
            f"{HERE}/catalog/2/differences/1",
            f"{HERE} > {VERSION} > {ENTRY}",
            f"{HERE} > {VERSION} > {ENTRY} > {ENTRY}/particulars",
            f"{HERE} > {VERSION} > {VERSION}/schedule",
            f"{HERE}/clearing",
            f"{HERE}/coverage",
            f"{HERE}/gaps",
            f"{HERE}/items",
            f"{HERE}/items{RULES} > /catalog/items/{{item_id:uuid}}",
            f"{HERE}/liaisons",
            f"{HERE}/powers",
            f"{HERE}/powers > /catalog/powers/{{power_id:uuid}}",
            f"{HERE}/phases",
            f"{HERE}/phases/below",
            f"{HERE}/presets",
            f"{HERE}/regimes",
            f"{HERE}/regimes > /catalog/regimes/{{regime_id:uuid}}",
            f"{HERE}/risks",
            f"{HERE}/sittings",
            f"{HERE}/standards",
            f"{HERE}/themes",
            f"{HERE}/topics",
            f"{HERE}/withheld",
            "/workflow/duties",
            "/workflow/duties?section=later > /workflow/duties/{obligation_id:uuid}",
            "/workflow/duties/trigger",
            "/workflow/executions",
            "/workflow/duties/what-if?unit={establishment}",
            "/workflow/notices",
            "/workflow/postings",
            "/workflow/postings/new",
            "/workflow/postings > /workflow/postings/{posting_id:uuid}",
            "/workflow/runs",
            f"/workflow/runs/{RUN}",
            f"/workflow/powers/{POWER}",
            "/workflow/works",
            "/workflow/works/new",
            "/workflow/words/{establishment}",
        ),
        _as(
            "establishment.approver",
            "/workflow/disclosures > /workflow/disclosures/{disclosure_id:str}/republication",
        ),
        _as("enforcement.clerk", "/workflow/works > /workflow/works/{work_id:uuid}"),
        _as(
            "county.auditor",
            "/archive/assessments",
            "/archive/goals",
            "/archive/register",
            "/archive/regularity",
            "/archive/selfcheck",
            "/archive/statistics",
            "/archive/systems",
            "/archive/targets",
            *("/archive/years", "/archive/years/2026", "/archive/years/2026/months/9"),
            "/archive/years/2026/quarters/3",
            "/archive/years/2026/signs",
            "/feedback/inquiries",
            "/feedback/outcomes",
            "/feedback/requests/mine",
            "/feedback/satisfaction",
            "/feedback/sittings",
            "/feedback/threads",
            "/workflow/exceptions",
        ),
        _as("establishment.handler", "/feedback/topics", "/feedback/topics/query"),
        _as(
            "establishment.office",
            "/feedback/rounds > /feedback/digests/{unit:str}/{number:int}",
        ),
        _as(
            "establishment.publisher",
            "/units/{establishment} > /items/{disclosure_id:uuid}"
            " > /items/{disclosure_id:uuid}/problems",
        ),
        _as(
            "establishment.member",
            "/feedback/requests/mine > /feedback/requests/mine/{request_id:uuid}",
        ),
        decisions.WALK,
    )
)

ELSEWHERE = (
    _by(
        "test_accounts.py",
        "/workflow/acts/one",
        "/workflow/cases/{case_id:uuid}",
        "/workflow/instruments/{instrument_id:uuid}",
        "/workflow/reports/{report_id:uuid}",
    )
    | _by(
        "test_archive.py",
        "/archive",
        "/archive/assessments/{year:int}/{unit:str}",
        "/archive/assessments/{year:int}/{unit:str}/figures/{name:str}",
        "/archive/coverage",
        "/archive/differences",
        "/archive/exceptions",
        "/archive/history",
        "/archive/matters/{name:uuid}/volume",
        "/archive/posts",
        "/archive/stories/{name:uuid}",
        "/archive/volumes",
        "/archive/volumes/{number:str}",
    )
    | _by(
        "test_by_hand.py",
        "/documents",
        "/documents/new",
        "/documents/{document_id:uuid}",
        "/guides",
        "/inquiries",
        "/inquiries/{inquiry_id:uuid}",
        "/meetings",
        "/meetings/new",
        "/meetings/{meeting_id:uuid}",
        "/mine",
        "/press",
        "/press/new",
        "/press/{session_id:uuid}",
        "/reading-room",
        "/sisters",
        "/visits",
        "/visits/new",
        "/visits/{visit_id:uuid}",
    )
    | _by(
        "test_first_story_by_hand.py",
        "/archive/facts",
        "/archive/facts/{index:int}",
        "/archive/refusals",
        "/archive/verify",
        "/catalog",
        "/catalog/login",
        "/catalog/units/{unit:str}",
        "/desk",
        "/feedback",
        "/feedback/opinions",
        "/workflow",
        "/workflow/disclosures",
        "/workflow/disclosures/{disclosure_id:str}/revise",
        "/workflow/disclosures/{disclosure_id:str}/withdraw",
        "/workflow/items",
        "/workflow/items/{item_id:str}/propose",
        "/workflow/proposals/{proposal_id:uuid}",
        "/workflow/proposals/{proposal_id:uuid}/resubmit",
    )
    | _by(
        "test_import_wizard.py",
        "/catalog/units/{unit:str}/import",
        "/catalog/units/{unit:str}/import/{worksheet:str}",
        "/catalog/units/{unit:str}/import/{worksheet:str}/confirm",
        "/catalog/units/{unit:str}/import/{worksheet:str}/rows/{row:int}",
        "/catalog/units/{unit:str}/import/{worksheet:str}/table",
    )
    | _by(
        "test_opinions.py",
        "/feedback/appraisals",
        "/feedback/appraisals/{appraisal_id:uuid}",
        "/feedback/box",
        "/feedback/desk",
        "/feedback/examinations/{examination_id:uuid}",
        "/feedback/hotline",
        "/feedback/mine",
        "/feedback/opinions/{opinion_id:uuid}",
        "/feedback/overview",
        "/feedback/query",
        "/feedback/room",
        "/feedback/rounds",
        "/feedback/supervisors",
        "/feedback/threads/{thread_id:uuid}",
        "/feedback/write",
    )
    | _by(
        "test_places.py",
        "/boards",
        "/boards/network",
        "/boards/new",
        "/boards/{board_id:uuid}",
        "/channels",
        "/items/{disclosure_id:uuid}/deliveries",
        "/play/screen",
        "/register",
        "/screens",
        "/screens/new",
        "/screens/{screen_id:uuid}",
        "/webhooks",
    )
    | _by(
        "test_portal.py",
        "/",
        "/items/{disclosure_id:uuid}",
        "/items/{disclosure_id:uuid}/then",
        "/items/{disclosure_id:uuid}/versions/{number:int}",
        "/members",
        "/open-data",
        "/search",
        "/statistics",
        "/subscriptions",
        "/subscriptions/asked",
        "/then",
        "/tree",
        "/units",
        "/units/{unit:str}",
    )
    | _by(
        "test_review.py",
        "/workflow/proposals/{proposal_id:uuid}/findings",
    )
    | _by(
        "test_requests.py",
        "/feedback/filings",
        "/feedback/requests",
        "/feedback/requests/desk",
        "/feedback/requests/enter",
        "/feedback/requests/query",
        "/feedback/requests/statistics",
        "/feedback/requests/{request_id:uuid}",
    )
    | _by(
        "test_workflow_pages.py",
        "/catalog/units/{unit:str}/mandates",
        "/catalog/units/{unit:str}/template",
        "/expired",
        "/reposts",
        "/workflow/clearances",
        "/workflow/consultations",
        "/workflow/consultations/new",
        "/workflow/errands",
        "/workflow/errands/{errand_id:uuid}",
        "/workflow/filings",
        "/workflow/mandates",
        "/workflow/mistakes",
        "/workflow/mistakes/new",
        "/workflow/mistakes/{mistake_id:uuid}",
        "/workflow/off-catalog",
        "/workflow/reposts",
        "/workflow/reposts/new",
        "/workflow/reposts/{repost_id:uuid}",
    )
)

NO_PAGE = (
    _by(
        FILE,
        "/archive/assessments/{year:int}/{unit:str}/sheet.csv",
        *("/archive/statistics.csv", "/archive/systems.csv"),
        "/workflow/instruments/{instrument_id:uuid}/document.pdf",
        "/workflow/reports/{report_id:uuid}/document.pdf",
        "/workflow/reports/{report_id:uuid}/files/{digest:str}/{name:str}",
        *("/archive/audit.csv", "/archive/gongkai-verify.pyz", "/archive/log.zip"),
        "/archive/downloads/{digest:str}",
        "/archive/static/{name:str}",
        "/archive/stories/{name:uuid}/sheet",
        *("/archive/years/{year:int}/ledger.csv", "/archive/years/{year:int}/volumes.csv"),
        "/documents/{document_id:uuid}/file",
        "/feedback/requests/{request_id:uuid}/files/{sha256:str}",
        "/inquiries/{inquiry_id:uuid}/file",
        "/items/{disclosure_id:uuid}/files/{digest:str}/{name:str}",
        "/items/{disclosure_id:uuid}/papers/{name:str}",
        "/items/{disclosure_id:uuid}/versions/{number:int}/files/{digest:str}/{name:str}",
        "/items/{disclosure_id:uuid}/versions/{number:int}/papers/{name:str}",
        "/meetings/{meeting_id:uuid}/minutes",
        "/press/{session_id:uuid}/transcript",
        "/workflow/proposals/{proposal_id:uuid}/files/{digest:str}/{name:str}",
        "/briefings/{name:str}",
    )
    | _by(
        "只是别的网页的一部分",
        "/items/{disclosure_id:uuid}/then/page",
    )
    | _by(
        "演示县没有人绑定动态口令，进程内的测试看过",
        "/catalog/admin/people/{person_id:uuid}/second-factor",
    )
    | _by(
        PICTURE,
        "/boards/{board_id:uuid}/photos/{sha256:str}",
        "/feedback/opinions/{opinion_id:uuid}/pictures/{number:int}",
        "/items/{disclosure_id:uuid}/deliveries/evidence/{digest:str}",
    )
    | _by(
        DATA,
        "/feed.atom",
        "/feed.json",
        "/feed.rss",
        "/open-data/digests.json",
        "/open-data/disclosures.csv",
        "/open-data/disclosures.json",
        "/open-data/schema.json",
        "/open-data/statistics.json",
        "/play/worker.js",
        "/robots.txt",
        "/sitemap.xml",
        "/workflow/proposals/{proposal_id:uuid}/newest",
    )
    | _by(
        LINK,
        "/subscriptions/{subscription_id:uuid}/confirm/{token:str}",
        "/subscriptions/{subscription_id:uuid}/leave/{token:str}",
    )
    | _by(
        AWAY,
        "/catalog/units/{unit:str}/scheme/new/{practice_id:uuid}",
        "/reposts/{repost_id:uuid}",
        "/workflow/consultations/{consultation_id:uuid}",
    )
)
