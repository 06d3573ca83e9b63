"""A Chinese business licence (营业执照); the wrong one is a food licence with the same border.

Rule: the credit code passes its check character; names, addresses and scopes are made up.
"""

from examples.draw import desk
from examples.draw.camera import Curl
from examples.draw.case import Case, Document, Query, Shot, Values, on
from examples.draw.checksums import credit_code
from examples.draw.light import Light
from examples.draw.paper import Ink, Sheet, company_stamp

GOLD: Ink = (190, 148, 62)
DEEP: Ink = (150, 104, 30)
RED: Ink = (200, 36, 40)
_W, _H = 1480, 1050
_LEFT = (("名称", 440), ("类型", 496), ("法定代表人", 552), ("经营范围", 608))
_RIGHT = (("注册资本", 440), ("成立日期", 496), ("营业期限", 552), ("住所", 608))


def form(sheet: Sheet) -> None:
    """The fixed print."""
    _border(sheet)
    sheet.spread(500, 980, 244, "营业执照", 92, "song-bold", (40, 32, 26))
    sheet.text(740, 334, "(副 本)", 38, "song", (40, 32, 26), anchor="m")
    sheet.text(130, 196, "统一社会信用代码", 27, "hei", (40, 32, 26))
    sheet.text(130, 300, "编号:", 24, "hei", (40, 32, 26))
    sheet.squares(1206, 176, 132, 21)
    sheet.lines(1356, 186, ("扫", "描", "样", "张"), 17, "hei", (80, 70, 60), 34)
    for column, (x0, x1) in ((_LEFT, (130, 282)), (_RIGHT, (852, 982))):
        for label, y in column:
            sheet.spread(x0, x1, y, label, 27, "hei-bold", (52, 42, 34))
    sheet.spread(900, 1052, 826, "登记机关", 28, "hei-bold", (52, 42, 34))
    sheet.text(240, 880, "样张 SPECIMEN", 44, "hei-bold", RED)
    sheet.text(130, 946, "公示系统样例网址: www.example.test", 19, "song", (80, 70, 60))
    sheet.text(1350, 946, "云江省样张登记管理局监制", 19, "song", (80, 70, 60), anchor="r")


def _border(sheet: Sheet) -> None:
    """Gold frame, pale rosettes, and a sun where the emblem would be."""
    for x in range(200, _W, 180):
        for y in range(200, _H, 180):
            sheet.rosette(x, y, 118, (240, 230, 206), 10, 5)
    for inset, width in ((34, 5.0), (46, 1.4), (84, 1.4), (92, 3.0)):
        sheet.box((inset, inset, _W - inset, _H - inset), GOLD, width)
    for y0, y1 in ((48, 82), (_H - 82, _H - 48)):
        sheet.waves((50, y0, _W - 50, y1), GOLD, 7, 9, 9, 0.8)
    for x0, x1 in ((48, 82), (_W - 82, _W - 48)):
        for y in range(100, _H - 90, 34):
            sheet.rosette((x0 + x1) / 2, y, 15, GOLD, 6, 4)
    sheet.rosette(740, 138, 44, RED, 16, 6)
    sheet.ellipse((716, 114, 764, 162), GOLD, 2, (246, 208, 90))


def fill(sheet: Sheet, values: Values) -> None:
    """What the registry prints, and its stamp."""
    ink: Ink = (24, 24, 26)
    sheet.value("统一社会信用代码", 130, 248, values["统一社会信用代码"], 29, "sans-bold", ink)
    sheet.value("副本编号", 204, 300, values["副本编号"], 25, "song", ink)
    for name, y in _LEFT[:3]:
        sheet.value(name, 310, y, values[name], 27, "song", ink)
    sheet.value("经营范围", 310, 608, values["经营范围"], 24, "song", ink, leading=38)
    for name, y in _RIGHT[:3]:
        sheet.value(name, 1008, y, values[name], 23 if name == "营业期限" else 27, "song", ink)
    sheet.value("住所", 1008, 608, values["住所"], 25, "song", ink, leading=38)
    sheet.value("登记日期", 1040, 884, values["登记日期"], 28, "song", ink)
    stamp = company_stamp(values["机关"], "登记专用章", 92)
    sheet.stamp(1246, 788, stamp, RED, 8, -6)


