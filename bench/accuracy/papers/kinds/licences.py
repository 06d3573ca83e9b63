"""Licences: an authority's lines that vary by office, seals over values, tight addresses, serials, watermarks."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import GREY, RED, Paper

VEHICLE = table("""
title | 机动车行驶证     | 非机动车登记卡
plate | 号牌号码         | 登记编号
type  | 车辆类型         | 电池型号
owner | 所有人           | 监护人
addr  | 住址             | 存放地点
use   | 使用性质         | 充电方式
model | 品牌型号         | 车架颜色
vin   | 车辆识别代号     | 电机出厂编号
issue | 发证日期         | 年审期限
en    | Vehicle Licence  | Cycle Register Card
plate_en | Plate No.     | Register No.
type_en  | Vehicle Type  | Battery Type
owner_en | Owner         | Guardian
addr_en  | Address       | Kept at
use_en   | Use Character | Charging
model_en | Model         | Frame Colour
vin_en   | VIN           | Motor No.
issue_en | Issue Date    | Inspect by
""")


def vehicle(sheet: Sheetful) -> Paper:
    """A Chinese vehicle licence: English under each label, a red seal of the office, addresses of one or two lines."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    tint = look.one(((238, 244, 250), (240, 248, 242), (248, 244, 236)))
    ink = look.one(((30, 60, 120), (60, 60, 70), (30, 100, 80)))
    body, size = look.one(("hei", "song")), look.real(28, 31)
    paper = sheet.paper(1000, 680, tint)
    paper.waves((0, 0, 1000, 680), look.one(((200, 216, 236), (206, 228, 210))), 34, 12, 70)
    paper.text(500, 50, say["title"], 40, "song-bold", ink, anchor="m")
    paper.text(500, 88, say["en"], 18, "serif", ink, anchor="m")
    y, left = 138.0, look.real(190, 205)

    def put(key: str, x: float, value: str, reach: float, rows: int = 1) -> None:
        paper.text(x, y, say[key], 23, "song", ink)
        paper.text(x, y + 24, say[key + "_en"], 14, "serif", ink)
        paper.field(
            key, x + left - 30, y + 4, value, size if rows == 1 else 24, body, reach=reach, rows=rows, leading=29
        )

    put("plate", 40, f"{copy.one('云青溪鹭')}{copy.letters(1)}{copy.letters(1)}{copy.digits(4)}", 230)
    put("type", 500, copy.one(("小型轿车", "轻型厢式货车", "小型普通客车", "重型半挂牵引车")), 300)
    y += 68
    put("owner", 40, copy.one((copy.person_cn(), copy.firm_cn())), 620)
    y += 68
    address = f"{copy.place_cn()[0]}市{copy.one(('北苑', '东湖', '临港'))}区{copy.street_cn()}"
    more = f"\n{copy.one(('稻香花园', '松石小区'))}{copy.whole(1, 40)}幢{copy.digits(3)}室" if sheet.has(0.5) else ""
    put("addr", 40, address + more, 700, 2)
    y += 78
    put("use", 40, copy.one(("非营运", "货运", "公路客运", "租赁")), 230)
    put("model", 500, f"{copy.one(names.BRANDS_CN)}牌{copy.letters(2)}{copy.digits(4)}{copy.letters(1)}", 320)
    y += 76
    paper.text(290, y, say["vin"], 23, "song", ink)
    paper.text(290, y + 24, say["vin_en"], 14, "serif", ink)
    paper.field(
        "vin",
        450,
        y + 4,
        "L" + copy.letters(4) + copy.digits(2) + copy.letters(2) + copy.digits(8),
        size,
        "cell",
        reach=420,
    )
    y += 80
    paper.text(290, y, say["issue"], 23, "song", ink)
    paper.text(290, y + 24, say["issue_en"], 14, "serif", ink)
    paper.field("issue", 450, y + 4, copy.date(), size, body, reach=260)
    paper.text(
        290, 648, f"检验有效期至{copy.date('{y}年{m:02d}月')} {copy.letters(2)}{copy.digits(5)}", 19, "hei", GREY
    )
    paper.struck(copy, 150, 560, (copy.place_cn()[0] + "市公安局", "交通警察支队"), 76)
    paper.text(960, 648, f"{copy.digits(13)}", 22, "sans", RED, anchor="r")
    return paper


DRIVER = table("""
title | DRIVING LICENCE | FISHING PERMIT | FÜHRERSCHEIN
s1    | 1.  | Holder  | 1.
s2    | 2.  | Waters  | 2.
s3    | 3.  | Season  | 3.
s4    | 4a. | From    | 4a.
s5    | 4b. | Until   | 4b.
s6    | 4c. | Warden  | 4c.
s7    | 5.  | Rods    | 5.
s8    | 8.  | Bait    | 8.
s9    | 9.  | Limit   | 9.
land  | COMMONWEALTH OF NORTHWOLD | ANGLERS UNION OF MERROWDALE | BUNDESLAND NORDWALD
""")


