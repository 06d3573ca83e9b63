"""A bilingual waybill of a made-up carrier (青羽速运 Plume Express); the wrong picture is a letter.

Rule: waybill numbers end in their Luhn digit, and the bars at the top say the same number.
"""

from examples.draw import desk
from examples.draw.camera import Curl
from examples.draw.case import Case, Document, Query, Shot, Values, on
from examples.draw.checksums import luhn
from examples.draw.light import Light
from examples.draw.paper import Ink, Sheet

GREEN: Ink = (18, 104, 84)
AMBER: Ink = (226, 132, 30)
GREY: Ink = (96, 100, 104)
_W, _H = 1080, 1500
_TERMS = (
    "1. 样张 SPECIMEN: 本单仅供演示,不作运输凭证。This waybill is a drawn example.",
    "2. 贵重物品请声明价值并保价。Declare the value of precious goods before dispatch.",
    "3. 签收即视为货物完好。Signature confirms receipt in good condition.",
    "4. 禁寄液体、电池及易燃物。No liquids, batteries or inflammable goods.",
)

_LETTER = (
    "Dear members the winter was mild and the paths along the brook have dried earlier than in other years "
    "so the spring meeting is brought forward please bring the keys of the tool shed and tell us which beds "
    "you would like to keep seeds are shared on Saturday tea is served from four and children are welcome"
)


def form(sheet: Sheet) -> None:
    """The fixed print."""
    _brand(sheet)
    sheet.box((40, 330, 1040, 1180), GREEN, 2.5)
    for y in (600, 880, 980, 1080):
        sheet.rule(40, y, 1040, y, GREEN)
    for y0, y1, tag, ink in ((330, 600, "寄", GREEN), (600, 880, "收", AMBER)):
        sheet.box((40, y0, 104, y1), None, fill=ink)
        sheet.text(72, (y0 + y1) / 2 - 20, tag, 44, "hei-bold", (255, 255, 255), anchor="m")
        sheet.text(
            72,
            (y0 + y1) / 2 + 30,
            "FROM" if tag == "寄" else "TO",
            20,
            "sans-bold",
            (255, 255, 255),
            anchor="m",
        )
        for y, label, english in ((46, "姓名", "Name"), (104, "电话", "Phone"), (164, "地址", "Address")):
            sheet.text(122, y0 + y - 10, label, 22, "hei", GREY)
            sheet.text(122, y0 + y + 16, english, 17, "sans", GREY)
    for x, y, label, english in (
        (56, 902, "品名", "Contents"),
        (650, 902, "件数", "Pieces"),
        (850, 902, "重量", "Weight"),
        (56, 1002, "声明价值", "Declared value"),
        (380, 1002, "付款方式", "Payment"),
        (700, 1002, "寄件日期", "Date"),
        (56, 1102, "备注", "Remarks"),
        (700, 1102, "收件人签名", "Signature"),
    ):
        sheet.text(x, y, label, 19, "hei", GREY)
        sheet.text(x + len(label) * 19 + 10, y, english, 16, "sans", GREY)
    for x, y0, y1 in ((636, 880, 980), (836, 880, 980), (366, 980, 1080), (686, 980, 1180)):
        sheet.rule(x, y0, x, y1, GREEN, 1.2)
    sheet.text(40, 1222, "服务条款 Terms of carriage", 23, "hei-bold", GREEN)
    sheet.lines(40, 1262, _TERMS, 19, "hei", GREY, 36)
    sheet.squares(880, 1220, 150, 31)
    sheet.text(40, 1450, "客服 Customer service 0990-5550100", 22, "hei", GREEN)
    sheet.text(1040, 1450, "www.example.test", 22, "sans", GREEN, anchor="r")
    sheet.dashes(40, 1040, 1412, GREY, 1.4, 10)


def _brand(sheet: Sheet) -> None:
    """The carrier's mark: a feather of arcs."""
    sheet.box((0, 0, _W, 14), None, fill=GREEN)
    sheet.polygon([(48, 126), (66, 58), (128, 36), (118, 88), (70, 112)], GREEN)
    sheet.rule(44, 136, 116, 50, (255, 255, 255), 3)
    for place in range(4):
        sheet.rule(66 + place * 14, 110 - place * 17, 98 + place * 8, 96 - place * 14, (255, 255, 255), 2)
    sheet.text(146, 68, "青羽速运", 50, "hei-bold", GREEN)
    sheet.text(148, 116, "PLUME EXPRESS", 27, "sans-bold", AMBER)
    sheet.text(40, 176, "运单 WAYBILL 样张 SPECIMEN", 25, "hei", GREEN)
    sheet.box((40, 206, 420, 310), GREEN, 2.5)
    sheet.text(54, 226, "目的地 Destination", 18, "hei", GREY)
    sheet.text(450, 226, "运单号 Waybill No.", 18, "hei", GREY)


