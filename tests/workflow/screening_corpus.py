"""A labelled corpus: ⟦kind|text⟧ marks what must be found; everything else must be left alone.

All people, numbers and places are invented: numbers are made from a seeded
generator so that their check digits hold. What a person would write by hand is
written by hand.
"""

import random
import re
from dataclasses import dataclass

from services.workflow.domain.screening import FindingKind
from tests.workflow import screening_negatives
from tests.workflow.screening_fresh import FRESH
from tests.workflow.screening_provinces import HELD, SEEN
from tests.workflow.screening_unseen import SECOND, UNSEEN

MARK = re.compile(r"⟦(\w+)\|(.*?)⟧", re.DOTALL)
HAN = "〇一二三四五六七八九"
FULL = str.maketrans("0123456789Xx-", "０１２３４５６７８９ＸＸ－")
REGIONS = [
    "110105",
    "310115",
    "330106",
    "331127",
    "320583",
    "440305",
    "510107",
    "610113",
    "420106",
    "370202",
    "350203",
    "430121",
]
SURNAMES = "张王李赵陈林周吴徐孙胡朱高郭何罗宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英建国志强晓梅海燕文博子涵雨欣浩然佳怡"
PREFIXES = [
    "130",
    "131",
    "133",
    "135",
    "136",
    "138",
    "139",
    "150",
    "152",
    "157",
    "158",
    "159",
    "177",
    "180",
    "181",
    "182",
    "187",
    "189",
    "191",
    "198",
    "199",
]
BINS = [
    "622202",
    "621700",
    "622848",
    "621661",
    "622588",
    "621226",
    "955880",
    "601382",
    "622262",
    "458123",
    "621799",
    "622700",
]
AREAS = ["010", "021", "0571", "0578", "0574", "0755", "027", "028", "029", "0512", "0592", "0731"]


@dataclass(frozen=True)
class Case:
    """One text, and the stretches that must be found in it."""

    name: str
    text: str
    wanted: tuple[tuple[FindingKind, int, int], ...]


def labelled(name, marked):
    text, wanted, last = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[last : found.start()]
        wanted.append((FindingKind(found[1]), len(text), len(text) + len(found[2])))
        text += found[2]
        last = found.end()
    return Case(name, text + marked[last:], tuple(wanted))


# ── what has a check digit ───────────────────────────────────────────────────────────────────


def identity(dice):
    year, month, day = dice.randint(1938, 2019), dice.randint(1, 12), dice.randint(1, 28)
    body = f"{dice.choice(REGIONS)}{year}{month:02}{day:02}{dice.randint(1, 999):03}"
    total = sum(int(each) * weight for each, weight in zip(body, weights(), strict=True))
    return body + "10X98765432"[total % 11]


def weights():
    return [pow(2, 17 - n, 11) for n in range(17)]


def card(dice, length=19):
    body = dice.choice(BINS)
    body += "".join(str(dice.randint(0, 9)) for _ in range(length - 1 - len(body)))
    total = 0
    for n, each in enumerate(reversed(body)):
        twice = int(each) * (2 if n % 2 == 0 else 1)
        total += twice - 9 * (twice > 9)
    return body + str(-total % 10)


def mobile(dice):
    return dice.choice(PREFIXES) + "".join(str(dice.randint(0, 9)) for _ in range(8))


def landline(dice):
    area = dice.choice(AREAS)
    figures = 8 if len(area) == 3 or area in {"0571", "0574", "0755", "0512", "0731"} else 7
    return area, str(dice.randint(2, 8)) + "".join(
        str(dice.randint(0, 9)) for _ in range(figures - 1)
    )


def name(dice):
    return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2))))


def spelled(figures):
    return "".join(HAN[int(each)] if each.isdigit() else each for each in figures)


def plain(figures):
    return figures


def full(figures):
    return figures.translate(FULL)


