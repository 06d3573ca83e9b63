"""Tickets of trains, coaches, boats and trams: serials, romanised names, office lines and remarks change with each."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import GREY, RED, Paper

TRAIN = table("""
rule   | 限乘当日当次车     | 凭此券候车有效
stop   | 中途下车失效       | 逾期不予退换
claim  | 仅供报销使用遗失不补 | 贵宾候车券请妥善保管
refund | 退票改签时须交回车站 | 入厅时请交工作人员
""")


def train(sheet: Sheetful) -> Paper:
    """A Chinese train ticket: pinyin under the stations, a masked citizen's number, a seller's line at the foot."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    tint = look.one(((238, 246, 250), (252, 236, 238), (240, 248, 240)))
    body, gap, big = look.one(("song", "hei")), look.real(58, 66), look.real(40, 46)
    paper = sheet.paper(1000, 640, tint)
    paper.waves((0, 60, 1000, 560), look.one(((176, 206, 226), (232, 190, 198))), 40, 9, 60)
    y = 56.0
    paper.field("票号", 50, y, copy.letters(1) + copy.digits(6), 36, "sans", RED, reach=230)
    paper.text(
        950, y, copy.one(("检票口", "候车室", "检票:")) + copy.digits(1) + copy.letters(1, "AB"), 28, body, anchor="r"
    )
    (start, latin), (end, latin_end) = copy.some(names.TOWNS_CN, 2)
    y += 78
    for name, x, town, under in (("出发站", 290, start, latin), ("到达站", 900, end, latin_end)):
        paper.field(name, x, y, town, big, "hei", anchor="r", reach=240)
        paper.text(x + 16, y, "站", 32, body)
        paper.text(x - big * 1.2, y + 46, under, 26, "serif", anchor="m")
    paper.field(
        "车次", 505, y - 8, copy.letters(1, "GDKZT") + copy.digits(copy.whole(2, 4)), 38, "serif", anchor="m", reach=170
    )
    paper.rule(420, y + 24, 590, y + 24, width=2)
    y += gap + 40
    paper.field(
        "时间", 50, y, copy.date("{y}年{m:02d}月{d:02d}日") + copy.time("{h:02d}:{m:02d}开"), 32, body, reach=470
    )
    seat = f"{copy.whole(1, 17):02d}车{copy.whole(1, 20):02d}{copy.letters(1, 'ABCDF')}号"
    paper.field("座位", 640, y, seat, 32, body, reach=250)
    y += gap
    paper.field("票价", 50, y, f"¥{copy.whole(20, 900)}.{copy.one('05')}元", 32, body, reach=220)
    paper.field("席别", 640, y, copy.one(("二等座", "一等座", "商务座", "新空调硬座")), 32, body, reach=210)
    if copy.happens(0.5):
        paper.text(360, y, copy.one(("网折", "学", "惠", "支网")), 28, body)
    y += gap
    paper.text(50, y, say["rule"], 28, body)
    paper.text(50 + look.real(260, 330), y, say["stop"], 28, body)
    y += gap
    number = copy.citizen()
    paper.field("证件号", 50, y, f"{number[:10]}****{number[14:]}", 33, "sans", reach=400)
    paper.field("姓名", 470, y, copy.person_cn(), 33, body, reach=180)
    for row, key in enumerate(("claim", "refund")):
        paper.text(370, y + 52 + row * 36, say[key], 26, body, anchor="m")
    paper.squares(770, 395, 170, copy.whole(1, 9999), cells=33)
    office = copy.place_cn()[0]
    paper.text(
        50, 610, f"{copy.digits(14)}{copy.letters(1)}{copy.digits(6)} {office}售", 26, "sans" if office == "" else body
    )
    return paper


COACH = table("""
title | 汽车客票       | 汽车行李票
head  | 全国道路客运统一票据 | 道路行包托运专用票据
hint  | 请旅客当面点清票款   | 行李超重请另行付费
keep  | 当日当次有效 遗失不补 | 凭票提取 损坏按章赔付
""")


