"""字母与数字 — number plates, travel documents, e-mail addresses and accounts of persons."""

import re
from collections.abc import Iterator
from typing import Final

from services.workflow.domain.screening.reading import Reading
from services.workflow.domain.screening.terms import FindingKind, Hit, Severity

_HAN: Final = "京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_AZ: Final = "A-HJ-NP-Z"
_NEW: Final = r"(?<![最更全创重刷翻崭])新"  # 最新、更新… is a word, not 新疆
_PLATE: Final = re.compile(
    rf"(?:[{_HAN}]|{_NEW})\s?[A-Z][\s·.\-]{{0,2}}"
    rf"(?:[DF]\s?[{_AZ}\d]\d{{4}}|\d{{5}}[A-HJK]|(?=[{_AZ}\s]*\d)[{_AZ}\d]{{4}}[{_AZ}\d挂学警港澳领使])"
    rf"(?![A-Z\d])"
    rf"|(?<![A-Z\d])WJ\s?[{_HAN}新]?\s?[·.]?\s?\d{{4}}[\dTDSHBXJ](?![A-Z\d])",
    re.IGNORECASE,
)
_EMBASSY: Final = re.compile(
    r"(?P<plate>使\s?\d{6})(?:号牌|号车|牌照?)|(?:牌|车)号?:?(?P<after>使\s?\d{6})(?!\d)"
)
_TRAVEL: Final = re.compile(
    r"(?<![A-Z\d])(?:[EGDSPCWHML]\d{8}(?:\d{2})?|[ECDSP][A-HJ-NP-Z]\d{7})(?![A-Z\d])", re.IGNORECASE
)
_TRAVEL_WORDS: Final = re.compile(r"护照|通行证|回乡证|台胞证|出入境证|签证")
_TAIWAN: Final = re.compile(r"(?:台胞证|台湾居民来往大陆通行证)[^\d\n]{0,6}(\d{8})(?!\d)")
_MILITARY: Final = re.compile(  # 军字第20012345号, 士字第20190312345号, 浙军J001234
    rf"(?P<known>[军海空南北东西中沈济兰成广武士文政后装参院学火战]字第?\d{{6,13}}号?"
    rf"|[{_HAN}新]军[A-Z]\d{{6}})(?![A-Z\d])",
    re.IGNORECASE,
)
_MILITARY_WORDS: Final = re.compile(
    r"军官证|士兵证|士官证|军士证|义务兵证|文职(?:干部|人员)?证|军人证|军人保障卡|军队离退休|退伍证|退役(?:军人)?证|残疾军人证|伤残军人证"
    r"|警察证|警官证|军人身份"
)
_MILITARY_NUMBER: Final = re.compile(
    rf"(?:{_MILITARY_WORDS.pattern})(?:号码?|编号)?[:为是(]{{0,2}}\s?(?P<known>\d{{6,13}})(?![\dA-Z元人本件份名个万])",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}[ \t]?(?:@|\(at\)|\[at\]|\{at\}| at )[ \t]?"
    r"(?:[A-Za-z\d-]{1,63}[ \t]?\.[ \t]?){1,4}[A-Za-z]{2,10}(?![A-Za-z\d-])",
    re.ASCII | re.IGNORECASE,
)
_PUBLIC_DOMAIN: Final = re.compile(r"\.gov\s?\.\s?cn$", re.IGNORECASE)
_PUBLIC_BOX: Final = re.compile(
    r"(?:公开|监督|举报|投诉|咨询|投稿|单位|办公|官方|公共|受理|报名)"
    r"\S{0,3}(?:邮箱|信箱|邮件|mail)\S{0,2}$",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    r"(?:微信|QQ|抖音|快手|支付宝|钉钉|(?<![A-Z])(?:VX|WX|WeChat))"
    r"(?:同?号码?|账号|帐号|ID)?[:为是 ]{0,2}"
    r"(?P<account>\d{5,11}(?![\dA-Z元万人户群次个件年月])|[A-Z][\w-]{5,19}(?![\w-]))",
    re.ASCII | re.IGNORECASE,
)
_PUBLIC_ACCOUNT: Final = re.compile(
    r"(?:公众|公开|官方|政务|单位|监督|举报|投诉|咨询|服务|受理|报名|企业|融媒体|关注)\S{0,10}$"
)
_DIGITS: Final = 3


def plates(reading: Reading) -> Iterator[Hit]:
    """Yield number plates, those of new-energy cars (新能源) included."""
    for found in _PLATE.finditer(reading.plain):
        if sum(each.isdigit() for each in found[0]) >= _DIGITS:
            yield _hit(FindingKind.PLATE, reading, found.span(), "机动车号牌格式")
    for found in _EMBASSY.finditer(reading.plain):
        place = found.span("plate" if found["plate"] else "after")
        yield _hit(FindingKind.PLATE, reading, place, "使馆车辆号牌格式")


def travel_documents(reading: Reading) -> Iterator[Hit]:
    """Yield passports and permits for 港澳 and 台湾, where the text says that they are such."""
    for found in _TRAVEL.finditer(reading.plain):
        near = reading.before(found.start(), 24) + reading.after(found.end(), 10)
        if _TRAVEL_WORDS.search(near):
            yield _hit(FindingKind.TRAVEL, reading, found.span(), "护照和通行证格式")
    for found in _TAIWAN.finditer(reading.plain):
        yield _hit(FindingKind.TRAVEL, reading, found.span(1), "台胞证格式")


def military_documents(reading: Reading) -> Iterator[Hit]:
    """Yield numbers of papers of soldiers and officers, where the text says that they are such."""
    for found in _MILITARY.finditer(reading.plain):
        near = reading.before(found.start(), 16) + reading.after(found.end(), 10)
        if _MILITARY_WORDS.search(near):
            place = found.span("known")
            yield _hit(FindingKind.MILITARY, reading, place, "军人证件格式")
    for found in _MILITARY_NUMBER.finditer(reading.plain):
        yield _hit(FindingKind.MILITARY, reading, found.span("known"), "军人证件用语")


def emails(reading: Reading) -> Iterator[Hit]:
    """Yield e-mail addresses that are not an office's own."""
    for found in _EMAIL.finditer(reading.plain):
        near = reading.before(found.start(), 12)
        if _PUBLIC_DOMAIN.search(found[0]) or _PUBLIC_BOX.search(near):
            continue
        yield _hit(FindingKind.EMAIL, reading, found.span(), "电子邮箱格式", Severity.LIKELY)


def accounts(reading: Reading) -> Iterator[Hit]:
    """Yield accounts of 微信, QQ and the like that are not an office's own."""
    for found in _ACCOUNT.finditer(reading.plain):
        if not _PUBLIC_ACCOUNT.search(reading.before(found.start(), 16)):
            place = found.span("account")
            yield _hit(FindingKind.ACCOUNT, reading, place, "社交账号用语", Severity.LIKELY)


def _hit(
    kind: FindingKind,
    reading: Reading,
    place: tuple[int, int],
    rule: str,
    severity: Severity = Severity.CERTAIN,
) -> Hit:
    start, end = reading.span(*place)
    return Hit(kind=kind, start=start, end=end, rule=rule, severity=severity)