FIELDS = (
    ("统一社会信用代码", (118.0, 220.0, 486.0, 276.0)),
    ("副本编号", (196.0, 280.0, 486.0, 322.0)),
    ("名称", (298.0, 416.0, 836.0, 466.0)),
    ("类型", (298.0, 472.0, 836.0, 522.0)),
    ("法定代表人", (298.0, 528.0, 836.0, 578.0)),
    ("经营范围", (298.0, 584.0, 836.0, 836.0)),
    ("注册资本", (996.0, 416.0, 1382.0, 466.0)),
    ("成立日期", (996.0, 472.0, 1382.0, 522.0)),
    ("营业期限", (996.0, 528.0, 1382.0, 578.0)),
    ("住所", (996.0, 584.0, 1382.0, 706.0)),
    ("登记日期", (1024.0, 858.0, 1382.0, 910.0)),
)


def _licence(
    body: str,
    number: str,
    name: str,
    kind: str,
    person: str,
    scope: str,
    capital: str,
    founded: str,
    term: str,
    address: str,
    registered: str,
    office: str,
) -> Values:
    return {
        "统一社会信用代码": credit_code(body),
        "副本编号": number,
        "名称": name,
        "类型": kind,
        "法定代表人": person,
        "经营范围": scope,
        "注册资本": capital,
        "成立日期": founded,
        "营业期限": term,
        "住所": address,
        "登记日期": registered,
        "机关": office + "市场监督管理局",
    }


SPECIMEN = _licence(
    "91990103MA6H5D8X1",
    "1-1",
    "云江市松石图文设计有限公司",
    "有限责任公司(自然人独资)",
    "许知远",
    "平面设计;图文制作;摄影扩印服务;办公\n用品销售;广告设计、代理;会议及展览\n服务。(依法须经批准的项目,经相关部\n门批准后方可开展经营活动)",
    "壹佰万圆整",
    "2017年05月08日",
    "长期",
    "云江市北苑区长亭路7号",
    "2025年03月18日",
    "云江市北苑区",
)
_ROOM = Light(0.96, 0.02, (0.2, 0.08), 0.32, (0.12, 0.92), 0.28, 0.6, 0.0, 3.0)