def fill(sheet: Sheet, values: Values) -> None:
    """What the label printer adds."""
    sheet.bars((450, 40, 1030, 196), values["运单号"])
    sheet.value("运单号", 450, 274, values["运单号"], 46, "mono-bold")
    sheet.value("目的地", 230, 276, values["目的地"], 48, "hei-bold", anchor="m")
    for top, role in ((330, "寄件"), (600, "收件")):
        sheet.value(role + "人", 236, top + 48, values[role + "人"], 31, "hei")
        sheet.value(role + "电话", 236, top + 106, values[role + "电话"], 31, "sans")
        sheet.value(role + "地址", 236, top + 166, values[role + "地址"], 29, "hei", leading=42)
    sheet.value("品名", 60, 944, values["品名"], 29, "hei")
    sheet.text(740, 944, values["件数"], 29, "sans", anchor="m", fixed=False)
    sheet.value("重量", 936, 944, values["重量"], 30, "sans", anchor="m")
    sheet.value("声明价值", 60, 1044, values["声明价值"], 30, "sans")
    sheet.text(384, 1044, values["付款"], 28, "hei", fixed=False)
    sheet.value("寄件日期", 704, 1044, values["寄件日期"], 30, "sans")
    sheet.value("备注", 60, 1144, values["备注"], 28, "hei")


FIELDS = (
    ("目的地", (50.0, 240.0, 410.0, 306.0)),
    ("运单号", (436.0, 242.0, 1040.0, 308.0)),
    ("寄件人", (220.0, 350.0, 1030.0, 406.0)),
    ("寄件电话", (220.0, 410.0, 1030.0, 462.0)),
    ("寄件地址", (220.0, 468.0, 1030.0, 594.0)),
    ("收件人", (220.0, 620.0, 1030.0, 676.0)),
    ("收件电话", (220.0, 680.0, 1030.0, 732.0)),
    ("收件地址", (220.0, 738.0, 1030.0, 874.0)),
    ("品名", (50.0, 918.0, 630.0, 974.0)),
    ("重量", (842.0, 918.0, 1034.0, 974.0)),
    ("声明价值", (50.0, 1018.0, 360.0, 1074.0)),
    ("备注", (50.0, 1118.0, 680.0, 1174.0)),
)


def _waybill(
    body: str,
    destination: str,
    sender: tuple[str, str, str],
    receiver: tuple[str, str, str],
    goods: str,
    pieces: str,
    weight: str,
    value: str,
    date: str,
    note: str = "",
) -> Values:
    parties = {
        role + key: text
        for role, party in (("寄件", sender), ("收件", receiver))
        for key, text in zip(("人", "电话", "地址"), party, strict=True)
    }
    return {
        "运单号": luhn(body),
        "目的地": destination,
        "品名": goods,
        "件数": pieces,
        "重量": weight,
        "声明价值": value,
        "寄件日期": date,
        "备注": note,
        "付款": "寄付月结 Prepaid",
        **parties,
    }


SPECIMEN = _waybill(
    "9908815043276",
    "青岚042",
    ("林若溪", "0990-5550142", "云江市北苑区长亭路7号松石大厦"),
    ("秦牧", "0992-5550158", "青岚市东湖区学府街206号"),
    "文件资料",
    "1",
    "0.85kg",
    "CNY500.00",
    "2025-05-18",
    "工作日派送",
)
_VAN = Light(0.94, 0.04, (0.1, 0.18), 0.36, (0.86, 0.88), 0.3, 0.62, 0.0, 3.4)

