"""号码 — identity numbers, bank cards and telephones, by their own check digits and plans."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType
from stdnum import luhn
from stdnum.cn import ric

from services.workflow.domain.screening.reading import Reading
from services.workflow.domain.screening.terms import FindingKind, Hit, Severity

_GAP: Final = r"[\s\-·._]{0,2}"
_GAPS: Final = re.compile(r"[\s\-·._]")
_START: Final = r"(?<![\dA-Za-z])(?<!\d\.)"
_END: Final = r"(?![\dA-Za-z])(?!\.\d)"
_PROVINCES: Final = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_ID18: Final = re.compile(rf"(?={_START}(\d(?:{_GAP}\d){{16}}{_GAP}[\dXx]){_END})")
_DISABLED: Final = re.compile(  # 残疾人证: the identity number, a category and a degree
    rf"(?={_START}(\d(?:{_GAP}\d){{16}}{_GAP}[\dXx])({_GAP}[1-7][1-4](?:B\d)?){_END})"
)
_ID15: Final = re.compile(rf"{_START}\d(?:{_GAP}\d){{14}}{_END}")
_ID_WORDS: Final = re.compile(r"身份|证件号|证号")
_CARD: Final = re.compile(rf"(?={_START}(\d(?:{_GAP}\d){{15,18}}){_END})")
_PASSBOOK: Final = re.compile(
    rf"(?:存折|存款折|一折通|一本通|惠农卡|一卡通)本?,?(?:的?[账帐](?:户?号码?|户)|号码?)?[:为是(]{{0,2}}\s?"
    rf"(\d(?:{_GAP}\d){{11,22}})(?![\dA-Za-z]|\.\d|元|万)"
)
_OF_AN_OFFICE: Final = re.compile(r"(?:单位|对公|财政|专户|公款|基本户|村集体)[^,。;\n]{0,6}$")
_RANGES: Final = re.compile(r"62|4|5[1-5]|2[2-7]|35|60[1-3]|68|69|9[458]")
_CARD_WORDS: Final = re.compile(r"卡|账号|帐号|账户|帐户|户名|开户")
_MOBILE: Final = re.compile(
    rf"(?=(?:{_START}|(?<=[WwVv][Xx])|(?<=[Tt][Ee][Ll]))((?:\+?(?:00)?86{_GAP})?\(?1{_GAP}[3-9](?:{_GAP}\d)\)?(?:{_GAP}\d){{8}}){_END})"
)
_LANDLINE: Final = re.compile(
    rf"{_START}\(?(?:\+?(?:00)?86[\s\-]?)?(0?\d{{2,3}})\)?[\s\-]{{0,2}}"
    rf"(\d{{3,4}}[\s\-]?\d{{4}})(?:[\-转x]\d{{1,5}})?{_END}"
)
_LOCAL: Final = re.compile(rf"{_START}[2-8]\d{{2,3}}[\s\-]?\d{{4}}{_END}")
_HOME: Final = re.compile(
    r"(?:宅电|(?:家庭|住宅|家里|家中|家|私人|个人|本人)的?(?:固定电话|固话|座机|电话))"
)
_OFFICE: Final = re.compile(
    r"(?:监督|举报|咨询|服务|办公室?|值班|联系|公开|投诉|受理|预约|报名|信访|反映|热线|传真|总机|报警|维修|抢修|客服"
    r"|查询|机关|窗口|单位|大厅|中心|局|委|科|处|站|院|校)[^,。;\n]{0,6}$"
)
_OFFICIAL: Final = re.compile(
    r"(?:监督|举报|咨询|服务|联系|受理|报名|信访)[^。;\n]{0,10}"
    r"(?:科长|主任|书记|局长|股长|站长|所长|校长|老师|同志|先生|女士|某)[,\s]?(?:电话)?:?$"
)
_LABEL: Final = re.compile(r"(?:电话|座机|Tel)(?:号码)?[:为是.]{0,2}$", re.IGNORECASE)
_NOT_A_PHONE: Final = re.compile(
    r"(?:会议号|会议ID|编号|单号|流水号|序列号|批号|凭证号|合同号|发票号码?|项目代码|代码|条码"
    r"|文号|案号|工号|学号|准考证号?|[¥￥$])[^,。;\n]{0,3}[A-Z\d\-]{0,10}$"
)
_LINK: Final = re.compile(r"(?:https?://|www\.)[\x21-\x7e]*$")
_NOT_A_CARD: Final = re.compile(
    r"(?:信用代码|编号|单号|流水号|序列号|批号|凭证号|合同号|发票号码?|项目代码|条码|会议号|会员号)[^,。;\n]{0,3}$"
)
_AMOUNT: Final = re.compile(r"(?:\.\d+)?(?:元|万|亿|吨|平方|立方|公里|千克|度|人次|株|份|册)")
_YEARS: Final = range(1900, 2100)


def identities(reading: Reading) -> Iterator[Hit]:
    """Yield resident identity numbers: 18 by region, birthday and check digit; 15 by context."""
    for found in _found(_ID18, reading):
        if is_identity(_bare(found[1])) and not _coded(reading, found.start(1)):
            yield _hit(FindingKind.IDENTITY, reading, found.span(1), "公民身份号码校验位")
    for found in _found(_DISABLED, reading):
        if is_identity(_bare(found[1])):
            place = found.start(1), found.end(2)
            yield _hit(FindingKind.IDENTITY, reading, place, "残疾人证号校验位")
    for found in _found(_ID15, reading):
        if _is_old_identity(_bare(found[0])) and _ID_WORDS.search(
            reading.before(found.start(), 24) + reading.after(found.end(), 12)
        ):
            yield _hit(FindingKind.IDENTITY, reading, found.span(), "15位身份证号码")


def bank_cards(reading: Reading) -> Iterator[Hit]:
    """Yield bank cards: 16 to 19 figures of a known range whose Luhn digit is right."""
    for found in _found(_CARD, reading):
        bare, near = _bare(found[1]), reading.before(found.start(1), 16)
        if not is_card(bare) or _NOT_A_CARD.search(near):
            continue
        grouped = bare == found[1] or re.fullmatch(r"\d{4}(?:\D\d{4}){3}(?:\D\d{1,3})?", found[1])
        if grouped or _CARD_WORDS.search(near):
            yield _hit(FindingKind.BANK_CARD, reading, found.span(1), "银行卡号段和校验位")


def passbooks(reading: Reading) -> Iterator[Hit]:
    """Yield accounts of passbooks (存折), which have no check digit: by what is said of them."""
    for found in _found(_PASSBOOK, reading):
        if not _OF_AN_OFFICE.search(reading.before(found.start(), 10)):
            yield _hit(FindingKind.BANK_CARD, reading, found.span(1), "存折账号用语")


def mobiles(reading: Reading) -> Iterator[Hit]:
    """Yield mobile numbers of the Chinese numbering plan."""
    for found in _found(_MOBILE, reading):
        number = re.sub(r"\D", "", found[1])[-11:]
        if _is_phone(number, PhoneNumberType.MOBILE) and not _counted(reading, *found.span(1)):
            yield _hit(FindingKind.MOBILE, reading, found.span(1), "手机号段")


def landlines(reading: Reading) -> Iterator[Hit]:
    """Yield telephones with an area code that are not said to be an office's."""
    for found in _found(_LANDLINE, reading):
        near = reading.before(found.start(), 18)
        code = found[1] if found[1].startswith("0") else f"0{found[1]}"
        number = code + re.sub(r"\D", "", found[2])
        abroad = "86" in found[0][:5]
        if not (found[1].startswith("0") or abroad) or not _is_phone(
            number, PhoneNumberType.FIXED_LINE
        ):
            continue
        if _HOME.search(near) or not (
            any(each.search(near) for each in (_OFFICE, _OFFICIAL, _LABEL))
            or _counted(reading, *found.span())
        ):
            yield _hit(FindingKind.LANDLINE, reading, found.span(), "固定电话区号", Severity.LIKELY)
    for found in _found(_LOCAL, reading):
        if _HOME.search(reading.before(found.start(), 10)):
            yield _hit(FindingKind.LANDLINE, reading, found.span(), "家庭电话", Severity.LIKELY)