def coach(sheet: Sheetful) -> Paper:
    """A coach ticket: label and value printed as one line, an authority's line that varies by office, a red stamp."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    ink = look.one(((40, 70, 130), (30, 110, 80), (60, 60, 66)))
    size, gap = look.real(27, 31), look.real(54, 62)
    left, right = look.real(40, 70), look.real(480, 540)
    paper = sheet.paper(960, 600, (252, 251, 246))
    paper.text(480, 42, copy.place_cn()[0] + "市" + say["title"], 40, "song-bold", ink, anchor="m")
    paper.text(480, 86, say["head"], 22, "song", ink, anchor="m")
    paper.rule(left, 108, 960 - left, 108, ink)
    paper.dots = look.happens(0.5)
    y, town = 146.0, copy.some(names.TOWNS_CN, 2)
    paper.text(left, y, f"票号:{copy.digits(8)}", size, "hei")
    paper.field("日期", right, y, "日期:" + copy.date(), size, "hei", reach=330)
    for row, (one, value, two, other) in enumerate(
        (
            ("起点", f"起点:{town[0][0]}客运站", "终点", f"终点:{town[1][0]}"),
            ("班次", f"班次:{copy.letters(1)}{copy.digits(3)}", "发车", f"发车:{copy.time()}"),
            ("票价", f"票价:{copy.whole(8, 220)}.{copy.one('05')}0元", "座号", f"座号:{copy.whole(1, 49)}"),
        )
    ):
        paper.field(one, left, y + (row + 1) * gap, value, size, "hei", reach=370)
        paper.field(two, right, y + (row + 1) * gap, other, size, "hei", reach=330)
    y += 4 * gap
    paper.text(left, y, f"检票口:{copy.whole(1, 18)}  {copy.one(names.REMARKS_CN)}", size * 0.8, "hei")
    y += gap * 0.85
    paper.field("旅客", left, y, f"旅客:{copy.person_cn()}", size, "hei", reach=330)
    paper.dots = False
    paper.text(left, y + 52, say["hint"], 22, "song", ink)
    paper.text(right, y + 52, say["keep"], 22, "song", ink)
    paper.text(
        480,
        578,
        f"{copy.place_cn()[0]}市道路运输管理局监制  {copy.digits(2)}版{copy.digits(4)}本",
        20,
        "song",
        ink,
        anchor="m",
    )
    paper.struck(copy, 850 - look.real(0, 60), 430, (copy.place_cn()[0] + "客运总站", "售票专用"), 58)
    return paper


BOAT = table("""
title | FERRY TICKET              | CABIN VOUCHER                | FÄHRSCHEIN
one   | Valid for one crossing    | Valid for one berth          | Gültig für eine Überfahrt
from  | From                      | Deck                         | Von
to    | To                        | Cabin                        | Nach
sail  | Sailing                   | Check-in                     | Abfahrt
pass  | Passenger                 | Steward                      | Fahrgast
fare  | Fare paid                 | Deposit held                 | Fahrpreis
board | Boarding closes 15 minutes before sailing \
    | Leave the berth one hour before landing \
    | Einstieg endet 15 Minuten vor Abfahrt
terms | Carriage is subject to the conditions shown at the pier \
    | Linen is changed daily and towels are for hire \
    | Es gelten die Bedingungen am Anleger
""")


def boat(sheet: Sheetful) -> Paper:
    """A ferry ticket with a stub that repeats numbers, a slanted watermark of the day, optional vehicle line."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    ink = look.one(((20, 60, 110), (110, 30, 50), (20, 90, 90)))
    face, gap = look.one(("sans", "narrow", "book")), look.real(62, 72)
    paper = sheet.paper(1060, 620, look.one(((252, 252, 252), (244, 249, 252))))
    paper.watermark(
        copy.one(("ADULT", "CHILD", "RETURN", "SINGLE")) + " " + copy.date("{d:02d}{M}"), 34, 0.26, look.real(18, 34)
    )
    line = sheet.brand.one(names.LINES)
    paper.box((0, 0, 1060, 84), None, fill=ink)
    paper.text(36, 42, line, 36, "sans-bold", (255, 255, 255))
    paper.text(740, 42, say["title"], 28, "sans-bold", (255, 255, 255), anchor="r")
    paper.dashes(780, 781, 300, GREY)
    for row in range(100, 610, 14):
        paper.rule(786, row, 786, row + 8, GREY)
    paper.text(36, 116, f"{say['one']}  {copy.letters(2)}-{copy.digits(6)}", 21, face, GREY)
    start, end = copy.some(names.TOWNS, 2)
    y, serial, sail = 160.0, copy.digits(9), copy.date("{d:02d} {M} {y}") + " " + copy.time()
    for name, x, value in (("from", 36, start), ("to", 400, end)):
        paper.text(x, y, say[name], 20, face, ink)
        paper.field(name, x, y + 34, value, 32, "sans-bold", reach=340)
    y += gap + 30
    paper.text(36, y, say["sail"], 20, face, ink)
    paper.field("sailing", 36, y + 32, sail, 29, face, reach=340)
    paper.text(400, y, say["fare"], 20, face, ink)
    paper.field("fare", 400, y + 32, f"GBP {copy.whole(4, 180)}.{copy.one(('00', '50', '25'))}", 29, face, reach=230)
    y += gap + 26
    paper.text(36, y, say["pass"], 20, face, ink)
    paper.field("passenger", 36, y + 32, copy.person(), 29, face, reach=420)
    y += gap + 14
    if sheet.has(0.6):
        paper.field(
            "vehicle", 36, y, f"Vehicle {copy.letters(2)}{copy.digits(2)} {copy.letters(3)}", 27, face, reach=330
        )
        y += 40
    paper.text(36, y, copy.one(names.REMARKS), 21, face)
    paper.text(36, 548, say["board"], 20, face, ink)
    paper.text(36, 584, say["terms"], 18, face, GREY)
    paper.text(806, 126, line.split()[0], 26, "sans-bold", ink)
    for row, text in enumerate((start[:11], end[:11], sail[:11], copy.letters(2) + serial[:5])):
        paper.text(806, 190 + row * 46, text, 23, face)
    paper.field("number", 806, 388, serial, 29, "mono", reach=230)
    paper.bars((806, 430, 1030, 560), serial + "0")
    return paper


