"""A Chinese train ticket, pale blue; the wrong one is a long-distance coach ticket of the same size.

Rule: citizen numbers pass their check character before the birthday is masked; stations do not exist.
"""

import numpy as np

from examples.draw import desk
from examples.draw.camera import Curl
from examples.draw.case import Case, Document, Query, Shot, Values, on
from examples.draw.checksums import citizen_id
from examples.draw.light import Light
from examples.draw.paper import Ink, Sheet

RED: Ink = (206, 44, 50)
PALE: Ink = (140, 190, 220)
PRINT: Ink = (62, 74, 92)
_W, _H = 1240, 780


def form(sheet: Sheet) -> None:
    """The fixed print."""
    _background(sheet, PALE, (96, 160, 200))
    sheet.box((0, 706, _W, _H), None, fill=(112, 176, 214))
    sheet.text(500, 742, "样张 SPECIMEN 不作乘车凭证", 30, "hei", (240, 248, 252), anchor="l")
    for x in (402, 1126):
        sheet.text(x, 152, "站", 38, "song", PRINT)
    sheet.rule(496, 176, 748, 176, PRINT, 2.5)
    sheet.polygon([(772, 176), (742, 166), (742, 186)], PRINT)
    sheet.text(74, 420, "限乘当日当次车", 34, "song", PRINT)
    sheet.text(640, 420, "中途下车失效", 34, "song", PRINT)
    for y in (536, 664):
        sheet.dashes(110, 900, y, PRINT, 1.6, 10)
    for x in (110, 900):
        for y in range(536, 664, 16):
            sheet.rule(x, y, x, y + 9, PRINT, 1.6)
    sheet.text(505, 578, "报销凭证 遗失不补 样张", 32, "hei", PRINT, anchor="m")
    sheet.text(505, 626, "退票改签时须交回车站", 32, "hei", PRINT, anchor="m")


def _background(sheet: Sheet, wave: Ink, deep: Ink) -> None:
    sheet.wash((196, 226, 242), 0.8, (_W * 0.3, _H * 0.2), 420)
    sheet.wash((246, 208, 214), 0.5, (_W * 0.85, _H * 0.75), 380)
    sheet.waves((0, 0, _W, 700), wave, 62, 10, 60)
    for place in range(3):
        sheet.rosette(320 + place * 320, 350, 150, wave, 14 + place * 2, 7)
    nose = [(x, 438 - 40 * np.exp(-(((x - 330) / 190) ** 2)) - 0.02 * (x - 330)) for x in range(150, 1140, 8)]
    sheet.curve([(float(x), float(y)) for x, y in nose], deep, 2.5)


def fill(sheet: Sheet, values: Values) -> None:
    """What the ticket machine prints."""
    sheet.value("票号", 74, 70, values["票号"], 44, "sans", RED, track=1)
    sheet.value("检票口", 960, 70, values["检票口"], 36, "song")
    sheet.value("出发站", 390, 150, values["出发站"], 48, "hei", anchor="r")
    sheet.value("到达站", 1114, 150, values["到达站"], 48, "hei", anchor="r")
    sheet.value("车次", 620, 140, values["车次"], 52, "serif", anchor="m")
    for x, key in ((300, "from"), (1010, "to")):
        sheet.text(x, 208, values[key], 30, "serif", anchor="m", fixed=False)
    sheet.value("乘车日期", 74, 282, values["乘车日期"], 38, "song")
    sheet.value("座位", 800, 282, values["座位"], 38, "song")
    sheet.value("票价", 74, 350, values["票价"], 38, "song")
    sheet.value("席别", 800, 350, values["席别"], 38, "song")
    sheet.value("身份证号", 74, 488, values["身份证号"], 40, "sans")
    sheet.value("姓名", 540, 488, values["姓名"], 40, "song")
    sheet.text(74, 744, values["code"], 32, "sans", fixed=False)
    sheet.squares(948, 470, 210, sum(values["code"].encode()), cells=33)


FIELDS = (
    ("票号", (56.0, 34.0, 420.0, 106.0)),
    ("检票口", (940.0, 38.0, 1210.0, 102.0)),
    ("出发站", (150.0, 116.0, 396.0, 184.0)),
    ("车次", (500.0, 104.0, 740.0, 170.0)),
    ("到达站", (860.0, 116.0, 1120.0, 184.0)),
    ("乘车日期", (56.0, 248.0, 700.0, 316.0)),
    ("座位", (784.0, 248.0, 1180.0, 316.0)),
    ("票价", (56.0, 320.0, 420.0, 382.0)),
    ("席别", (784.0, 320.0, 1100.0, 382.0)),
    ("身份证号", (56.0, 454.0, 500.0, 522.0)),
    ("姓名", (524.0, 454.0, 880.0, 522.0)),
)


def _ticket(
    serial: str,
    gate: str,
    stations: str,
    train: str,
    when: str,
    seat: str,
    price: str,
    grade: str,
    who: str,
) -> Values:
    """Values of a ticket; stations are "from Pinyin to Pinyin", who is "17 digits name"."""
    start, start_latin, end, end_latin = stations.split()
    body, name = who.split()
    number = citizen_id(body)
    return {
        "票号": serial,
        "检票口": gate,
        "出发站": start,
        "from": start_latin,
        "到达站": end,
        "to": end_latin,
        "车次": train,
        "乘车日期": when,
        "座位": seat,
        "票价": f"¥{price}元",
        "席别": grade,
        "身份证号": f"{number[:10]}****{number[14:]}",
        "姓名": name,
        "code": f"9907{int(body[:6]) * 7919 % 10**9:09d}{serial[-6:]}",
    }


