"""A Chinese special VAT invoice (增值税专用发票), brown sheet; the wrong one is the fully digital invoice.

Rule: amounts add up line by line, and every taxpayer number passes its check character.
"""

from examples.draw import desk
from examples.draw.amounts import capitals, digits, tax
from examples.draw.camera import Curl
from examples.draw.case import Case, Document, Query, Shot, Values, on
from examples.draw.checksums import credit_code
from examples.draw.light import Light
from examples.draw.paper import Ink, Sheet, Stamp

BROWN: Ink = (140, 74, 38)
RED: Ink = (206, 40, 46)
BLUE: Ink = (40, 52, 110)
_LABELS = ("名称:", "纳税人识别号:", "地址、电话:", "开户行及账号:")
_COLUMNS = (
    (60, 410, "货物或应税劳务、服务名称"),
    (410, 545, "规格型号"),
    (545, 625, "单位"),
    (625, 745, "数量"),
    (745, 900, "单价"),
    (900, 1110, "金额"),
    (1110, 1210, "税率"),
    (1210, 1440, "税额"),
)
_CIPHER = (
    "03*3-6<8>/5+27-9*>01<4+8/",
    "72>+4<95*-*8/16<3+0>58-*2",
    "-8<46*/+5>0937<*1->28+6/4",
    "5+*0>18-<62/4*79+<3>-0*58",
)


def form(sheet: Sheet) -> None:
    """The fixed print."""
    sheet.waves((60, 176, 1440, 860), (245, 229, 208), 44, 9, 46)
    for y0, y1 in ((176, 330), (700, 854)):
        sheet.rule(104, y0, 104, y1, BROWN)
        sheet.rule(862, y0, 862, y1, BROWN)
        sheet.rule(900, y0, 900, y1, BROWN)
    _heading(sheet)
    for text, x, y in (("购买方", 82, 218), ("密码区", 881, 218), ("销售方", 82, 742)):
        sheet.vertical(x, y, text, 24, "kai", BROWN, 34)
    sheet.vertical(881, 754, "备注", 24, "kai", BROWN, 46)
    for top in (196, 720):
        for row, label in enumerate(_LABELS):
            _party_label(sheet, top + row * 38, label)
    _table(sheet)
    sheet.vertical(1466, 330, "第三联:发票联 购买方记账凭证", 19, "kai", BROWN, 26)
    sheet.vertical(34, 330, "样票印制〔2025〕第八号 样张", 19, "kai", BROWN, 27)
    for x, text in ((84, "收款人:"), (452, "复核:"), (800, "开票人:"), (1130, "销售方:(章)")):
        sheet.text(x, 880, text, 23, "kai", BROWN)


def _party_label(sheet: Sheet, y: float, label: str) -> None:
    sheet.spread(116, 268, y, label[:-1], 22, "kai", BROWN)
    sheet.text(274, y, ":", 22, "kai", BROWN)


def _heading(sheet: Sheet) -> None:
    sheet.spread(478, 1022, 62, "云江增值税专用发票", 50, "kai", BROWN)
    sheet.rule(470, 98, 1030, 98, BROWN, 2.5)
    sheet.rule(470, 105, 1030, 105, BROWN, 1)
    sheet.spread(676, 824, 142, "发票联", 34, "kai", BROWN)
    sheet.squares(64, 40, 112, 11)
    sheet.text(1130, 58, "No", 44, "serif", BLUE)
    sheet.text(1134, 150, "开票日期:", 23, "kai", BROWN)
    sheet.text(226, 114, "样张 SPECIMEN", 30, "hei-bold", RED)
    seal = Stamp(118, 64).rim(0, 3).rim(7, 1.2).arc("全国统一发票监制章样张", 21, 26, 150, "kai")
    sheet.stamp(750, 88, seal.words("云江省税务局监制", 20, 20, "kai"), (222, 62, 60), 3)


def _table(sheet: Sheet) -> None:
    sheet.box((60, 176, 1440, 854), BROWN, 2.5)
    for y in (330, 700):
        sheet.rule(60, y, 1440, y, BROWN)
    sheet.rule(60, 650, 1440, 650, BROWN)
    sheet.rule(60, 606, 1440, 606, BROWN)
    for x0, x1, label in _COLUMNS:
        if x0 > 60:
            sheet.rule(x0, 330, x0, 650, BROWN)
        sheet.text((x0 + x1) / 2, 350, label, 22, "kai", BROWN, anchor="m")
    sheet.spread(150, 320, 628, "合计", 24, "kai", BROWN)
    sheet.text(118, 675, "价税合计(大写)", 24, "kai", BROWN)
    sheet.rule(410, 650, 410, 700, BROWN)
    sheet.text(1010, 675, "(小写)", 24, "kai", BROWN)
    sheet.ellipse((424, 662, 450, 688), BROWN, 1.6)
    sheet.rule(428, 666, 446, 684, BROWN, 1.4)
    sheet.rule(446, 666, 428, 684, BROWN, 1.4)


