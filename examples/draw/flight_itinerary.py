"""A Chinese itinerary receipt of an e-ticket (航空运输电子客票行程单); the wrong one is a boarding pass.

Rule: fare, fund and surcharge add up, and ticket numbers end in their check digit (mod 7).
"""

from examples.draw import desk
from examples.draw.amounts import digits
from examples.draw.camera import Curl
from examples.draw.case import Case, Document, Query, Shot, Values, on
from examples.draw.checksums import citizen_id, mod_7
from examples.draw.light import Light
from examples.draw.paper import Ink, Sheet, Stamp

TEAL: Ink = (30, 104, 116)
WAVE: Ink = (166, 210, 214)
RED: Ink = (206, 50, 54)
PRINT: Ink = (24, 24, 34)
UNINSURED = 3 * "X"
"""What such a receipt prints where no insurance was bought."""
_W, _H = 1560, 800
_COLUMNS = (
    (250, "承运人", "CARRIER"),
    (374, "航班号", "FLIGHT"),
    (520, "座位等级", "CLASS"),
    (628, "日期", "DATE"),
    (786, "时间", "TIME"),
    (898, "客票级别/类别", "FARE BASIS"),
    (1064, "客票生效日期", "NOT VALID BEFORE"),
    (1226, "有效截止日期", "NOT VALID AFTER"),
    (1392, "免费行李", "ALLOW"),
)
_FARES = (
    (250, "票价", "FARE"),
    (470, "民航发展基金", "FUND"),
    (720, "燃油附加费", "FUEL SURCHARGE"),
    (960, "其他税费", "OTHER TAXES"),
    (1190, "合计", "TOTAL"),
)


def form(sheet: Sheet) -> None:
    """The fixed print."""
    sheet.wash((196, 232, 230), 0.7, (_W / 2, _H / 2), 560)
    sheet.waves((50, 150, _W - 50, 730), WAVE, 66, 8, 52, 0.7)
    for place in range(4):
        sheet.rosette(270 + place * 340, 440, 130, WAVE, 16, 8)
    sheet.spread(430, 1130, 50, "航空运输电子客票行程单", 42, "song-bold", TEAL)
    sheet.text(780, 100, "ITINERARY/RECEIPT OF E-TICKET FOR AIR TRANSPORT", 23, "sans", TEAL, anchor="m")
    sheet.text(60, 60, "样张 SPECIMEN", 34, "hei-bold", RED)
    sheet.text(60, 108, "云江航空票务样例", 21, "song", TEAL)
    sheet.text(1180, 60, "印刷序号:", 22, "song", TEAL)
    sheet.text(1180, 90, "SERIAL NO.", 16, "sans", TEAL)
    seal = Stamp(104, 52).rim(0, 3).rim(6, 1).arc("全国统一发票监制章样张", 17, 21, 150, "kai")
    sheet.stamp(780, 112, seal.words("云江省税务局监制", 16, 16, "kai"), (222, 66, 64), 13)
    _grid(sheet)
    _labels(sheet)
    sheet.text(60, 766, "验真网址:www.example.test 服务热线:0990-5550100", 19, "song", TEAL)
    sheet.text(1500, 766, "付款凭证 手写无效 NOT VALID IN HAND WRITING", 19, "song", TEAL, anchor="r")


def _grid(sheet: Sheet) -> None:
    sheet.box((50, 150, 1510, 730), TEAL, 2.4)
    for y in (240, 300, 500, 582, 656):
        sheet.rule(50, y, 1510, y, TEAL)
    for x in (470, 960):
        sheet.rule(x, 150, x, 240, TEAL)
    for x, _, _ in _COLUMNS:
        sheet.rule(x, 240, x, 500, TEAL, 1)
    for x, _, _ in _FARES[1:]:
        sheet.rule(x, 500, x, 582, TEAL, 1)
    for x in (520, 790, 1170):
        sheet.rule(x, 582, x, 656, TEAL, 1)
    for x in (390, 1130):
        sheet.rule(x, 656, x, 730, TEAL, 1)


