"""外族人名 — names of other tongues, by their sounds, beside a word for who must not be known."""

import re
from collections.abc import Iterator
from typing import Final

from services.workflow.domain.screening.people import DELICATE
from services.workflow.domain.screening.reading import Reading
from services.workflow.domain.screening.rolls import TOLD, WARD
from services.workflow.domain.screening.terms import FindingKind, Hit, Severity

_LETTERS: Final = (  # by which sounds of other tongues are written
    "阿埃艾爱安奥巴白拜班邦保鲍北贝本比彼毕别宾波博布采柴楚茨措次达黛戴丹道德登狄迪蒂丁东杜顿多"
    "厄恩尔法凡范菲费芬冯佛夫弗福甫盖甘冈戈哥格葛古顾哈海罕汉豪赫黑亨胡华怀霍基吉加迦贾江杰金津"
    "卡凯坎康柯科克肯孔库拉莱赖兰朗劳勒雷蕾黎里理利丽莉力历列林琳龙隆卢鲁露伦罗洛吕马玛麦迈买曼"
    "芒毛美门蒙孟米密敏摩莫墨默木姆穆娜纳奈南内尼娅年涅宁纽努诺欧帕潘庞佩彭皮泼普奇齐恰乔切钦琴"
    "青丘曲热仁茹瑞若萨塞赛桑瑟森沙珊尚绍舍申圣施史士舒朔斯丝松苏索塔泰坦汤唐特提图吐托瓦旺威韦"
    "维魏沃乌吾武西希锡夏香肖谢辛欣休许逊雅亚延央扬耶叶伊依易英尤约翰孜扎泽曾詹珍芝卓兹祖佐肉才"
    "旦堆琼嘉仓合果根汗梅日色铁哲考代察那其云珠宝额朝嘎强"
)
_NAMES: Final = (
    "扎西 卓玛 次仁 多吉 旺堆 尼玛 达娃 格桑 央金 拉姆 白玛 索朗 普布 "
    "丹增 平措 德吉 洛桑 顿珠 才让 卓嘎 强巴 仁增 巴特尔 其木格 那日松 "
    "呼和 苏日娜 古丽 买买提 艾合买提 吐尔逊 热合曼 努尔 阿卜杜 阿依 艾山 "
    "木沙 吉克 阿木 乌兰 乌云 其其格 布和 木合塔尔 买合木提"
)
_SOUND: Final = f"[{_LETTERS}{_NAMES.replace(' ', '')}]"
_GIVEN: Final = f"(?:{_NAMES.replace(' ', '|')})"
_TONGUE: Final = (
    rf"(?P<name>{_SOUND}{{1,8}}(?:[·•‧∙]{_SOUND}{{1,8}}){{1,3}}"
    rf"|{_SOUND}{{0,3}}?{_GIVEN}{_SOUND}{{0,4}})"
)
_LATIN: Final = (
    r"(?P<name>[A-Z][A-Za-z'\-]{1,14}(?:[ ·.]{1,2}[A-Z][A-Za-z'\-]{0,14}){1,2})(?! ?[A-Za-z\d])"
)
_SAID: Final = r"(?:姓名|系|为|是)?[:\s]?"
_WARDS: Final = (
    re.compile(rf"(?:{WARD}|留守儿童|困境儿童|孤儿|患儿|学生){_SAID}{_TONGUE}"),
    re.compile(rf"(?<![\u4e00-\u9fff]){_TONGUE}(?:同学|小朋友)"),
)
_OTHERS: Final = (
    re.compile(rf"(?:{DELICATE}|{TOLD}){_SAID}{_TONGUE}"),
    re.compile(rf"(?:{DELICATE}|{TOLD}){_SAID}{_LATIN}"),
    re.compile(rf"(?<![\u4e00-\u9fff]){_TONGUE}(?:因?患|罹患|确诊|被确诊|感染|诊断)"),
)


def minors(reading: Reading) -> Iterator[Hit]:
    """Yield children whose names are of another tongue."""
    yield from _named(reading, _WARDS, FindingKind.MINOR, "未成年人姓名")


def names(reading: Reading) -> Iterator[Hit]:
    """Yield informants, patients and victims whose names are of another tongue."""
    yield from _named(reading, _OTHERS, FindingKind.NAME, "敏感情形中的姓名")


def _named(
    reading: Reading, patterns: tuple[re.Pattern[str], ...], kind: FindingKind, rule: str
) -> Iterator[Hit]:
    for pattern in patterns:
        for found in pattern.finditer(reading.plain):
            start, end = reading.span(*found.span("name"))
            yield Hit(kind=kind, start=start, end=end, rule=rule, severity=Severity.LIKELY)