def fill(sheet: Sheet, values: Values) -> None:
    """What the tax printer adds."""
    sheet.value("发票代码", 222, 62, values["发票代码"], 38, "serif", BLUE, track=2)
    sheet.value("发票号码", 1204, 60, values["发票号码"], 44, "mono", BLUE)
    sheet.value("开票日期", 1252, 150, values["开票日期"], 23, "song")
    for name, y in (("购买方名称", 196), ("购买方税号", 234), ("购买方地址电话", 272), ("购买方账号", 310)):
        role = "mono" if name == "购买方税号" else "song"
        size = 26 if name == "购买方税号" else 21
        sheet.value(name, 296, y, values[name], size, role)
    for name, y in (("销售方名称", 720), ("销售方税号", 758), ("销售方地址电话", 796), ("销售方账号", 834)):
        role = "mono" if name == "销售方税号" else "song"
        sheet.value(name, 296, y, values[name], 26 if name == "销售方税号" else 21, role)
    for row, line in enumerate(_CIPHER):
        sheet.text(918, 200 + row * 36, line, 26, "mono", fixed=False, track=4.6)
    for row, item in enumerate(values["items"].split("\n")):
        cells = zip(_COLUMNS, item.split("|"), strict=True)
        for (x0, x1, _), cell in cells:
            left = x0 == 60
            sheet.text(
                x0 + 14 if left else x1 - 12,
                382 + row * 34,
                cell,
                22,
                "serif" if cell.isascii() else "song",
                anchor="l" if left else "r",
                fixed=False,
            )
    sheet.value("金额合计", 1096, 628, values["金额合计"], 26, "serif", anchor="r")
    sheet.value("税额合计", 1426, 628, values["税额合计"], 26, "serif", anchor="r")
    sheet.value("价税合计大写", 466, 675, values["价税合计大写"], 25, "song")
    sheet.value("价税合计小写", 1110, 675, values["价税合计小写"], 27, "serif")
    sheet.value("备注", 916, 730, values["备注"], 21, "song", leading=32)
    for x, name in ((176, "收款人"), (526, "复核"), (896, "开票人")):
        sheet.text(x, 880, values[name], 23, "song", fixed=False)
    seal = Stamp(100, 68).rim(0, 3).arc(values["销售方名称"], 19, 21, 165).words("发票专用章", 20, 34)
    seal.words(values["销售方税号"], 14, 4, "sans-bold")
    sheet.stamp(1336, 812, seal, RED, 5, 4)


FIELDS = (
    ("发票代码", (208.0, 36.0, 466.0, 90.0)),
    ("发票号码", (1192.0, 32.0, 1450.0, 88.0)),
    ("开票日期", (1242.0, 130.0, 1450.0, 170.0)),
    ("购买方名称", (286.0, 180.0, 856.0, 214.0)),
    ("购买方税号", (286.0, 217.0, 856.0, 251.0)),
    ("购买方地址电话", (286.0, 255.0, 856.0, 289.0)),
    ("金额合计", (906.0, 610.0, 1104.0, 646.0)),
    ("税额合计", (1216.0, 610.0, 1434.0, 646.0)),
    ("价税合计大写", (456.0, 654.0, 1000.0, 696.0)),
    ("价税合计小写", (1094.0, 654.0, 1430.0, 696.0)),
    ("销售方名称", (286.0, 704.0, 856.0, 738.0)),
    ("备注", (906.0, 708.0, 1226.0, 848.0)),
)


def _invoice(
    number: str,
    date: str,
    buyer: tuple[str, str, str, str],
    seller: tuple[str, str, str, str],
    items: tuple[tuple[str, str, str, int, int, int], ...],
    note: str = "",
) -> Values:
    """Values of an invoice; an item is (name, model, unit, quantity, price in cents, tax per cent)."""
    nets = [quantity * price for *_, quantity, price, _ in items]
    taxes = [tax(net, item[5]) for net, item in zip(nets, items, strict=True)]
    rows = [
        "|".join((name, model, unit, str(quantity), digits(price), digits(net), f"{rate}%", digits(due)))
        for (name, model, unit, quantity, price, rate), net, due in zip(items, nets, taxes, strict=True)
    ]
    total = sum(nets) + sum(taxes)
    values = {
        "发票代码": number.split(maxsplit=1)[0],
        "发票号码": number.split()[1],
        "开票日期": date,
        "备注": note,
        "items": "\n".join(rows),
        "金额合计": "¥" + digits(sum(nets)),
        "税额合计": "¥" + digits(sum(taxes)),
        "价税合计大写": capitals(total),
        "价税合计小写": "¥" + digits(total),
        "收款人": "管清和",
        "复核": "宋以宁",
        "开票人": "梅若川",
    }
    for role, party in (("购买方", buyer), ("销售方", seller)):
        for key, value in zip(("名称", "税号", "地址电话", "账号"), party, strict=True):
            values[role + key] = value
    return values


