"""名单 — children and sick persons who are named in a row, by their kin or by their degree."""

import re
from collections.abc import Iterator
from typing import Final

from services.workflow.domain.screening.people import END, NAME, STOP, SURNAME
from services.workflow.domain.screening.reading import Reading
from services.workflow.domain.screening.terms import FindingKind, Hit, Severity

_PUPILS: Final = re.compile(
    r"(?:三好学生|优秀学生(?:干部)?|获奖学生|受助学生|贫困学生|资助学生|优秀少先队员|优秀共青团员|美德少年"
    r"|新时代好少年|文明学生|优秀班干部|困境儿童|留守儿童|事实无人抚养儿童|孤儿|未成年人|小学生|中学生|学生|幼儿)"
    r"(?:名单|姓名|如下|有|为|是|分别是){0,2}[:\s]\s?"
)
_IN_A_ROW: Final = re.compile(rf"{NAME}(?:\([^()\n]{{0,14}}\))?(?P<more>[、,\s]+|(?=[。;等]|$))")
_CHILD_OF: Final = re.compile(
    rf"(?:儿子|女儿|孙子|孙女|外孙女?|侄子|侄女|长子|次子|长女|次女|弟弟|妹妹|孩子|小孩){NAME}"
    r"(?=[,(]?[^。;\n]{0,10}?(?:小学|初中|高中|中学|幼儿园|年级|上学|就读|读书|学费|休学|住校|入园))"
)
_NO_NAME: Final = (
    "的了在是为不有与和及等被将已向可应要会能多少人员者数所上下内外中前后从对此该其每各个"
)
_GIVEN: Final = rf"(?:(?![{_NO_NAME}])[\u4e00-\u9fff]){{2}}"
WARD: Final = (
    r"(?:未成年(?:犯罪嫌疑|被害|当事|受害)?人|被监护人|被收养人|儿童|孤儿|女童|男童|小学生|初中生|中学生|高中生"
    r"|学生(?:代表)?|少年|女孩|男孩)"
)
TOLD: Final = (
    r"(?:(?:来信|检举|揭发|检举揭发|举报|控告|信访|上访|投诉|求助)(?:人|者|群众|党员|职工|村民)|反映人|被害人|受害人|证人"
    r"|患者|感染者|携带者|缓刑人员|戒毒(?:康复)?人员|吸毒人员|社区矫正(?:对象|人员)|刑满释放人员|刑释人员|暴力的?妇女"
    r"|因病致贫户|(?:大病|医疗)救助(?:对象)?)"
)
_LOOSE: Final = rf"[:\s]?(?P<name>{SURNAME}{_GIVEN})(?=[\u4e00-\u9fff])"
_AFTER_WARD: Final = (
    re.compile(rf"{WARD}{_LOOSE}"),
    re.compile(rf"{WARD}[:\s]?{NAME}{END}"),
    re.compile(rf"班级:[^\n]{{1,16}}?姓名:{NAME}{END}"),
    re.compile(
        rf"(?<![\u4e00-\u9fff])(?:学生|团员)?{NAME}[,(](?:[男女],)?20\d\d年[^,。;()]{{0,8}}生,?"
        r"[^。;\n()]{0,10}?(?:学生|小学|中学|年级|初[一二三]|高[一二三])"
    ),
)
_AFTER_TOLD: Final = (
    re.compile(rf"{TOLD}{_LOOSE}"),
    re.compile(rf"{TOLD}[:\s]?{NAME}{END}"),
    re.compile(rf"(?:群众|村民|职工){NAME}(?=举报|投诉|控告|揭发|检举|实名反映)"),
    re.compile(rf"(?<![\u4e00-\u9fff]){NAME}因[\u4e00-\u9fff]{{1,6}}?(?:癌|瘤|梗|症|中风|瘫)"),
)
_ILLNESS: Final = r"(?:病|症|癌|瘤|炎|梗|瘫|障碍|中风|艾滋病毒)"
_SICK: Final = re.compile(
    rf"(?:确诊为?|患有|身患|罹患|感染)[\u4e00-\u9fff]{{0,10}}?{_ILLNESS}的{NAME}{END}"
)
_PART: Final = r"(?:肢体|智力|精神|视力|听力|言语|多重)"
_DEGREE: Final = rf"{_PART}(?:残疾)?[一二三四1-4]级(?:残疾)?|{_PART}?[一二三四1-4]级{_PART}?残疾"
_DISABLED: Final = (
    re.compile(rf"(?:{_DEGREE})人?[,:\s]{{0,2}}{NAME}{END}"),
    re.compile(rf"(?<![\u4e00-\u9fff]){NAME}[,(\s:]{{1,2}}(?:[男女][,\s])?(?:{_DEGREE})"),
    re.compile(rf"残疾人?(?:护理|生活|两项)?补贴(?:对象|发放)?:{NAME}{END}"),
)


def minors(reading: Reading) -> Iterator[Hit]:
    """Yield children named in a row after a word for them, or as somebody's child at school."""
    for found in _PUPILS.finditer(reading.plain):
        yield from _row(reading, found.end())
    for pattern in (_CHILD_OF, *_AFTER_WARD):
        yield from _named(reading, pattern, FindingKind.MINOR, "未成年人姓名")


def names(reading: Reading) -> Iterator[Hit]:
    """Yield names that follow an illness, or that stand beside a degree of disability."""
    for pattern in (_SICK, *_DISABLED, *_AFTER_TOLD):
        yield from _named(reading, pattern, FindingKind.NAME, "敏感情形中的姓名")


def _named(
    reading: Reading, pattern: re.Pattern[str], kind: FindingKind, rule: str
) -> Iterator[Hit]:
    for found in pattern.finditer(reading.plain):
        if not STOP.match(found["name"]):
            yield _hit(kind, reading, found.span("name"), rule)


def _row(reading: Reading, start: int) -> Iterator[Hit]:
    while (found := _IN_A_ROW.match(reading.plain, start)) and not STOP.match(found["name"]):
        yield _hit(FindingKind.MINOR, reading, found.span("name"), "未成年人名单")
        if not found["more"]:
            return
        start = found.end()


def _hit(kind: FindingKind, reading: Reading, place: tuple[int, int], rule: str) -> Hit:
    start, end = reading.span(*place)
    return Hit(kind=kind, start=start, end=end, rule=rule, severity=Severity.LIKELY)