def _labels(sheet: Sheet) -> None:
    for x, label, english in (
        (60, "旅客姓名", "NAME OF PASSENGER"),
        (480, "有效身份证件号码", "ID.NO."),
        (970, "签注", "ENDORSEMENTS/RESTRICTIONS"),
    ):
        sheet.text(x, 167, label, 19, "song", TEAL)
        sheet.text(x + len(label) * 19 + 10, 167, english, 15, "sans", TEAL)
    for x, label, english in _COLUMNS:
        sheet.text(x + 8, 258, label, 19, "song", TEAL)
        sheet.text(x + 8, 281, english, 13, "sans", TEAL)
    for x, label, english in _FARES:
        sheet.text(x + 8, 516, label, 19, "song", TEAL)
        sheet.text(x + len(label) * 19 + 14, 517, english, 13, "sans", TEAL)
    for row, (label, english) in enumerate((("自", "FROM"), ("至", "TO"), ("至", "TO"))):
        sheet.text(58, 326 + row * 58, label, 21, "song", TEAL)
        sheet.text(82, 327 + row * 58, english, 13, "sans", TEAL)
    for x, y, label, english in (
        (60, 600, "电子客票号码", "E-TICKET NO."),
        (530, 600, "验证码", "CK."),
        (800, 600, "提示信息", "INFORMATION"),
        (1180, 600, "保险费", "INSURANCE"),
        (60, 674, "销售单位代号", "AGENT CODE"),
        (400, 674, "填开单位", "ISSUED BY"),
        (1140, 674, "填开日期", "DATE OF ISSUE"),
    ):
        sheet.text(x, y, label, 19, "song", TEAL)
        sheet.text(x, y + 24, english, 14, "sans", TEAL)


def fill(sheet: Sheet, values: Values) -> None:
    """What the agent's printer adds."""
    sheet.value("印刷序号", 1316, 66, values["印刷序号"], 25, "mono", PRINT)
    sheet.value("旅客姓名", 76, 210, values["旅客姓名"], 29, "song", PRINT)
    sheet.value("身份证件号码", 494, 210, values["身份证件号码"], 28, "mono", PRINT)
    sheet.value("签注", 984, 210, values["签注"], 25, "song", PRINT)
    sheet.value("始发站", 138, 326, values["始发站"], 25, "song", PRINT)
    sheet.value("到达站", 138, 384, values["到达站"], 25, "song", PRINT)
    sheet.text(138, 442, "VOID", 25, "mono", PRINT, fixed=False)
    sheet.value("航班号", 386, 326, values["航班号"], 26, "mono", PRINT)
    sheet.value("乘机日期", 640, 326, values["乘机日期"], 22, "mono", PRINT)
    sheet.value("起飞时间", 798, 326, values["起飞时间"], 26, "mono", PRINT)
    for x, key in ((262, "carrier"), (546, "class"), (912, "basis"), (1406, "allow")):
        sheet.text(x, 326, values[key], 25, "song" if key == "carrier" else "mono", PRINT, fixed=False)
    sheet.value("票价", 262, 555, values["票价"], 26, "mono", PRINT)
    for x, key in ((482, "fund"), (732, "fuel"), (972, "other")):
        sheet.text(x, 555, values[key], 26, "mono", PRINT, fixed=False)
    sheet.value("合计", 1204, 555, values["合计"], 26, "mono", PRINT)
    sheet.value("电子客票号码", 206, 618, values["电子客票号码"], 27, "mono", PRINT)
    sheet.text(610, 618, values["ck"], 26, "mono", PRINT, fixed=False)
    sheet.text(1300, 618, UNINSURED, 26, "mono", PRINT, fixed=False)
    sheet.text(206, 692, values["agent"], 24, "mono", PRINT, fixed=False)
    sheet.value("填开单位", 510, 692, values["填开单位"], 25, "song", PRINT)
    sheet.value("填开日期", 1290, 692, values["填开日期"], 26, "mono", PRINT)