def _party(name: str, body: str, address: str, account: str) -> tuple[str, str, str, str]:
    return name, credit_code(body), address, account


_HAITONG = _party(
    "云江海桐仪器有限公司",
    "91990105MA7K2P4R6",
    "云江市明溪区桂花路18号0990-5550127",
    "云江样本银行明溪支行 990105580127",
)
_QINGLAN = _party(
    "青岚设备租赁有限公司",
    "91990208MA5C8W3T0",
    "云江市东湖区学府街206号0990-5550183",
    "云江样本银行东湖支行 990208013856",
)
_BUYERS = (
    _party(
        "云江市松石图文设计有限公司",
        "91990103MA6H5D8X1",
        "云江市北苑区长亭路7号0990-5550142",
        "云江样本银行北苑支行 990103775210",
    ),
    _party(
        "南溪县禾木农业发展有限公司",
        "91990421MA4N9B2Y7",
        "南溪县城关镇稻香大道155号0991-5550166",
        "南溪样本银行城关支行 990421004853",
    ),
    _party(
        "远帆国际货运代理(云江)有限公司",
        "91990110MA8T0G6Q3",
        "云江市临港区帆影大道1088号综合楼B座0990-5550119",
        "云江样本银行临港支行 990110818056",
    ),
    _party(
        "白鹭湾酒店管理有限公司",
        "91990106MA3E7L5U8",
        "云江市白鹭湾大道36号0990-5550158",
        "云江样本银行湾区支行 990106360085",
    ),
    _party(
        "云江大学附属实验中学",
        "12990100MB0F81567",
        "云江市文昌路90号0990-5550105",
        "云江样本银行文昌支行 990100500186",
    ),
)

SPECIMEN = _invoice(
    "9900251130 08815043",
    "2025年03月18日",
    _BUYERS[0],
    _HAITONG,
    (
        ("*仪器仪表*恒温培养箱", "HT-80L", "台", 2, 425_000, 13),
        ("*仪器仪表*玻璃器皿", "套装", "套", 6, 13_850, 13),
    ),
    "合同号:HT2025-0318",
)

PHOTO_LIGHT = Light(0.97, 0.03, (0.16, -0.1), 0.34, (0.16, 0.86), 0.26, 0.62, 0.0, 3.2)

QUERIES = (
    Query(
        "scan",
        _invoice(
            "9900251130 08815127",
            "2025年04月02日",
            _BUYERS[1],
            _HAITONG,
            (
                ("*仪器仪表*土壤检测仪", "TR-6", "台", 5, 186_000, 13),
                ("*信息技术服务*数据接入", "年", "项", 1, 360_000, 6),
            ),
            "合同编号二零二五零四\n请于三十日内付款",
        ),
        Shot.scanned((1760, 1120), 1.13, -1.2),
    ),
    Query(
        "upside-down",
        _invoice(
            "9900251140 51360284",
            "2025年05月26日",
            _BUYERS[2],
            _QINGLAN,
            (("*经营租赁*叉车租赁", "3吨", "月", 3, 1_680_000, 13),),
        ),
        Shot.scanned((1500, 960), 0.97, 180.8, light=Light(0.98, noise=2.6), quality=78),
    ),
    Query(
        "photo",
        _invoice(
            "9900251140 51360759",
            "2025年06月09日",
            _BUYERS[3],
            _QINGLAN,
            (
                ("*经营租赁*音响设备租赁", "会议型", "天", 4, 98_050, 13),
                ("*物流辅助服务*装卸搬运", "", "次", 2, 60_000, 6),
            ),
            "白鹭湾项目夏季会议",
        ),
        Shot.phoned(
            (1600, 1200),
            0.87,
            on(
                desk.wood,
                (desk.pen, 0.2, 0.93, -14),
                (desk.coins, 0.86, 0.07, 20),
                (desk.note, 0.06, 0.08, -9),
            ),
            PHOTO_LIGHT,
            yaw=-13,
            pitch=17,
            spin=-5,
            centre=(0.52, 0.5),
        ),
        (2.5, -2),
    ),
    Query(
        "curled",
        _invoice(
            "9900251150 60578109",
            "2025年09月30日",
            _BUYERS[4],
            _HAITONG,
            (
                ("*仪器仪表*生物显微镜", "XW-40", "台", 12, 135_600, 13),
                ("*仪器仪表*载玻片", "50片/盒", "盒", 40, 1_825, 13),
            ),
            "2025年秋季教学仪器采购",
        ),
        Shot.phoned(
            (1600, 1200),
            0.87,
            on(desk.cloth, (desk.cup, 0.93, 0.9, 30)),
            Light(1.0, -0.02, (-0.12, 0.1), 0.2, (0.8, 0.95), 0.2, 0.6, 0.0, 2.8),
            yaw=7,
            pitch=14,
            spin=2.5,
            curl=Curl((0.22, 0.0, -0.32), 0),
        ),
    ),
)