def driver(sheet: Sheetful) -> Paper:
    """A plastic driving licence: numbered values, tight lines of an address, ghost print behind."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    tint = look.one(((246, 232, 236), (232, 242, 248), (240, 244, 230)))
    face, gap = look.one(("sans", "narrow")), look.real(46, 51)
    paper = sheet.paper(960, 610, tint)
    paper.rosette(620, 330, 250, look.one(((226, 190, 206), (190, 214, 230))), 14, 9)
    paper.watermark(copy.letters(2) + copy.digits(4), 30, 0.13, look.real(-20, 20))
    paper.box((0, 0, 960, 74), None, fill=look.one(((30, 60, 130), (120, 40, 60))))
    paper.text(40, 38, say["title"], 34, "sans-bold", (255, 255, 255))
    paper.text(920, 38, say["land"], 22, "sans", (255, 255, 255), anchor="r")
    tone = copy.whole(110, 200)
    paper.box((36, 120, 266, 420), None, fill=(228, 230, 234))
    paper.ellipse((96, 160, 206, 290), None, fill=(tone, tone - 20, tone - 36))
    paper.ellipse((66, 300, 236, 540), None, fill=(copy.whole(30, 150), 90, copy.whole(30, 150)))
    paper.box((30, 420, 272, 545), None, fill=tint)
    born, y = copy.date("{d:02d}.{m:02d}.") + str(copy.whole(1955, 2005)), 118.0
    for key, slot, value, size in (
        ("surname", "s1", copy.one(names.FAMILY).upper(), 29),
        ("given names", "s2", " ".join(copy.some(names.GIVEN, copy.whole(1, 3))).upper(), 29),
        ("birth", "s3", f"{born}  {copy.place().upper()}", 25),
        ("issued", "s4", copy.date("{d:02d}.{m:02d}.{y}"), 27),
        ("expires", "s5", copy.date("{d:02d}.{m:02d}.20") + str(copy.whole(28, 40)), 27),
        ("authority", "s6", f"{copy.place().upper()} {copy.one(('COUNTY', 'CITY', 'DVA'))}", 25),
        ("number", "s7", f"{copy.letters(5)}{copy.digits(6)}{copy.letters(2)}", 29),
    ):
        paper.text(300, y, say[slot], 20, face, (40, 60, 120))
        paper.field(key, 360 + 30 * (say[slot] != "" and len(say[slot]) > 3), y, value, size, face, reach=540)
        y += gap
    paper.text(300, y, say["s8"], 20, face, (40, 60, 120))
    street = f"{copy.street()}\n{copy.place()}" + (f"\n{copy.post_code()}" if sheet.has(0.5) else "")
    paper.field("address", 360, y, street.upper(), 21, face, leading=25, rows=3, reach=420)
    paper.text(36, 572, say["s9"], 20, face, (40, 60, 120))
    paper.field(
        "classes",
        90,
        572,
        "/".join(copy.some(("AM", "A1", "B", "BE", "C1", "L", "T"), copy.whole(2, 4))),
        26,
        face,
        reach=200,
    )
    paper.text(920, 585, f"{copy.digits(10)}", 17, "mono", GREY, anchor="r")
    paper.text(330, 585, f"{copy.letters(3)}{copy.digits(3)} {copy.whole(10, 99)}", 17, "mono", GREY)
    return paper


TRADE = table("""
title | 食品经营许可证     | 公共场所卫生备案证
name  | 经营者名称         | 场所名称
code  | 社会信用代码       | 备案申请编号
boss  | 法定代表人         | 卫生管理员
addr  | 经营场所           | 检测地点
scope | 经营项目           | 检测结论
no    | 许可证编号         | 报告批次
until | 有效期至           | 复检日期
foot  | 亮证经营 接受社会监督 | 每年复检 检测报告另附
""")


def trade(sheet: Sheetful) -> Paper:
    """A permit to hang up: long values of one to three lines, a seal over the date, watermark, office lines."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    ink = look.one(((120, 40, 40), (40, 70, 120), (50, 60, 50)))
    size, body = look.real(26, 29), look.one(("song", "hei"))
    paper = sheet.paper(1180, 860, (254, 251, 242))
    paper.watermark(copy.one(("正本", "副本")) + copy.digits(4), 44, 0.14, look.real(20, 35), "song-bold")
    paper.box((24, 24, 1156, 836), ink, 3)
    paper.box((36, 36, 1144, 824), ink)
    paper.text(590, 110, say["title"], 58, "song-bold", ink, anchor="m")
    y, column = 204.0, look.real(250, 280)
    scope = "、".join(
        copy.some(
            ("预包装食品销售", "散装食品销售", "热食类制售", "冷食类制售", "糕点类制售", "自制饮品"), copy.whole(2, 6)
        )
    )
    scope = "\n".join(scope[at : at + 24] for at in range(0, len(scope), 24))
    for key, value, rows in (
        ("name", copy.firm_cn(), 1),
        ("code", copy.credit_code(), 1),
        ("boss", copy.person_cn(), 1),
        (
            "addr",
            f"{copy.place_cn()[0]}市{copy.street_cn()}"
            + (f"\n{copy.one(('一层商铺', '地下一层'))}{copy.letters(1)}{copy.digits(3)}" if sheet.has(0.4) else ""),
            2,
        ),
        ("scope", scope, 2),
    ):
        paper.text(90, y, say[key] + ":", size, "song", ink)
        paper.field(key, 90 + column, y, value, size, body, leading=size * 1.25, rows=rows, reach=700)
        y += 62 + 34 * (rows - 1)
    paper.text(90, y, say["no"] + ":", size, "song", ink)
    paper.field("no", 90 + column, y, f"JY{copy.digits(14)}", size, body, reach=420)
    y += 62
    paper.text(90, y, say["until"] + ":", size, "song", ink)
    paper.field("until", 90 + column, y, copy.date("{y}年{m:02d}月{d:02d}日"), size, body, reach=330)
    paper.text(
        780, y - 40, f"日常监督:{copy.place_cn()[0]}{copy.one(('东', '西', '北'))}所 {copy.person_cn()}", 20, body, GREY
    )
    paper.text(780, y, f"发证机关:{copy.place_cn()[0]}市市场监督管理局", 22, body)
    paper.text(90, 786, say["foot"], 22, "song", ink)
    paper.text(1100, 786, f"监督电话{copy.digits(8)}", 18, body, GREY, anchor="r")
    seal_x = 560 if copy.happens(0.35) else 930
    paper.struck(copy, seal_x, y - 6, (copy.place_cn()[0] + "市市场监督管理局", "许可专用章"), 78)
    return paper