QUERIES = (
    Query(
        "scan",
        _waybill(
            "9908815180356",
            "南溪118",
            ("欧阳文澜", "0990-5550127", "云江市明溪区桂花路18号海桐仪器\n研发中心二层收发室"),
            ("谷雨晴", "0991-5550166", "南溪县城关镇稻香大道155号\n三楼302室"),
            "土壤检测仪配件",
            "2",
            "3.40kg",
            "CNY1860.00",
            "2025-06-02",
            "易碎品,轻拿轻放",
        ),
        Shot.scanned((900, 1240), 0.81, 1.1, light=Light(1.0, noise=2.2), suffix="png"),
    ),
    Query(
        "turned",
        _waybill(
            "9908836705514",
            "稻香307",
            ("闻人海棠", "0992-5550183", "青岚市东湖区学府街206号甲字楼1层"),
            ("苏怀瑾", "0993-5550109", "稻香市花溪路90号附属实验中学\n图书馆一层东侧值班室"),
            "图书",
            "1",
            "6.05kg",
            "CNY320.00",
            "2025-07-11",
            "",
        ),
        Shot.phoned(
            (1600, 1200),
            0.87,
            on(desk.cloth, (desk.pencil, 0.4, 0.03, 3)),
            Light(1.0, 0.0, (0.08, 0.1), 0.14, (0.1, 0.92), 0.2, 0.55, 0.0, 2.6),
            yaw=-5,
            pitch=7,
            spin=-91,
        ),
    ),
    Query(
        "photo",
        _waybill(
            "9908850029182",
            "GREENHOLM",
            ("江临舟", "0990-5550119", "云江市临港区帆影大道1088号\n综合楼B座"),
            (
                "Ada Marlowe",
                "+44 1632 960158",
                "Unit 7, Old Quay Works\n36 Lantern Street\nGreenholm GH4 8TR",
            ),
            "陶瓷茶具样品",
            "3",
            "12.70kg",
            "CNY4350.00",
            "2025-08-29",
            "请勿倒置",
        ),
        Shot.phoned(
            (1200, 1600),
            0.8,
            on(desk.wood, (desk.pen, 0.06, 0.5, 82), (desk.coins, 0.9, 0.05, 0), (desk.note, 0.95, 0.96, -8)),
            _VAN,
            yaw=-12,
            pitch=16,
            spin=5,
            centre=(0.5, 0.5),
        ),
        (-2.5, 3),
    ),
    Query(
        "curled",
        _waybill(
            "9908861705938",
            "云江006",
            ("司徒静姝", "0994-5550105", "长亭市溪口路12号"),
            ("许知远", "0990-5550136", "云江市白鹭湾大道36号酒店管理\n办公楼四层工程部"),
            "摄影器材",
            "1",
            "2.18kg",
            "CNY9800.00",
            "2025-10-08",
            "需本人签收",
        ),
        Shot.phoned(
            (1200, 1600),
            0.82,
            on(desk.stone, (desk.cup, 0.03, 0.97, 30)),
            Light(1.0, -0.01, (0.1, -0.08), 0.18, (0.15, 0.2), 0.22, 0.55, 0.0, 2.8),
            yaw=5,
            pitch=8,
            spin=-3,
            curl=Curl((0.05, 0.34, 0.12), 1),
        ),
    ),
    Query(
        "phone-held-sideways",
        _waybill(
            "9908872350418",
            "青岚042",
            ("管清和", "0990-5550101", "云江市文昌路90号"),
            ("沈鹤鸣", "0992-5550172", "青岚市南门外大街508号"),
            "办公用品",
            "4",
            "15.60kg",
            "CNY760.00",
            "2025-11-15",
            "放前台",
        ),
        Shot.phoned(
            (1080, 1440),
            0.84,
            desk.cloth,
            Light(1.0, 0.03, (0.1, 0.1), 0.0, (0, 0), 0.2, 0.55, 0.0, 2.6),
            yaw=6,
            pitch=-8,
            spin=2,
            orientation=6,
        ),
    ),
)


def letter_form(sheet: Sheet) -> None:
    """A letter, nothing like a waybill."""
    sheet.text(110, 130, "Thistle Lane Allotment Society", 40, "serif-bold", (60, 70, 60))
    sheet.rule(110, 168, 970, 168, (60, 70, 60), 2)
    words = _LETTER.split()
    for row in range(22):
        line = " ".join(words[(row * 9 + place) % len(words)] for place in range(10 if row % 6 != 5 else 4))
        sheet.text(110, 260 + row * 48, line, 29, "serif")
    sheet.text(110, 1360, "With kind regards, the committee", 30, "serif")


CASE = Case(
    Document("waybill", (_W, _H), (255, 255, 253), form, fill, FIELDS),
    SPECIMEN,
    QUERIES,
    Document("letter", (1080, 1500), (250, 249, 244), letter_form, lambda _sheet, _values: None),
    Shot.phoned(
        (1080, 1440),
        0.82,
        on(desk.wood, (desk.pencil, 0.5, 0.97, 2)),
        _VAN,
        yaw=7,
        pitch=10,
        spin=-4,
        quality=78,
    ),
)
