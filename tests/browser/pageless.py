"""Which addresses need nobody to look at them in a browser, and why."""

FILE, PICTURE, DATA = "是文件，不是网页", "是图片，不是网页", "是给程序读的数据"
LINK = "要用邮件里的链接打开，进程内的测试看过"


def _by(why, *pages):
    return dict.fromkeys(pages, why)


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
)
