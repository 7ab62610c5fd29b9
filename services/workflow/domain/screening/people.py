"""人 — home addresses, minors, and names that stand in a delicate matter."""

import re
from collections.abc import Iterator
from typing import Final

from services.workflow.domain.screening.reading import Reading
from services.workflow.domain.screening.terms import FindingKind, Hit, Severity

_N: Final = r"[\d一二三四五六七八九十百〇零]"
SURNAME: Final = (
    "(?:欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|夏侯|东方|令狐|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
    "彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛"
    "郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童"
    "凌毕单季裴霍涂成苗谷曲盛冉翁蓝骆路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑"
    "景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝练兰"
    "洪殷邸冀芮储阚匡厉揭逄丘谈鄢阎鞠蔚占糜])"
)
NAME: Final = rf"(?P<name>{SURNAME}[\u4e00-\u9fff]{{1,2}}?)"
STOP: Final = re.compile(
    r".*[某×xX*○Ｘ]|安全|安排|安置|高中|高考|高校|成绩|成长|成员|成立|成果|方案|方面|方式|方法|常规|常见|常年|金额|经费|管理|管教|关爱|关心"
    r"|关注|关于|房屋|和谐|万元|公开|时间|时候|明细|明确|全体|全部|水平|严重|严格|江苏|党员|党组织|党支部|计划|余额|包括|任务|任课|宣传"
    r"|项目|连续|应当|应急|解决|解除|商业|文化|文明|文件|文书|文体|简介|简历|单位|单独|季度|时应|曾经|查处|查询|查实|查找|于是|于\d|何时|何人"
    r"|向[社上下群党全各本县乡镇市省学家村街她他其有外内困未受老贫符所发提申往纪医法检公民政组工单保相区主教班]|向国家"
    r"|应[当该及按如由在于向对予主积遵配自实依为是有保提严做注认用届试聘征收付缴交出持与参到先服尽立接知享]"
    r"|和.*|及.*|米面|车辆|车祸|路费|古建|家长|家庭|申请|申报|申诉|常住|左右|易制|易地|阳性|阳光|白天|农村|农民|农业|师生"
    r"|师资|平台|平均|平安|满意|包干|包抓|包联|温馨|温暖|时光|温饱|盛大|孔.?径|席位|路线|路上|项下|党的|党内|党委|党费|党纪|全县|全市|全国|全省"
    r"|华侨|华人|黄金|钱款|钱物|石材|毛利|雷电|龙头|田地|田间|林地|林业|林木|马上|江河|金融|金属|夏季|秋季|冬季|高龄|高度|高血|高级|高温"
    r"|田径|占地|占用|占有|占比|谈话|谈判|谈心|谈及|储备|储蓄|储存|殷切|殷实|洪水|洪涝|洪灾|厉行|厉害|丘陵|揭牌|揭发|揭露|揭晓"
    r"|白血|白内|古树|顾客|连带|关系|关键|关节|游客|游泳|游戏|管护|管委|房产|景区|费用|卫生|米价|明显|明年|安葬|安装|舒适|宁愿|施工|施救|康复|尚未|尚无|尚有"
    r"|毕业|毕竟|周[末边岁期]|张贴|武术|武装|唐诗|宋词|许可|许多|叶面|陈述|陈列|郑重|谢绝|谢意|董事|苗木|苗圃|汤药|贺信|贺卡|史料|牛羊"
    r"|祝愿|聚会|程序|程度|成功|成本|陆续|方便|纪念|纪律|纪委|纪检|章程|曲线|单价|解答|解释|解读|商品|荣誉|仇恨|边远|边境|全面|全程|全年|全额|查看|查阅"
)
END: Final = (
    r"(?=$|[\s,。、;:!?()《》“”\[\]<>的]|男|女|今年|现年|同学|小朋友"
    r"|反映|举报|由|要|每|自|提|获|荣|与|已|向|为|从|到|说|曾|可|需|家|父|母"
    r"|爷|奶|拟|应|所|之|是|等|同|投诉|因|于|就|在|住|被|系|患|确诊|自述|本人"
    r"|来|称|及|和|诊断|经|参加|按时|按月|领取|\d)"
)
_HOME: Final = re.compile(
    r"(?:家庭住址|家庭地址|居住地址|现住址|住址|户籍地址?|户籍所在地|户口所在地|居住地|家住|现住|现居住于|居住在|居住于|住在|家在|家居|[租暂借寄]住[在于]?)"
    rf"(?:为|是|在|:)?\s*(?P<home>[^,。;:\n]{{0,30}}?{_N}{{1,5}}(?:-\d{{1,4}}){{0,2}}(?:号|室|组|社|弄|栋|幢|单元|户|楼|队)"
    rf"(?:[^,。;:\n]{{0,16}}?{_N}{{1,5}}(?:号|室|组|社|弄|栋|幢|单元|户|楼|房))*)"
)
_BLOCK: Final = re.compile(
    rf"(?P<home>(?:(?![了访到在于往是为至住])[\u4e00-\u9fff\d]){{0,16}}?(?:小区|花园|家园|公寓|新村|佳苑|花苑|雅苑|名苑|嘉苑|苑|华庭|华府|名府|名邸|新城|公馆|山庄|家属院|宿舍)"
    rf"[\u4e00-\u9fff]{{0,4}}{_N}{{1,3}}(?:号楼|幢|栋|座|号|#)\s?(?:{_N}{{1,2}}单元)?\s?{_N}{{2,5}}室?)(?!\d)"
)
_FLAT: Final = re.compile(  # 住幸福里东区3-2-601
    rf"(?:住(?!房|户|院|宿|宅)|寄[往至到]|家)(?:址|在|于)?:?(?P<home>[\u4e00-\u9fff]{{2,16}}?{_N}{{1,3}}[-#]{_N}{{1,2}}[-#]\d{{2,4}})(?![\d-])"
)
_VILLAGE: Final = re.compile(
    rf"(?P<home>(?:(?![了访到在于往是为至住])[\u4e00-\u9fff]){{1,16}}?(?:村|社区|庄|屯)(?:[\u4e00-\u9fff]{{1,4}}自然村)?第?{_N}{{1,3}}(?:村民小组|小组|组|社|队){_N}{{1,4}}号)(?!文|线|楼)"
)
_OFFICES: Final = re.compile(
    r"行政中心|办公|大楼|大厦|政务|会议|服务中心|党群|活动室|委员会|支部|居委|村委|地点|报名|受理|会场|现场|卫生室|图书|改造|维修|工程|物业"
)
_CHILD: Final = re.compile(
    r"(?:未成年人|未成年|留守儿童|困境儿童|事实无人抚养儿童|孤儿|受害儿童|患儿|女童|男童|幼儿|小学生|初中生|中学生|高中生|学生|少年|女孩|男孩)"
    rf"[:\s]?{NAME}{END}"
)
_PUPIL: Final = re.compile(
    r"(?:小学|中学|初中|高中|一中|二中|三中|幼儿园|学校)\(?(?:[高初]?[一二三四五六七八九\d]年?级?|大班|中班|小班)?"
    rf"\(?[一二三四五六七八九\d]{{0,2}}\)?班?\)?(?:学生|同学)?[:\s]?{NAME}"
    r"(?=$|[\s,。、;()]|男|女|同学|小朋友|的|入园|入学|减免|就读|享受)"
)
_GRADE: Final = (
    r"(?:小学|初中|高中)?(?:[一二三四五六七八九1-9]年级|初[一二三]|高[一二三]|[大中小]班)"
)
_ENROLLED: Final = re.compile(
    rf"(?<![\u4e00-\u9fff]){NAME}[,(\s:]{{1,2}}(?:[男女][,\s])?{_GRADE}"
    r"(?![^,。;\n]{0,8}(?:教师|老师|主任|组长|任课|任教))"
)
_FELLOW: Final = re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[班级校生])){NAME}(?:同学|小朋友)")
_AGE: Final = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=孩子)|(?<=儿子)|(?<=女儿)|(?<=孙子)|(?<=孙女)|(?<=弟弟)|(?<=妹妹))"
    rf"{NAME}[,(]?\s?(?:男|女)?(?:孩|童)?[,]?\s?(?:现年|今年|年仅|年龄)?:?"
    r"(?P<age>\d{1,2}|[一二三四五六七八九]|十[一二三四五六七]?)(?:周岁|岁)"
)
DELICATE: Final = (
    r"(?:举报人|检举人|控告人|信访人|上访人|投诉人|反映人|证人|被害人|受害人|署名人|控告者|举报者|受害者|死者|伤者|患者|病人|病患|确诊病例|感染者|病历姓名|吸毒(?:前科)?人员|涉毒人员|戒毒(?:康复)?人员|社区矫正(?:对象|人员)"
    r"|刑满释放人员|刑释人员|失独(?:母亲|父亲|老人)|被家暴(?:妇女|者)|重度?残疾?人员|精神障碍患者|精神病人|艾滋病人|艾滋病患者|被家暴人|被性侵人|线人|残疾人|(?:受害人|被害人|受害者|死者)的?(?:家属|亲属))"
)
_DELICATE: Final = re.compile(rf"{DELICATE}(?:姓名|系|为|是)?[:\s]?{NAME}{END}")
_ILL: Final = re.compile(
    rf"(?<![\u4e00-\u9fff]){NAME}[,]?(?:因患|患有|罹患|确诊|被确诊|诊断为|经诊断|被?诊断[患出]|被?查出患|感染|身患|病历|住院病历|的病历|的诊断"
    r"|因?患(?=[\u4e00-\u9fff]{0,8}?(?:病|症|癌|瘤|炎|梗|瘫|障碍|感染|中风)))"
)
_ROW: Final = re.compile(
    rf"(?:^|[\n;；。])[^\S\n]*(?:\d{{1,4}}[.、．)）]?\s*)?{NAME}(?=[\s,，、:：|])[^\n;；。]{{1,20}}?\d"
)
_WHOSE: Final = re.compile(
    r".*?(?:户|党员|村民|居民|群众|老人|学生|对象|人员|同志|家属|家庭|职工|干部)(?=[\u4e00-\u9fff]{2,}[乡镇村])"
)
_CHILDREN_TO: Final = 18
_UNITS: Final = dict(zip("一二三四五六七八九", range(1, 10), strict=True))