TRAM = table("""
title | DAY TICKET      | PLATFORM TICKET  | TAGESKARTE
zone  | Zone            | Hall             | Zone
adult | Class           | Entries          | Klasse
from  | Valid from      | Opened           | Gültig ab
until | Valid until     | Closed           | Gültig bis
price | Price incl. VAT | Deposit returned | Preis inkl. MwSt
stamp | Not valid without validation stamp | Not valid beyond the ticket barrier | Ohne Entwerteraufdruck ungültig
""")


def tram(sheet: Sheetful) -> Paper:
    """A small day ticket of a machine: many codes, a validator's line printed over, thermal print."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    face = look.one(("cell", "mono", "narrow"))
    size, gap = look.real(25, 28), look.real(44, 52)
    paper = sheet.paper(620, 760, look.one(((250, 250, 247), (246, 250, 255), (255, 248, 240))))
    paper.text(310, 50, sheet.brand.one(names.LINES), 32, "sans-bold", anchor="m")
    paper.text(310, 96, say["title"], 34, "sans-bold", anchor="m")
    paper.text(
        310,
        134,
        f"{copy.place()} {copy.one(('Hbf', 'Central', 'Quay', 'West'))} / M{copy.digits(4)}",
        21,
        face,
        anchor="m",
    )
    paper.rule(30, 158, 590, 158)
    y, column = 192.0, look.real(272, 292)
    start = copy.date("{d:02d}.{m:02d}.{y}")
    rows = (
        ("zone", copy.one(("A", "AB", "ABC", "1-3", "4-7"))),
        ("adult", copy.one(("Adult 2nd", "Child 2nd", "Adult 1st", "Senior 2nd"))),
        ("from", start + " " + copy.time()),
        ("until", start + " " + copy.time("23:{m:02d}")),
        ("price", f"EUR {copy.whole(2, 28)},{copy.digits(1)}0"),
    )
    for key, value in rows:
        paper.text(30, y, say[key], size, face)
        paper.field(key, 30 + column, y, value, size, face, reach=286)
        y += gap
    paper.rule(30, y, 590, y)
    y += 36
    paper.text(30, y, say["stamp"], 20, face)
    paper.text(
        30,
        y + 40,
        f"{copy.digits(5)} {copy.digits(3)} {copy.letters(2)}{copy.digits(4)} {copy.date('{d:02d}{m:02d}')}",
        24,
        face,
    )
    if copy.happens(0.7):
        paper.text(30, y + 78, copy.one(names.REMARKS)[:38], 21, face)
    paper.field("serial", 30, y + 128, copy.luhn(12), 28, "mono", reach=320)
    paper.squares(470, y + 70, 120, copy.whole(1, 9999), cells=25)
    if copy.happens(0.6):
        paper.chop(
            copy, 330, y + 190, (f"{copy.letters(1)}{copy.digits(3)} {start[:5]} {copy.time()}",), (70, 60, 140), 20
        )
    paper.faded(copy, 0.5)
    return paper


KINDS = (
    Kind("train_ticket_cn", train, TRAIN),
    Kind("coach_ticket_cn", coach, COACH),
    Kind("ferry_ticket", boat, BOAT),
    Kind("tram_ticket", tram, TRAM),
)
