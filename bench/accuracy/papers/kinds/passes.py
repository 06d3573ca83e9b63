"""Boarding passes, parking and toll tickets, badges and cards."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import GREY, Paper

BOARDING = table("""
title | BOARDING PASS | LOUNGE INVITATION | BORDKARTE
name  | NAME OF PASSENGER | NAME OF GUEST | NAME DES FLUGGASTES
from  | FROM | LOUNGE | VON
to    | TO | AREA | NACH
fly   | FLIGHT | PROGRAMME | FLUG
date  | DATE | ISSUED | DATUM
time  | BOARDING TIME | OPENING TIME | EINSTIEG
gate  | GATE | FLOOR | FLUGSTEIG
seat  | SEAT | TABLE | SITZ
close | GATE CLOSES 20 MINUTES BEFORE DEPARTURE \
    | KITCHEN CLOSES 20 MINUTES BEFORE CLOSING \
    | FLUGSTEIG SCHLIESST 20 MINUTEN VOR ABFLUG
""")


_PERKS = ("PRIORITY", "FAST TRACK", "ECONOMY", "CABIN BAG ONLY")


def boarding(sheet: Sheetful) -> Paper:
    """A boarding pass with a stub that says it again, a sequence number, messages of the day."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    ink = look.one(((24, 54, 120), (140, 24, 40), (16, 100, 90)))
    face, label = look.one(("mono", "cell", "sans")), look.real(16, 19)
    paper = sheet.paper(1240, 520, (253, 253, 252))
    paper.box((0, 0, 1240, 70), None, fill=ink)
    carrier = sheet.brand.one(names.LINES)
    paper.text(40, 36, carrier, 32, "sans-bold", (255, 255, 255))
    paper.text(850, 36, say["title"], 30, "sans-bold", (255, 255, 255), anchor="r")
    paper.text(930, 36, carrier.split()[0], 26, "sans-bold", (255, 255, 255))
    for y in range(80, 520, 14):
        paper.rule(895, y, 895, y + 8, GREY)
    given, family = copy.one(names.GIVEN).upper(), copy.one(names.FAMILY).upper()
    who = f"{family}/{given} {copy.one(('MR', 'MS', 'DR'))}"
    start, end = (town.upper() for town in copy.some(names.TOWNS, 2))
    fly, date = f"{copy.letters(2)} {copy.digits(copy.whole(3, 4))}", copy.date("{d:02d}{M}")
    gate, seat = f"{copy.letters(1, 'ABCD')}{copy.whole(1, 48)}", f"{copy.whole(1, 42)}{copy.letters(1, 'ACDFHK')}"

    def put(key: str, x: float, y: float, value: str, size: float, reach: float) -> None:
        paper.text(x, y, say[key], label, "sans", ink)
        paper.field(key, x, y + 34, value, size, face, reach=reach)

    put("name", 40, 104, who, 30, 560)
    put("from", 40, 194, start, 30, 350)
    put("to", 430, 194, end, 30, 350)
    put("fly", 40, 284, fly, 31, 180)
    put("date", 250, 284, date, 31, 140)
    put("time", 430, 284, copy.time(), 36, 160)
    put("gate", 640, 284, gate, 36, 120)
    put("seat", 780, 284, seat, 36, 105)
    paper.text(
        40,
        384,
        f"{copy.one(('GROUP', 'ZONE'))} {copy.whole(1, 6)}  {copy.one(_PERKS)}",
        24,
        face,
    )
    paper.text(40, 426, copy.one(names.REMARKS).upper(), 20, face)
    paper.text(40, 466, say["close"], 19, "sans", ink)
    paper.field("ticket", 40, 498, "ETKT " + copy.luhn(13), 23, face, reach=360)
    paper.text(560, 498, f"SEQ {copy.whole(1, 320):03d}  PNR {copy.letters(6)}", 23, face)
    for row, text in enumerate((who[:17], start[:14], end[:14], f"{fly} {date}", f"{gate}  {seat}")):
        paper.text(930, 112 + row * 46, text, 24, face)
    paper.bars((930, 350, 1200, 480), copy.digits(14))
    return paper


PARKING = table("""
title | PARKING TICKET     | CAR WASH TICKET
in    | Entered            | Programme
level | Level              | Lane
paid  | Paid until         | Start before
fee   | Fee                | Wax extra
plate | Registration       | Token
keep  | Keep this ticket with you | Close all the windows first
pay   | Pay at any machine before returning to your car | Drive forward slowly until the light turns red
lost  | A lost ticket costs a full day | Staff are not liable for roof racks
""")