def rows_of_persons(text: str) -> list[str]:
    """Return whose own figures a text lists: names that lead a line or clause with a number."""
    found = (each["name"] for each in _ROW.finditer(text))
    return [name for name in found if not STOP.match(name)]


def addresses(reading: Reading) -> Iterator[Hit]:
    """Yield home addresses: said to be one, or a flat or farmhouse by its form."""
    for pattern in (_HOME, _FLAT):
        for found in pattern.finditer(reading.plain):
            yield _hit(FindingKind.ADDRESS, reading, found.span("home"), "住址用语")
    for pattern in (_BLOCK, _VILLAGE):
        for found in pattern.finditer(reading.plain):
            if not _OFFICES.search(reading.before(found.start(), 8) + found[0]) and not (
                _OFFICES.match(reading.after(found.end(), 6))
            ):
                yield _hit(FindingKind.ADDRESS, reading, _place(found), "住宅门牌格式")


def minors(reading: Reading) -> Iterator[Hit]:
    """Yield children: by a word, a school or an age below 18 beside a name."""
    for pattern in (_CHILD, _PUPIL, _FELLOW, _ENROLLED):
        for found in pattern.finditer(reading.plain):
            if not STOP.match(found["name"]):
                yield _hit(FindingKind.MINOR, reading, found.span("name"), "未成年人姓名")
    for found in _AGE.finditer(reading.plain):
        if _years(found["age"]) < _CHILDREN_TO and not STOP.match(found["name"]):
            yield _hit(FindingKind.MINOR, reading, found.span("name"), "不满18周岁")


def names(reading: Reading) -> Iterator[Hit]:
    """Yield names of informants, patients, victims and others who must not be known."""
    for pattern in (_DELICATE, _ILL):
        for found in pattern.finditer(reading.plain):
            if not STOP.match(found["name"]):
                yield _hit(FindingKind.NAME, reading, found.span("name"), "敏感情形中的姓名")


def _place(found: re.Match[str]) -> tuple[int, int]:
    """Return where the place itself begins and ends: whose home it is stands before it."""
    start, end = found.span("home")
    whose = _WHOSE.match(found["home"])
    return (start + whose.end() if whose else start), end


def _years(age: str) -> int:
    if age.isdigit():
        return int(age)
    return 10 * age.startswith("十") + _UNITS.get(age[-1], 0)


def _hit(kind: FindingKind, reading: Reading, place: tuple[int, int], rule: str) -> Hit:
    start, end = reading.span(*place)
    return Hit(kind=kind, start=start, end=end, rule=rule, severity=Severity.LIKELY)