def spaced(*groups):
    """Return a way of writing: in groups of these sizes, the rest as it comes."""

    def written(figures, gap=" "):
        parts, at = [], 0
        for size in groups:
            parts.append(figures[at : at + size])
            at += size
        return gap.join([*parts, figures[at:]] if at < len(figures) else parts)

    return written


def hyphened(*groups):
    return lambda figures: spaced(*groups)(figures, "-")


def broken(at):
    return lambda figures: f"{figures[:at]}\n{figures[at:]}"


def unseen(at):
    return lambda figures: f"{figures[:at]}\u200b{figures[at:]}"


def apart(figures):
    return " ".join(figures)


ID_WAYS = [
    plain, plain, plain, full, spaced(6, 8), spaced(6, 4, 4), hyphened(6, 8), broken(9), broken(14),
    spelled, apart, unseen(7), str.lower,
]  # fmt: skip
MOBILE_WAYS = [
    plain, plain, full, spaced(3, 4), hyphened(3, 4), broken(7), spelled, apart, unseen(4),
    lambda n: f"+86 {n}", lambda n: f"86-{n}", lambda n: f"+86{n}", spaced(3, 3, 3),
]  # fmt: skip
CARD_WAYS = [plain, plain, full, spaced(4, 4, 4, 4), hyphened(4, 4, 4, 4), broken(8), unseen(5)]

ID_IN = [
    "困难党员{n}（身份证号：{x}），发放慰问金500元。",
    "身份证：{x}",
    "{n}，男，{x}，中共党员。",
    "公示对象为{n}，公民身份号码{x}，公示期5个工作日。",
    "序号1|{n}|{x}|1200元",
    "经办人员证件号码为{x}，已核对。",
    "附：{x}（复印件）。",
]
MOBILE_IN = [
    "联系人：{n}，手机{x}。",
    "如有疑问请拨打{x}咨询。",
    "{n} {x}",
    "电话：{x}（微信同号）",
    "村民代表{n}，联系电话{x}，负责登记。",
    "请于7月5日前与{n}（{x}）联系",
]
CARD_IN = [
    "慰问金已转入{n}的银行卡{x}。",
    "开户行：农业银行，账号{x}，户名{n}。",
    "卡号：{x}",
    "补助款打入个人账户{x}（工商银行）。",
    "收款人{n}；收款账号：{x}；金额1000.00元",
]
LANDLINE_IN = [
    "{n}宅电：{x}",
    "党员{n}，家庭电话{x}。",
    "{n}（{x}）",
    "本人电话{x}，晚上可接听",
    "住户{n}，住宅电话：{x}",
]


def numbers(dice):
    for n in range(78):
        x = ID_WAYS[n % len(ID_WAYS)](identity(dice))
        yield "identity", ID_IN[n % len(ID_IN)].format(n=name(dice), x=f"⟦identity|{x}⟧")
    for n in range(78):
        x = MOBILE_WAYS[n % len(MOBILE_WAYS)](mobile(dice))
        yield "mobile", MOBILE_IN[n % len(MOBILE_IN)].format(n=name(dice), x=f"⟦mobile|{x}⟧")
    for n in range(49):
        x = CARD_WAYS[n % len(CARD_WAYS)](card(dice, (16, 19, 19)[n % 3]))
        yield "bank_card", CARD_IN[n % len(CARD_IN)].format(n=name(dice), x=f"⟦bank_card|{x}⟧")
    for n in range(25):
        area, number = landline(dice)
        x = ("{}-{}", "{} {}", "({}){}", "{}{}", "{}－{}")[n % 5].format(area, number)
        shape = LANDLINE_IN[n % len(LANDLINE_IN)]
        yield "landline", shape.format(n=name(dice), x=f"⟦landline|{x}⟧")