def parking(sheet: Sheetful) -> Paper:
    """A parking ticket: paled thermal print, large time, operator's lines that vary by car park."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    face, size, gap = look.one(("cell", "mono", "narrow")), look.real(25, 29), look.real(46, 54)
    paper = sheet.paper(560, 900, (249, 248, 244))
    paper.text(280, 54, say["title"], 40, "sans-bold", anchor="m")
    paper.text(
        280, 104, f"{copy.place()} {copy.one(('Arcade', 'Station', 'Hospital', 'North Pier'))}", 25, face, anchor="m"
    )
    paper.text(280, 138, f"{copy.street()}  Tel {copy.phone()}", 19, face, anchor="m")
    paper.rule(28, 164, 532, 164, width=2)
    y = 204.0
    for key, value in (
        ("in", copy.date("{d:02d}/{m:02d}/{y}") + " " + copy.time()),
        ("level", f"P{copy.whole(1, 6)} {copy.one(('RED', 'BLUE', 'GREEN'))}"),
        ("plate", f"{copy.letters(2)}{copy.digits(2)} {copy.letters(3)}"),
        ("paid", copy.time("{h:02d}:{m:02d}:{s:02d}")),
        ("fee", f"£{copy.whole(1, 38)}.{copy.one(('00', '50', '80'))}"),
    ):
        paper.text(28, y, say[key], size, face)
        paper.field(key, 240, y, value, size, face, reach=300)
        y += gap
    if copy.happens(0.6):
        paper.text(28, y, f"Voucher {copy.letters(3)}{copy.digits(3)}  -{copy.whole(1, 3)}.00", size, face)
    y += gap + 6
    paper.bars((60, y, 500, y + 110), number := copy.luhn(16))
    paper.field("number", 280, y + 140, number, 29, "mono", anchor="m", reach=400)
    for row, key in enumerate(("keep", "pay", "lost")):
        paper.text(280, y + 190 + row * 32, say[key], 19, face, anchor="m")
    paper.text(
        280,
        y + 300,
        f"Machine {copy.digits(3)}  v{copy.whole(1, 9)}.{copy.whole(0, 20)}  {copy.letters(4)}",
        18,
        face,
        anchor="m",
    )
    paper.faded(copy, 0.45)
    return paper


TOLL = table("""
title | 高速公路通行费收据 | 公路检测站检定单
in    | 入口站 | 检测站
out   | 出口站 | 复检站
type  | 车型   | 轴数
time  | 时间   | 限期
toll  | 金额   | 罚没
who   | 收费员 | 检测员
lane  | 车道   | 工位
note  | 盖章有效 遗失不补 | 凭单复检 逾期作废
""")


def toll(sheet: Sheetful) -> Paper:
    """A toll receipt: dot matrix print slipped against the form, an authority's foot line, a stamp beside or over."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    ink = look.one(((170, 50, 60), (40, 80, 140), (40, 110, 70)))
    gap, size = look.real(54, 62), look.real(28, 31)
    paper = sheet.paper(720, 700, (253, 251, 246))
    paper.text(360, 46, copy.place_cn()[0] + "省" + say["title"], 34, "song-bold", ink, anchor="m")
    paper.rule(40, 76, 680, 76, ink)
    paper.text(44, 104, f"发票代码 {copy.digits(12)}", 21, "song", ink)
    paper.text(676, 104, f"№ {copy.digits(8)}", 22, "sans", ink, anchor="r")
    y = 156.0
    rows = (
        ("in", f"{copy.place_cn()[0]}{copy.one(('', '东', '西', '南'))}站"),
        ("out", f"{copy.place_cn()[0]}{copy.one(('', '东', '北'))}站"),
        ("type", copy.one(("客一", "客二", "货一", "货三", "客四"))),
        ("time", copy.date("{y}-{m:02d}-{d:02d}") + " " + copy.time("{h:02d}:{m:02d}:{s:02d}")),
        ("toll", f"{copy.whole(5, 480)}.00元"),
        ("who", copy.digits(6)),
        ("lane", f"{copy.letters(1, 'EX')}{copy.whole(1, 20):02d}"),
    )
    slip = (copy.real(-4, 4), copy.real(-3, 3))
    for key, value in rows:
        paper.text(48, y, say[key] + ":", 28, "song", ink)
        paper.shift, paper.dots = slip, True
        paper.field(key, 180, y, value, size, "hei", reach=400)
        paper.quads[key] = (170, y - 24, 590, y + 24)
        paper.shift, paper.dots = (0.0, 0.0), False
        y += gap
    if copy.happens(0.6):
        paper.text(48, y, copy.one(names.REMARKS_CN), 22, "song")
    paper.text(48, 626, say["note"], 22, "song", ink)
    paper.text(
        360,
        668,
        f"{copy.place_cn()[0]}高速公路{copy.one(('运营', '管理', '发展'))}有限公司  {copy.digits(4)}",
        21,
        "song",
        ink,
        anchor="m",
    )
    paper.struck(copy, 590, 440, (copy.place_cn()[0] + "收费所", "收费专用章"), 60)
    return paper