CARD = table("""
title | MEMBERSHIP CARD | GIFT CERTIFICATE | CARTE DE MEMBRE
name  | Member          | Bearer           | Titulaire
no    | Card number     | Amount in words  | Numéro de carte
since | Member since    | Not before       | Membre depuis
until | Good through    | Redeem by        | Valable jusqu'au
club  | Home club       | Branch           | Club d'attache
foot | This card is personal and cannot be lent \
    | This paper is exchanged once and not for cash \
    | Carte strictement personnelle
""")


def card(sheet: Sheetful) -> Paper:
    """A club's card: light print on dark, a campaign's words that change every season."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    back = look.one(((34, 54, 84), (84, 34, 44), (28, 72, 60), (50, 50, 54)))
    light, soft = (248, 246, 238), (206, 206, 198)
    face, gap = look.one(("sans", "serif", "narrow")), look.real(72, 80)
    paper = sheet.paper(860, 540, back)
    paper.rosette(690, 300, 190, (back[0] + 24, back[1] + 24, back[2] + 24), look.whole(9, 16), 8)
    paper.text(40, 60, sheet.brand.firm(), 34, "serif-bold", light)
    paper.text(820, 60, say["title"], 24, face, light, anchor="r")
    paper.text(40, 104, copy.one(names.REMARKS), 18, face, soft)
    y = 164.0
    paper.text(40, y - 28, say["no"], 17, face, soft)
    number = copy.luhn(16)
    paper.field(
        "number", 40, y + 8, " ".join(number[at : at + 4] for at in (0, 4, 8, 12)), 38, "mono", light, reach=560
    )
    y += gap + 16
    paper.text(40, y - 30, say["name"], 17, face, soft)
    paper.field("member", 40, y + 2, copy.person().upper(), 29, face, light, reach=560)
    y += gap
    for key, x, value in (
        ("since", 40, str(copy.whole(1998, 2024))),
        ("until", 260, f"{copy.whole(1, 12):02d}/{copy.whole(26, 34)}"),
    ):
        paper.text(x, y - 30, say[key], 17, face, soft)
        paper.field(key, x, y + 2, value, 28, face, light, reach=170)
    y += gap
    paper.text(40, y - 30, say["club"], 17, face, soft)
    paper.field("club", 40, y + 2, copy.place(), 28, face, light, reach=420)
    paper.text(40, 506, say["foot"], 17, face, soft)
    paper.text(820, 506, f"{copy.letters(2)}{copy.digits(5)}/{copy.whole(1, 9)}", 17, "mono", soft, anchor="r")
    paper.box((600, 400, 820, 470), None, fill=(236, 236, 230))
    paper.bars((612, 408, 808, 462), copy.digits(10))
    return paper


KINDS = (
    Kind("vehicle_licence_cn", vehicle, VEHICLE),
    Kind("driving_licence", driver, DRIVER),
    Kind("trade_permit_cn", trade, TRADE),
    Kind("member_card", card, CARD),
)