BY_HAND = """
发现⟦identity|330106900101123⟧这个15位身份证号
身份证号⟦identity|110105 491231 002⟧（老证）
前后两人：⟦identity|11010519491231002X⟧、⟦mobile|13800138000⟧。
手机⟦mobile|１３８ ００１３ ８０００⟧，⟦mobile|139-1234-5678⟧
请打⟦mobile|幺三八零零幺三八零零零⟧（⟦mobile|一三八〇〇一三八〇〇〇⟧）
车号⟦plate|浙A·8K123⟧的车主请到村委会领取补偿款。
⟦plate|京A12345⟧小型轿车
新能源车⟦plate|浙AD12345⟧享受补贴
小车⟦plate|粤BF12345⟧，货车⟦plate|粤B12345D⟧
私家车（⟦plate|沪A D 12345⟧）停放
车辆号牌：⟦plate|苏E·F12345⟧；⟦plate|苏E9Z88Q⟧
他开着⟦plate|浙K－56A78⟧去了县城
⟦plate|渝ＡＦ１２３４５⟧
挂车⟦plate|鲁H1234挂⟧，教练车⟦plate|鄂A1234学⟧
⟦plate|粤Z1234港⟧入境
车牌号⟦plate|川a12b34⟧
号牌为⟦plate|新E2507A⟧，另一辆是⟦plate|新A12345⟧
登记车辆为⟦plate|皖A·66E88⟧、⟦plate|皖A·D06688⟧两辆
护照号码：⟦travel|E12345678⟧
持有效护照（⟦travel|EA1234567⟧）出国
因私护照号⟦travel|G87654321⟧已交组织部保管
往来港澳通行证⟦travel|C12345678⟧
港澳通行证号码：⟦travel|CA1234567⟧，有效期十年
公务护照⟦travel|SE1234567⟧
台胞证号码：⟦travel|12345678⟧
⟦travel|H12345678⟧（回乡证）
往来台湾通行证 ⟦travel|L12345678⟧
个人邮箱⟦email|zhangsan1985@163.com⟧
请发至⟦email|li.ming@qq.com⟧
E-mail：⟦email|wang_fang＠sina.com.cn⟧
可联系⟦email|chen2020 (at) 126.com⟧
邮箱 ⟦email|123456789@qq.com⟧，微信同号
发到⟦email|zhao-gang@outlook.com⟧或者当面递交
家庭住址：⟦address|和平街道幸福路12号3幢2单元501室⟧。
家住⟦address|石塘镇下洋村3组15号⟧，独居。
现住⟦address|城东小区8幢302室⟧
户籍地址：⟦address|云和县白龙山街道解放街66号⟧
住址为⟦address|大源乡上村十二号⟧，
居住在⟦address|凤凰山庄5栋1单元1202室⟧的老党员
慰问了⟦address|翠竹苑12幢3单元402室⟧的老人
上门走访⟦address|江滨花园6号楼1801⟧住户
⟦address|石浦村第二组16号⟧陈家
⟦address|岭头村3组21号⟧为危房
住在⟦address|县医院宿舍3栋201室⟧
户口所在地：⟦address|紧水滩镇石浦村8号⟧
居住地：⟦address|环城东路118弄6号402室⟧
学生⟦minor|李子涵⟧，男，获得资助800元。
留守儿童⟦minor|王雨欣⟧由祖母照料
困境儿童：⟦minor|陈浩然⟧，补助每月1200元
⟦minor|周佳怡⟧，女，9岁，父母在外务工
⟦minor|张小明⟧（13岁）失学
⟦minor|吴磊⟧，今年十五岁
实验小学三年级2班⟦minor|赵文博⟧
县第一中学高二（3）班学生⟦minor|孙晓梅⟧
中心幼儿园大班⟦minor|何欣怡⟧小朋友
⟦minor|刘洋⟧同学家庭困难
未成年人⟦minor|郑强⟧的监护人
孤儿⟦minor|林平⟧，由民政局监护
事实无人抚养儿童⟦minor|徐静⟧
女童⟦minor|谢娜⟧被送医
年仅8岁的事：⟦minor|高杰⟧，年仅8岁
举报人⟦name|张建国⟧反映该村账目不清
举报人：⟦name|李敏⟧，
信访人⟦name|王志强⟧要求公开
患者⟦name|陈桂英⟧，住院15天
⟦name|赵海燕⟧患有尿毒症，家庭困难
⟦name|周明⟧确诊肺癌，申请大病救助
⟦name|孙霞⟧病历号在案
受害人⟦name|何芳⟧自述
社区矫正对象⟦name|罗勇⟧，按月报到
吸毒人员⟦name|宋杰⟧
精神障碍患者⟦name|郭涛⟧的监护补助
控告人⟦name|许兰⟧来信
证人⟦name|韩超⟧称
⟦name|冯丽⟧因患重病申请救助
上访人⟦name|唐军⟧、
艾滋病患者⟦name|邓伟⟧
⟦mark|机密★1年⟧
⟦mark|秘密★5年⟧
⟦mark|绝密★长期⟧
⟦mark|秘密★⟧ 特急
⟦mark|机密☆10年⟧
⟦mark|机 密★3年⟧
⟦mark|秘密＊6个月⟧
⟦mark|密级：机密⟧
⟦mark|密级：内部⟧
⟦mark|密　级：秘密⟧
关于某事的报告（⟦mark|秘密　10年⟧）
⟦mark|保密期限：5年⟧
⟦mark|【机密】⟧会议纪要
会议纪要⟦mark|（秘密）⟧
⟦mark|内部资料⟧ ⟦mark|注意保存⟧
⟦mark|内部资料⟧，⟦mark|不得外传⟧。
本文件⟦mark|严禁外传⟧
⟦mark|内部文件⟧ 第3期
⟦mark|仅供内部参阅⟧
⟦mark|内部参考⟧（第12期）
此件⟦mark|阅后收回⟧
材料⟦mark|会后收回⟧
此件⟦mark|不公开发布⟧
⟦mark|请勿外传⟧，谢谢
⟦mark|不得翻印⟧
⟦mark|仅供领导参阅⟧
县委会议材料\n⟦mark|机密⟧\n关于人事安排的汇报
⟦mark|秘密⟧\n云和县委文件
根据⟦secret_number|云委机密〔2024〕12号⟧精神
见⟦secret_number|〔2024〕机密3号⟧
⟦secret_number|县委密〔2025〕7号⟧要求
按照⟦secret_number|密发[2023]15号⟧
⟦secret_number|〔2024〕秘密第18号⟧
⟦secret_number|绝密（2022）1号⟧
⟦secret_number|云公机密字〔2021〕第6号⟧
⟦secret_number|机密电〔2024〕9号⟧
附件：⟦secret_number|浙密传〔2025〕33号⟧
⟦secret_number|［２０２４］机密５号⟧
"""


