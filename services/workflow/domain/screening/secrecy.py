"""涉密 — marks of secrecy, numbers of secret documents, and the words a unit keeps to itself."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from services.workflow.domain.screening.reading import Reading
from services.workflow.domain.screening.terms import FindingKind, Hit, Severity

_LEVEL: Final = r"(?:绝\s?密|机\s?密|秘\s?密)"
_OPEN, _SHUT = r"[\[(〔【{<]", r"[\])〕】}>]"
_YEAR: Final = rf"{_OPEN}\s?\d{{4}}\s?{_SHUT}"
_MARKS: Final = (
    (re.compile(rf"{_LEVEL}\s?[★☆*]\s?(?:长期|\d{{1,2}}\s?(?:年|个月)?)?"), "密级标志"),
    (
        re.compile(rf"(?:密\s?级|定密|密级标识)(?:定?为|:)?\s?[★☆]?(?:{_LEVEL}|内部)(?!的)"),
        "标明密级",
    ),
    (
        re.compile(
            rf"(?<![国家业作级的]){_LEVEL}\s?[(]?(?:级\s?)?(?:保密期限[:为]?\s?)?(?:长期|\d{{1,2}}\s?年)[)]?"
        ),
        "密级和保密期限",
    ),
    (re.compile(rf"(?:^|\n)[ \t\[【(<]*{_LEVEL}[ \t\])】>]*(?=\r?\n|$)"), "密级单独成行"),
    (re.compile(rf"[\[【(<]\s?{_LEVEL}(?:级|件)?\s?[\])】>]"), "密级括注"),
    (
        re.compile(rf"(?<![\u4e00-\u9fff]){_LEVEL}\s?(?:第\s?)?\d{{3,6}}(?=号|$|[\s,。)])"),
        "密级和份号",
    ),
    (re.compile(r"(?:^|[\s(【\[])密件(?=$|[\s)】\]\d])"), "密件"),
    (
        re.compile(r"[本此](?:件|文件|材料|资料)(?:涉密|属于?(?:国家秘密|绝密|机密|秘密))"),
        "标明涉密",
    ),
    (re.compile(r"限知(?:人员)?范围|知悉范围:"), "知悉范围"),
    (re.compile(r"保密期限[:为]\s?(?:长期|\d{1,2}\s?(?:年|个月))"), "保密期限"),
)
_INNER: Final = re.compile(
    r"内部(?:资料|文件|材料|刊物|通讯|传阅件?|传看|参阅|参考|掌握)(?!性|管理|流转|审批|审核|运转|办理|传阅|归档|的)"
    r"|注意保存|(?:不得|严禁|请勿|禁止|不准|切勿|不要)(?:对?外传|外泄|扩散|翻印|翻拍|复印传播|上网|转发)"
    r"|(?:仅|只)供[^,。;\n]{0,6}?(?:内部|领导|党内|系统内|机关)[^,。;\n]{0,4}(?:参阅|参考|使用|掌握|阅)|阅[后毕](?:请|及时){0,2}(?:收回|即焚|销毁|退回?|交回)|会后(?:请|及时)?(?:收回|退还|退回)"
    r"|(?:不得|严禁|请勿|禁止|不准)对外(?:公布|发布|提供|公开)(?=$|[\s,。;)])"
    r"|不(?:登报|广播|上网|外传)(?=$|[\s,。、;)])|[此本]件发至[^,。;\n]{1,8}级"
    r"|[(\[〔【]供[^()\n]{1,12}(?:参阅|参考|掌握|使用)[)\]〕】]"
    r"|(?:仅限|只限|限于?)(?:党内|内部|领导|县内|系统内|机关内|本?班子)[^,。;\n]{0,4}(?:传达|使用|阅读|参阅|掌握|知悉)"
    r"|(?:此|本)(?:件|文|文件|材料|通知|报告|纪要|通报|稿)(?:不予公开|不公开|不宜公开)(?!发布)"
    r"|不公开发布|不予公开发布|工作秘密(?=[★☆*\s\])】]|$)|未经(?:批准|许可)不得(?:外传|翻印|复制)"
)
_NOT_INNER: Final = re.compile(r"(?:禁止|不得|严禁|防止|属于|不属于|作为|泄露|传播|涉及|清理)$")
_NUMBERS: Final = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,6}}?(?<!保)(?:绝密|机密|秘密|密)(?!办|委)(?:字|发|电|函|传|报){{0,2}}\s?(?:第\s?)?{_YEAR}\s?(?:第\s?)?\d{{1,5}}\s?号)"
    rf"|(?:[\u4e00-\u9fff]{{0,6}}?{_YEAR}\s?(?:绝密|机密|秘密|密)(?:字|级)?\s?(?:第\s?)?\d{{1,5}}\s?号)"
)


def marks(reading: Reading) -> Iterator[Hit]:
    """Yield marks of secrecy with their terms (密级★期限), and marks of inner papers."""
    for pattern, rule in _MARKS:
        for found in pattern.finditer(reading.plain):
            yield _hit(FindingKind.MARK, reading, _trimmed(reading, found.span()), rule)
    for found in _INNER.finditer(reading.plain):
        if not _NOT_INNER.search(reading.before(found.start(), 6)):
            place = _trimmed(reading, found.span())
            yield _hit(FindingKind.MARK, reading, place, "内部标志", Severity.LIKELY)


def secret_numbers(reading: Reading) -> Iterator[Hit]:
    """Yield document numbers that name a level of secrecy."""
    for found in _NUMBERS.finditer(reading.plain):
        yield _hit(FindingKind.SECRET_NUMBER, reading, found.span(), "涉密文件字号")


def unit_words(reading: Reading, words: Iterable[str]) -> Iterator[Hit]:
    """Yield the words that a unit has put on its own list, also when spaces stand in them."""
    for word in words:
        letters = [re.escape(each) for each in "".join(word.split())]
        for found in re.finditer(r"\s?".join(letters), reading.plain, re.IGNORECASE):
            yield _hit(FindingKind.UNIT_WORD, reading, found.span(), "本单位词表")


def _trimmed(reading: Reading, place: tuple[int, int]) -> tuple[int, int]:
    start, end = place
    found = reading.plain[start:end]
    return start + len(found) - len(found.lstrip()), start + len(found.rstrip())


def _hit(
    kind: FindingKind,
    reading: Reading,
    place: tuple[int, int],
    rule: str,
    severity: Severity = Severity.CERTAIN,
) -> Hit:
    start, end = reading.span(*place)
    return Hit(kind=kind, start=start, end=end, rule=rule, severity=severity)