SPECIMEN = _ticket(
    "E081550",
    "检票:12A",
    "云江北 Yunjiangbei 青岚东 Qinglandong",
    "G1387",
    "2025年05月18日09:26开",
    "07车12F号",
    "235.5",
    "二等座",
    "99010219900307051 林若溪",
)
_DIM = Light(0.95, 0.05, (-0.14, -0.12), 0.36, (0.22, 0.9), 0.3, 0.75, 0.0, 3.6)

QUERIES = (
    Query(
        "scan",
        _ticket(
            "K318046",
            "检票:B5",
            "南溪 Nanxi 云江 Yunjiang",
            "D2816",
            "2025年06月02日17:48开",
            "03车08A号",
            "86.0",
            "一等座",
            "99042119850816284 欧阳文澜",
        ),
        Shot.scanned((1000, 660), 0.76, 2.1, grey=250),
    ),
    Query(
        "upside-down",
        _ticket(
            "H605813",
            "检票:3",
            "白鹭湾 Bailuwan 松石岭 Songshiling",
            "C6053",
            "2025年07月11日06:05开",
            "11车01C号",
            "49.5",
            "二等座",
            "99010619720125803 秦牧",
        ),
        Shot.phoned(
            (1280, 960),
            0.8,
            desk.stone,
            Light(1.0, 0.02, (0.1, 0.1), 0.0, (0, 0), 0.18, 0.6, 0.0, 2.6),
            yaw=4,
            pitch=-6,
            spin=176,
        ),
    ),
    Query(
        "photo",
        _ticket(
            "A750162",
            "",
            "青岚东 Qinglandong 长亭口 Changtingkou",
            "K508",
            "2025年08月29日22:31开",
            "15车106号",
            "158.5",
            "新空调硬座",
            "99020820011109356 苏怀瑾",
        ),
        Shot.phoned(
            (1440, 1080),
            0.66,
            on(desk.wood, (desk.keyboard, 0.72, 0.02, 6), (desk.pen, 0.12, 0.5, 78)),
            _DIM,
            yaw=19,
            pitch=22,
            spin=11,
            centre=(0.53, 0.56),
        ),
        (2, 3),
    ),
    Query(
        "curled",
        _ticket(
            "Y490358",
            "检票:A16",
            "稻香 Daoxiang 云江北 Yunjiangbei",
            "G8035",
            "2025年10月08日13:00开",
            "01车02F号",
            "1050.0",
            "商务座",
            "99010119680430102 司徒静姝",
        ),
        Shot.phoned(
            (1280, 1040),
            0.86,
            on(desk.cloth, (desk.pencil, 0.45, 0.06, -7)),
            Light(1.0, 0.0, (0.12, 0.06), 0.18, (0.1, 0.95), 0.2, 0.6, 0.0, 2.8),
            yaw=-6,
            pitch=16,
            spin=-8,
            curl=Curl((0.08, 0.3), 0),
        ),
    ),
)


def coach_form(sheet: Sheet) -> None:
    """A coach ticket: the same paper size, other print."""
    _background(sheet, (246, 214, 200), (236, 190, 170))
    sheet.text(_W / 2, 70, "云江长途汽车客票 样张", 46, "hei-bold", (40, 110, 80), anchor="m")
    for x, y, label in (
        (74, 180, "起点站"),
        (640, 180, "到达站"),
        (74, 270, "乘车日期"),
        (640, 270, "发车时间"),
        (74, 360, "座号"),
        (640, 360, "票价"),
        (74, 450, "车次"),
        (640, 450, "检票口"),
    ):
        sheet.text(x, y, label + ":", 36, "song", (40, 110, 80))
    sheet.text(74, 600, "当日当次有效 遗失不补 副券", 34, "hei", (40, 110, 80))


def coach_fill(sheet: Sheet, values: Values) -> None:
    """Its values."""
    for x, y, key in (
        (230, 180, "出发站"),
        (796, 180, "到达站"),
        (260, 270, "乘车日期"),
        (796, 360, "票价"),
        (190, 360, "座位"),
        (190, 450, "车次"),
        (796, 450, "检票口"),
    ):
        sheet.text(x, y, values[key][:11], 38, "song", fixed=False)
    sheet.bars((700, 560, 1180, 690), values["code"][:18])


CASE = Case(
    Document("train_ticket", (_W, _H), (228, 240, 248), form, fill, FIELDS),
    SPECIMEN,
    QUERIES,
    Document("coach_ticket", (_W, _H), (250, 240, 234), coach_form, coach_fill),
    Shot.phoned(
        (1280, 960),
        0.76,
        on(desk.stone, (desk.coins, 0.12, 0.1, 10)),
        _DIM,
        yaw=-9,
        pitch=10,
        spin=-6,
        quality=78,
    ),
    wrong_values=QUERIES[0].values,
)