def by_hand():
    for line in BY_HAND.strip().splitlines():
        yield "by hand", line.replace("\\n", "\n")


def unseen():
    """Return the cases by which no rule was ever mended: every second of the fresh ones."""
    return [*_fresh()[1::2], *filled("held", HELD, random.Random(19351017))]


def _fresh():
    return filled("fresh", FRESH, random.Random(20230415))


def filled(title, lines, dice):
    made = {
        **{f"id{n}": identity(dice) for n in range(5)},
        **{f"mo{n}": mobile(dice) for n in range(7)},
        **{f"ca{n}": card(dice) for n in range(2)},
    }
    texts = (each.format(**made).replace("\\n", "\n") for each in lines.strip().splitlines())
    return [labelled(title, each) for each in texts]


def corpus():
    """Return every case, the same each time."""
    dice = random.Random(20260701)
    positives = [*numbers(dice), *by_hand()]
    negatives = [("negative", each) for each in screening_negatives.negatives(dice)]
    second = filled("second", SECOND, random.Random(19491001))
    third = filled("third", UNSEEN, random.Random(19210723))
    marked = [labelled(*each) for each in (*positives, *negatives)]
    fourth = filled("seen", SEEN, random.Random(19450423))
    return [*marked, *second, *third, *_fresh()[::2], *fourth]