FIELDS = (
    ("印刷序号", (1300.0, 40.0, 1520.0, 92.0)),
    ("旅客姓名", (60.0, 184.0, 460.0, 236.0)),
    ("身份证件号码", (480.0, 184.0, 950.0, 236.0)),
    ("签注", (970.0, 184.0, 1500.0, 236.0)),
    ("始发站", (128.0, 304.0, 246.0, 350.0)),
    ("到达站", (128.0, 360.0, 246.0, 408.0)),
    ("航班号", (378.0, 304.0, 516.0, 350.0)),
    ("乘机日期", (632.0, 304.0, 782.0, 350.0)),
    ("票价", (254.0, 530.0, 466.0, 579.0)),
    ("合计", (1194.0, 530.0, 1504.0, 579.0)),
    ("电子客票号码", (192.0, 586.0, 516.0, 652.0)),
    ("填开单位", (496.0, 660.0, 1124.0, 726.0)),
)


def _receipt(
    serial: str,
    who: str,
    note: str,
    route: str,
    flight: str,
    when: str,
    money: tuple[int, int, int],
    ticket: str,
    issued: str,
) -> Values:
    """Values of a receipt: who is "name 17-digits", route "from to carrier class", money in yuan."""
    name, body = who.rsplit(" ", 1)
    start, end, carrier, grade = route.split()
    day, time = when.split()
    fare, fund, fuel = (100 * amount for amount in money)
    agent, office, date = issued.split()
    number = citizen_id(body) if body.isdigit() else body
    return {
        "印刷序号": serial,
        "旅客姓名": name,
        "身份证件号码": number,
        "签注": note,
        "始发站": start,
        "到达站": end,
        "航班号": flight,
        "乘机日期": day,
        "起飞时间": time,
        "票价": f"CNY{digits(fare)}",
        "合计": f"CNY{digits(fare + fund + fuel)}",
        "电子客票号码": mod_7(ticket),
        "填开单位": office,
        "填开日期": date,
        "carrier": carrier,
        "class": grade,
        "basis": grade + "RT",
        "allow": "20K",
        "fund": f"CN {digits(fund)}",
        "fuel": f"YQ {digits(fuel)}",
        "other": "",
        "ck": serial[-4:],
        "agent": agent,
    }


SPECIMEN = _receipt(
    "99081550438",
    "林若溪 99010219900307051",
    "不得签转/改期收费",
    "云江 青岚 云航 Y",
    "YJ1387",
    "2025-05-18 08:15",
    (1180, 50, 30),
    "9998815043271",
    "YUJ108 云江样例航空服务有限公司北苑营业部 2025-05-12",
)
_WINDOW = Light(0.98, 0.02, (0.18, -0.1), 0.32, (0.88, 0.94), 0.26, 0.55, 0.0, 3.0)