def _found(pattern: re.Pattern[str], reading: Reading) -> Iterator[re.Match[str]]:
    """Yield what is found with spelled figures as figures, and as it is: 张三138… is a name."""
    yield from pattern.finditer(reading.digits)
    if reading.plain != reading.digits:
        yield from pattern.finditer(reading.plain)


def is_identity(number: str) -> bool:
    """Tell whether 18 figures are a resident identity number."""
    born = number[6:14]
    return (
        number[:2] in _PROVINCES
        and _is_day(born)
        and ric.calc_check_digit(number) == number[-1].upper()
    )


def _is_old_identity(number: str) -> bool:
    return number[:2] in _PROVINCES and _is_day(f"19{number[6:12]}")


def _is_day(figures: str) -> bool:
    try:
        return date(int(figures[:4]), int(figures[4:6]), int(figures[6:])).year in _YEARS
    except ValueError:
        return False


def is_card(number: str) -> bool:
    """Tell whether 16 to 19 figures are a bank card."""
    return bool(_RANGES.match(number)) and len(set(number)) > 2 and luhn.is_valid(number)  # noqa: PLR2004


def _is_phone(number: str, wanted: int) -> bool:
    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(parsed) == wanted


def _coded(reading: Reading, start: int) -> bool:
    return "信用代码" in reading.before(start, 10)


def _counted(reading: Reading, start: int, end: int) -> bool:
    if _AMOUNT.match(reading.after(end, 8)):
        return True
    if _LINK.search(reading.plain[max(0, start - 80) : start]):
        return True
    return bool(_NOT_A_PHONE.search(reading.before(start, 22)))


def _bare(figures: str) -> str:
    return _GAPS.sub("", figures)


def _hit(
    kind: FindingKind,
    reading: Reading,
    place: tuple[int, int],
    rule: str,
    severity: Severity = Severity.CERTAIN,
) -> Hit:
    start, end = reading.span(*place)
    return Hit(kind=kind, start=start, end=end, rule=rule, severity=severity)