def digital_form(sheet: Sheet) -> None:
    """The fully digital invoice: the same words laid out otherwise."""
    sheet.spread(430, 1070, 70, "电子发票(增值税专用发票)", 44, "kai", BROWN)
    sheet.rule(430, 104, 1070, 104, BROWN, 2)
    sheet.squares(70, 36, 100, 12)
    seal = Stamp(108, 58).rim(0, 3).rim(7, 1.2).arc("全国统一发票监制章样张", 19, 24, 150, "kai")
    sheet.stamp(750, 84, seal.words("云江省税务局监制", 18, 18, "kai"), (222, 62, 60), 4)
    sheet.box((60, 190, 1440, 900), BROWN, 2)
    for y in (340, 640, 690, 750):
        sheet.rule(60, y, 1440, y, BROWN)
    for x, y0, y1 in ((100, 190, 340), (750, 190, 340), (790, 190, 340), (100, 750, 900), (420, 690, 750)):
        sheet.rule(x, y0, x, y1, BROWN)
    for x, text in ((80, "购买方信息"), (770, "销售方信息")):
        sheet.vertical(x, 212, text, 21, "kai", BROWN, 26)
    sheet.vertical(80, 790, "备注", 22, "kai", BROWN, 56)
    for x in (112, 802):
        sheet.text(x, 230, "名称:", 22, "kai", BROWN)
        sheet.text(x, 300, "统一社会信用代码/纳税人识别号:", 22, "kai", BROWN)
    for x, text in (
        (80, "项目名称"),
        (390, "规格型号"),
        (560, "单位"),
        (680, "数量"),
        (820, "单价"),
        (1000, "金额"),
        (1120, "税率/征收率"),
        (1340, "税额"),
    ):
        sheet.text(x, 364, text, 22, "kai", BROWN)
    sheet.spread(150, 300, 665, "合计", 22, "kai", BROWN)
    sheet.text(130, 720, "价税合计(大写)", 22, "kai", BROWN)
    sheet.text(1000, 720, "(小写)", 22, "kai", BROWN)
    sheet.text(1120, 60, "发票号码:", 23, "kai", BROWN)
    sheet.text(1120, 110, "开票日期:", 23, "kai", BROWN)
    sheet.text(80, 930, "开票人:", 23, "kai", BROWN)
    sheet.text(220, 90, "样张", 30, "hei-bold", RED)


def digital_fill(sheet: Sheet, values: Values) -> None:
    """Its values."""
    for x, y, key in (
        (184, 230, "购买方名称"),
        (470, 300, "购买方税号"),
        (874, 230, "销售方名称"),
        (1160, 300, "销售方税号"),
        (450, 720, "价税合计大写"),
        (1090, 720, "价税合计小写"),
        (1236, 110, "开票日期"),
        (170, 930, "开票人"),
    ):
        sheet.text(x, y, values[key], 22, "song", fixed=False)
    sheet.text(1236, 60, "2599" + values["发票代码"] + values["发票号码"][:6], 19, "song", fixed=False)
    for row, item in enumerate(values["items"].split("\n")):
        for x, cell in zip((80, 390, 560, 680, 810, 980, 1150, 1330), item.split("|"), strict=True):
            sheet.text(x, 404 + row * 36, cell, 21, "song", fixed=False)


CASE = Case(
    Document("vat_invoice", (1500, 920), (253, 250, 244), form, fill, FIELDS),
    SPECIMEN,
    QUERIES,
    Document("digital_invoice", (1500, 970), (255, 255, 255), digital_form, digital_fill),
    Shot.phoned((1440, 1080), 0.88, desk.wood, PHOTO_LIGHT, yaw=8, pitch=12, spin=3, quality=78),
    wrong_values=QUERIES[0].values,
)