BADGE = table("""
title | VISITOR PASS | CONTRACTOR PERMIT | BESUCHERAUSWEIS
name  | Name | Trade | Name
firm  | Company | Insurer | Firma
host  | Host | Foreman | Gastgeber
until | Valid until | Induction | Gültig bis
area  | Areas | Tools | Bereiche
back | Return this pass to the front desk when you leave \
    | Wear helmet and boots at all times inside the fence \
    | Bitte beim Verlassen am Empfang abgeben
fire | In case of fire go to the car park at the east gate \
    | Hot work needs a separate sheet signed by safety \
    | Im Brandfall zum Parkplatz am Osttor gehen
""")


def badge(sheet: Sheetful) -> Paper:
    """A pass of a building: a drawn portrait, several tight lines of areas, a watermark of the day."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    ink = look.one(((30, 90, 60), (50, 50, 120), (150, 70, 20)))
    face, gap = look.one(("sans", "narrow", "serif")), look.real(60, 68)
    paper = sheet.paper(900, 620, (250, 251, 252))
    paper.watermark(copy.date("{d:02d} {M}") + f" {copy.letters(3)}", 40, 0.22, look.real(-30, -16))
    paper.box((0, 0, 900, 76), None, fill=ink)
    paper.text(36, 40, say["title"], 36, "sans-bold", (255, 255, 255))
    paper.text(864, 40, sheet.brand.firm(), 22, "sans", (255, 255, 255), anchor="r")
    paper.text(
        36, 94, f"Gate {copy.whole(1, 9)}, printed {copy.date('{d:02d}.{m:02d}.')} {copy.time()}", 16, face, GREY
    )
    paper.box((36, 110, 226, 350), GREY)
    tone = copy.whole(120, 200)
    paper.ellipse((86, 140, 176, 240), None, fill=(tone, tone - 20, tone - 34))
    paper.ellipse((60, 250, 202, 400), None, fill=(copy.whole(40, 160), 80, copy.whole(60, 160)))
    paper.box((30, 352, 232, 410), None, fill=(250, 251, 252))
    y = 128.0
    for key, value in (
        ("name", copy.person()),
        ("firm", copy.firm()),
        ("host", f"{copy.person()}, ext. {copy.digits(4)}"),
        ("until", copy.date("{d:02d} {M} {y}") + " " + copy.time()),
    ):
        paper.text(260, y, say[key], 21, face, ink)
        paper.field(key, 400, y, value, 27, face, reach=480)
        y += gap
    paper.text(260, y, say["area"], 21, face, ink)
    areas = (
        "Warehouse B and loading bay",
        "Laboratory 2.14 to 2.20",
        "Canteen",
        "Server room with escort",
        "Roof garden",
    )
    paper.field(
        "areas",
        400,
        y,
        "\n".join(copy.some(areas, copy.whole(1, 3) if not sheet.whole else 3)),
        20,
        face,
        leading=23,
        rows=3,
        reach=480,
    )
    paper.field("number", 36, 386, f"No. {copy.digits(5)}", 25, "mono", reach=190)
    paper.bars((36, 420, 236, 500), copy.digits(10))
    paper.text(36, 546, say["back"], 20, face, ink)
    paper.text(36, 582, say["fire"], 20, face, ink)
    paper.text(
        864,
        510,
        f"Desk {copy.whole(1, 9)} / {copy.one(names.GIVEN)} {copy.letters(2)}{copy.digits(3)}",
        17,
        face,
        GREY,
        anchor="r",
    )
    return paper


KINDS = (
    Kind("boarding_pass", boarding, BOARDING),
    Kind("parking_ticket", parking, PARKING),
    Kind("toll_receipt_cn", toll, TOLL),
    Kind("visitor_pass", badge, BADGE),
)