QUERIES = (
    Query(
        "scan",
        _licence(
            "91990421MA4N9B2Y7",
            "2-1",
            "南溪县禾木农业发展有限公司",
            "有限责任公司(自然人投资或控股)",
            "谷雨晴",
            "谷物种植;蔬菜种植;水果种植;农副\n产品销售;农业机械服务;农产品的生\n产、销售、加工、运输、贮藏及其他相\n关服务;初级农产品收购。",
            "伍佰捌拾万圆整",
            "2019年11月25日",
            "2019年11月25日至长期",
            "南溪县城关镇稻香大道155号\n三楼302室",
            "2024年08月06日",
            "南溪县",
        ),
        Shot.scanned((1180, 860), 0.78, 1.4, light=Light(1.0, noise=2.2)),
    ),
    Query(
        "turned",
        _licence(
            "91990106MA3E7L5U8",
            "",
            "白鹭湾酒店管理有限公司",
            "其他有限责任公司",
            "沈鹤鸣",
            "住宿服务;餐饮服务;酒店管理;会议\n及展览服务;停车场服务;洗染服务。",
            "贰仟万圆整",
            "2015年02月14日",
            "2015年02月14日至2045年02月13日",
            "云江市白鹭湾大道36号",
            "2025年01月20日",
            "云江市白鹭湾区",
        ),
        Shot.phoned(
            (1200, 1600),
            0.84,
            on(desk.stone, (desk.pencil, 0.5, 0.04, 4)),
            Light(1.0, 0.01, (0.1, 0.1), 0.1, (0.1, 0.9), 0.2, 0.55, 0.0, 2.6),
            yaw=5,
            pitch=6,
            spin=88,
        ),
    ),
    Query(
        "photo",
        _licence(
            "91990110MA8T0G6Q3",
            "1-1",
            "远帆国际货运代理(云江)有限公司",
            "有限责任公司(外商投资、非独资)",
            "江临舟",
            "国际货物运输代理;国内货物运输代理;报\n关业务;普通货物仓储服务(不含危险化\n学品等需许可审批的项目);装卸搬\n运;供应链管理服务;包装服务;信息\n咨询服务(不含许可类信息咨询服务)。",
            "叁佰伍拾万美元",
            "2021年08月03日",
            "2021年08月03日至2051年08月02日",
            "云江市临港区帆影大道1088号\n综合楼B座五层506室及五层\n东侧半层",
            "2025年06月30日",
            "云江市临港区",
        ),
        Shot.phoned(
            (1600, 1200),
            0.8,
            on(
                desk.wood,
                (desk.letter, 0.95, 0.75, 24),
                (desk.cup, 0.06, 0.1, 200),
                (desk.pen, 0.2, 0.95, -8),
            ),
            _ROOM,
            yaw=15,
            pitch=18,
            spin=4,
            centre=(0.49, 0.5),
        ),
        (-2, 2),
    ),
    Query(
        "curled",
        _licence(
            "91990208MA5C8W3T0",
            "3-2",
            "青岚设备租赁有限公司",
            "有限责任公司(法人独资)",
            "闻人海棠",
            "机械设备租赁;建筑工程机械与设备租\n赁;仓储设备租赁服务;特种设备出租;租\n赁服务(不含许可类租赁服务)。",
            "壹仟零捌万圆整",
            "2018年10月31日",
            "2018年10月31日至2068年10月30日",
            "云江市东湖区学府街206号\n甲字楼1层",
            "2023年12月05日",
            "云江市东湖区",
        ),
        Shot.phoned(
            (1600, 1200),
            0.84,
            on(desk.cloth, (desk.note, 0.95, 0.95, 12)),
            Light(1.0, -0.02, (-0.1, 0.1), 0.16, (0.85, 0.95), 0.2, 0.55, 0.0, 2.6),
            yaw=-6,
            pitch=10,
            spin=-3,
            curl=Curl((0.05, 0.36, 0.1), 1),
        ),
    ),
)


def food_form(sheet: Sheet) -> None:
    """A food licence inside the same border."""
    _border(sheet)
    sheet.spread(420, 1060, 236, "食品经营许可证", 78, "song-bold", (40, 32, 26))
    for row, label in enumerate(
        ("经营者名称", "社会信用代码", "法定代表人", "住所", "经营场所", "主体业态", "经营项目")
    ):
        sheet.spread(150, 330, 380 + row * 72, label, 28, "hei-bold", (52, 42, 34))
    for row, label in enumerate(("许可证编号", "监督管理机构", "投诉举报电话", "发证机关", "签发人")):
        sheet.spread(800, 990, 380 + row * 72, label, 28, "hei-bold", (52, 42, 34))
    sheet.text(150, 910, "样张 SPECIMEN", 40, "hei-bold", RED)


def food_fill(sheet: Sheet, values: Values) -> None:
    """Its values."""
    rows = ("名称", "统一社会信用代码", "法定代表人", "住所", "住所")
    for row, key in enumerate(rows):
        sheet.text(356, 380 + row * 72, values[key].split("\n")[0], 26, "song", fixed=False)
    for row, text in enumerate(("餐饮服务经营者", "热食类食品制售")):
        sheet.text(356, 740 + row * 72, text, 26, "song", fixed=False)
    for row, text in enumerate(("JY29901060038510", values["机关"], "0990-5550100", values["机关"], "卓然")):
        sheet.text(1016, 380 + row * 72, text, 24, "song", fixed=False)
    sheet.stamp(1200, 830, company_stamp(values["机关"], "许可专用章", 92), RED, 9, 5)


CASE = Case(
    Document("business_licence", (_W, _H), (252, 249, 240), form, fill, FIELDS),
    SPECIMEN,
    QUERIES,
    Document("food_licence", (_W, _H), (252, 249, 240), food_form, food_fill),
    Shot.phoned((1440, 1080), 0.82, desk.wood, _ROOM, yaw=-9, pitch=12, spin=-3, quality=78),
    wrong_values=QUERIES[1].values,
)