QUERIES = (
    Query(
        "scan",
        _receipt(
            "99036180527",
            "欧阳文澜 99042119850816284",
            "不得退票",
            "南溪 云江 溪航 M",
            "NX5806",
            "2025-06-02 17:40",
            (860, 50, 20),
            "9973605180264",
            "NAX026 南溪县样例旅行社 2025-05-30",
        ),
        Shot.scanned((1300, 700), 0.81, -1.6, light=Light(1.0, noise=2.4)),
    ),
    Query(
        "upside-down",
        _receipt(
            "99057710842",
            "苏怀瑾 99020820011109356",
            "",
            "青岚 稻香 岚航 V",
            "QL3059",
            "2025-08-29 22:05",
            (2045, 50, 60),
            "9985107734290",
            "QLD315 青岚样例商务旅行有限公司 2025-08-15",
        ),
        Shot.scanned((1600, 860), 1.0, 181.1, shear=0.006, light=Light(0.97, noise=2.6), quality=80),
    ),
    Query(
        "photo",
        _receipt(
            "99060824951",
            "MARLOWE/ADA E90085137",
            "不得签转/退票收费/改期收费",
            "长亭 云江 云航 K",
            "YJ2640",
            "2025-07-08 13:30",
            (3365, 50, 110),
            "9998802617354",
            "YUJ108 云江样例航空服务有限公司国际机场售票处 2025-07-01",
        ),
        Shot.phoned(
            (1600, 1200),
            0.88,
            on(desk.stone, (desk.keyboard, 0.3, 0.02, -5), (desk.pen, 0.7, 0.93, 12)),
            _WINDOW,
            yaw=12,
            pitch=20,
            spin=-6,
            centre=(0.49, 0.52),
        ),
        (3, -2),
    ),
    Query(
        "curled",
        _receipt(
            "99048301765",
            "司徒静姝 99010119680430102",
            "不得签转",
            "稻香 长亭 岚航 B",
            "QL8015",
            "2025-10-08 06:50",
            (1490, 50, 40),
            "9985160308825",
            "DAX077 稻香样例票务代理中心 2025-09-28",
        ),
        Shot.phoned(
            (1600, 1200),
            0.86,
            on(desk.wood, (desk.coins, 0.1, 0.12, 40), (desk.note, 0.93, 0.1, 8)),
            Light(1.0, 0.03, (-0.1, 0.08), 0.2, (0.1, 0.95), 0.22, 0.55, 0.0, 2.8),
            yaw=5,
            pitch=13,
            spin=3,
            curl=Curl((-0.22, 0.0, 0.4), 0),
        ),
    ),
)


def boarding_form(sheet: Sheet) -> None:
    """A boarding pass: the same words, another card."""
    sheet.box((0, 0, 1500, 110), None, fill=(30, 104, 140))
    sheet.text(60, 56, "登机牌 BOARDING PASS 样张", 46, "hei-bold", (255, 255, 255))
    sheet.waves((0, 120, 1500, 640), (214, 230, 238), 40, 8, 60)
    sheet.dashes(1080, 1082, 120, TEAL)
    for y in range(120, 640, 18):
        sheet.rule(1080, y, 1080, y + 10, TEAL)
    for x, y, label in (
        (60, 160, "旅客姓名 NAME"),
        (560, 160, "航班号 FLIGHT"),
        (820, 160, "日期 DATE"),
        (60, 290, "自 FROM"),
        (560, 290, "至 TO"),
        (60, 420, "登机口 GATE"),
        (330, 420, "登机时间 BOARDING TIME"),
        (820, 420, "座位 SEAT"),
        (1120, 160, "旅客姓名 NAME"),
        (1120, 290, "航班号 FLIGHT"),
        (1120, 420, "座位 SEAT"),
    ):
        sheet.text(x, y, label, 24, "hei", TEAL)
    sheet.text(60, 600, "登机口于起飞前15分钟关闭 GATE CLOSES 15 MINUTES BEFORE DEPARTURE", 22, "song", TEAL)


def boarding_fill(sheet: Sheet, values: Values) -> None:
    """Its values."""
    for x, y, text in (
        (60, 210, values["旅客姓名"]),
        (560, 210, values["航班号"]),
        (820, 210, values["乘机日期"]),
        (60, 340, values["始发站"]),
        (560, 340, values["到达站"]),
        (60, 475, "B08"),
        (330, 475, values["起飞时间"]),
        (820, 475, "15C"),
        (1120, 210, values["旅客姓名"]),
        (1120, 340, values["航班号"]),
        (1120, 475, "15C"),
    ):
        sheet.text(x, y, text, 40, "song", fixed=False)
    sheet.bars((1130, 530, 1440, 620), values["电子客票号码"])


CASE = Case(
    Document("flight_itinerary", (_W, _H), (244, 250, 250), form, fill, FIELDS),
    SPECIMEN,
    QUERIES,
    Document("boarding_pass", (1500, 660), (252, 252, 250), boarding_form, boarding_fill),
    Shot.phoned(
        (1440, 1080),
        0.86,
        on(desk.wood, (desk.cup, 0.9, 0.08, 0)),
        _WINDOW,
        yaw=-8,
        pitch=14,
        spin=5,
        quality=78,
    ),
    wrong_values=QUERIES[0].values,
)
