"""Waybills, labels and delivery notes: addresses of several tight lines, routing codes, items that push down."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.dice import Dice
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import GREY, Paper

WAYBILL = table("""
title  | 快递运单       | 退货登记单
from   | 寄件人         | 退货人
to     | 收件人         | 仓库
goods  | 托寄物         | 退货原因
weight | 计费重量       | 实收数量
pay    | 付款方式       | 退款方式
note   | 寄件人签名即视为同意背面条款 | 退货商品须保持吊牌与包装完好
sign   | 收件人签收     | 质检员签字
""")


def waybill(sheet: Sheetful) -> Paper:
    """A Chinese courier's label: sorting codes, tight addresses of one to three lines, remarks of the day."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    face, size = look.one(("hei", "song")), look.real(25, 28)
    paper = sheet.paper(800, 1080, (255, 255, 255))
    paper.text(36, 50, sheet.brand.one(names.BRANDS_CN) + "速递", 42, "hei-bold")
    paper.text(764, 50, say["title"], 28, face, anchor="r")
    paper.rule(20, 88, 780, 88, width=2.5)
    paper.field(
        "分拣码",
        400,
        140,
        f"{copy.digits(3)}-{copy.letters(1)}{copy.digits(2)}-{copy.digits(3)}",
        54,
        "sans-bold",
        anchor="m",
        reach=560,
    )
    paper.rule(20, 188, 780, 188, width=2.5)
    hub = f"{copy.place_cn()[0]}转运{copy.letters(1)}{copy.digits(2)}"
    paper.text(36, 214, f"{hub}  {copy.date('{m:02d}/{d:02d}')} {copy.time()}  包{copy.whole(1, 3)}/3", 22, face)
    paper.rule(20, 240, 780, 240)
    y = 276.0
    for key, high in (("to", 190), ("from", 176)):
        paper.box((20, y - 36, 78, y - 36 + high), None, fill=(40, 40, 44))
        paper.vertical(49, y - 2 + (high - 170) / 2, say[key], 26, "hei", (255, 255, 255), 42)
        paper.field(key + "人", 100, y, copy.person_cn(), size + 2, face, reach=210)
        paper.field(key + "电话", 360, y, copy.mobile_cn(), size, "sans", reach=260)
        paper.field(key + "地址", 100, y + 44, _address(copy, sheet.whole), 24, face, leading=31, rows=3, reach=660)
        y += high
        paper.rule(20, y - 36, 780, y - 36)
    for key, value in (
        ("goods", copy.one(("文件", "服装鞋帽", "土壤检测仪配件", "图书", "陶瓷茶具", "电子元件"))),
        ("weight", f"{copy.whole(0, 24)}.{copy.digits(1)}kg"),
        ("pay", copy.one(("寄付月结", "到付", "现结", "第三方付"))),
    ):
        paper.text(36, y, say[key], 22, face, GREY)
        paper.field(key, 170, y, value, 26, face, reach=420)
        y += 46
    if sheet.has(0.5):
        paper.field(
            "备注", 36, y, "备注:" + copy.one(("易碎轻放", "放前台", "工作日送", "需本人签收")), 25, face, reach=400
        )
        y += 46
    paper.bars((90, y, 710, y + 96), number := copy.luhn(14))
    paper.field("运单号", 400, y + 122, number, 32, "mono-bold", anchor="m", reach=460)
    paper.text(36, y + 168, say["note"], 20, face, GREY)
    paper.text(36, y + 202, f"{copy.one(names.REMARKS_CN)}  客服0990-{copy.digits(7)}", 20, face, GREY)
    paper.text(480, y + 168, say["sign"] + ":", 22, face)
    return paper


def _address(copy: Dice, whole: bool) -> str:
    """One to three lines."""
    rows = 2 if whole else copy.whole(1, 3)
    lines = [f"{copy.place_cn()[0]}市{copy.one(('北苑', '东湖', '明溪', '临港'))}区{copy.street_cn()}"]
    lines += [
        f"{copy.one(('松石大厦', '海桐仪器研发中心', '甲字楼', '稻香花园'))}{copy.whole(1, 30)}号楼{copy.digits(3)}室"
    ] * (rows > 1)
    lines += [f"({copy.one(('送货前请电联', '门卫代收', '南门进', '货梯在东侧'))})"] * (rows > 2)
    return "\n".join(lines)


LABEL = table("""
title | PARCEL LABEL   | RETURN LABEL     | PAKETSCHEIN
to    | DELIVER TO     | RETURN TO        | EMPFÄNGER
from  | SENDER         | CUSTOMER         | ABSENDER
ref   | Reference      | Reason code      | Referenz
kg    | Weight         | Items            | Gewicht
ship  | Shipped        | Purchased        | Versand
serv  | Service        | Refund by        | Service
legal | Liability is limited as stated in our terms \
    | Refund follows within ten days of arrival \
    | Haftung gemäß unseren Bedingungen
""")


def label(sheet: Sheetful) -> Paper:
    """A parcel label in Latin script: addresses of three to five tight lines, codes of the route."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    face, pitch = look.one(("narrow", "sans", "cell")), look.real(27, 31)
    paper = sheet.paper(820, 1100, (255, 255, 255))
    paper.text(30, 50, sheet.brand.one(names.LINES).split()[0] + " PARCELS", 40, "narrow-bold")
    paper.text(790, 50, say["title"], 26, "narrow-bold", anchor="r")
    paper.rule(20, 88, 800, 88, width=3)
    paper.text(30, 116, say["from"], 18, "sans-bold")
    paper.field(
        "sender", 30, 146, _block(copy, 3 if sheet.whole else copy.whole(3, 4)), 20, face, leading=24, rows=4, reach=400
    )
    paper.text(470, 116, say["ref"], 18, "sans-bold")
    paper.field("reference", 470, 146, f"{copy.letters(2)}-{copy.digits(6)}", 26, face, reach=320)
    paper.text(470, 190, f"{say['kg']} {copy.whole(0, 30)}.{copy.digits(2)} kg   {copy.whole(1, 3)} of 3", 22, face)
    paper.rule(20, 252, 800, 252, width=3)
    paper.text(30, 280, say["to"], 22, "sans-bold")
    paper.field(
        "recipient",
        30,
        322,
        _block(copy, 4 if sheet.whole else copy.whole(3, 5)),
        27,
        face,
        leading=pitch + 4,
        rows=5,
        reach=740,
    )
    paper.rule(20, 502, 800, 502, width=3)
    paper.field(
        "route",
        410,
        556,
        f"{copy.letters(3)} {copy.digits(2)}-{copy.digits(3)}",
        58,
        "sans-bold",
        anchor="m",
        reach=560,
    )
    paper.rule(20, 612, 800, 612, width=3)
    paper.text(30, 646, say["ship"], 20, face)
    paper.field("shipped", 170, 646, copy.date("{d:02d} {M} {y}"), 26, face, reach=250)
    paper.text(450, 646, say["serv"], 20, face)
    paper.field("service", 580, 646, copy.one(("EXPRESS 12", "STANDARD", "ECONOMY", "SATURDAY")), 26, face, reach=210)
    y = 690.0
    if copy.happens(0.55):
        paper.text(
            30, y, copy.one(("HEAVY ITEM - TEAM LIFT", "FRAGILE", "SIGNATURE REQUIRED", "THIS WAY UP")), 30, "sans-bold"
        )
        y += 46
    paper.bars((80, y, 740, y + 180), number := copy.luhn(18))
    paper.field(
        "tracking", 410, y + 214, " ".join(number[at : at + 6] for at in (0, 6, 12)), 32, "mono", anchor="m", reach=560
    )
    paper.text(30, 1040, say["legal"], 18, face)
    paper.text(
        30, 1072, f"Depot {copy.place()} {copy.digits(3)} / {copy.letters(4)} / printed {copy.time()}", 18, face, GREY
    )
    return paper


def _block(copy: Dice, rows: int) -> str:
    """An address of so many lines."""
    lines = [copy.person(), copy.firm(), f"Unit {copy.whole(1, 40)}, {copy.one(names.STREETS)}", copy.street(), ""]
    lines[4] = f"{copy.place()} {copy.post_code()}"
    kept = {3: (0, 3, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}[rows]
    return "\n".join(lines[at] for at in kept)


NOTE = table("""
title | DELIVERY NOTE      | PICKING LIST        | LIEFERSCHEIN
no    | Note no.           | List no.            | Lieferschein-Nr.
date  | Delivered on       | Pick before         | Geliefert am
cust  | Customer no.       | Aisle               | Kunden-Nr.
ord   | Your order         | Wave                | Ihre Bestellung
ship  | Ship to            | Pack at             | Lieferanschrift
pos   | Pos                | Bin                 | Pos
item  | Description        | Article             | Bezeichnung
qty   | Qty                | Pick                | Menge
total | Packages in total  | Bins in total       | Packstücke gesamt
kg    | Gross weight       | Minutes planned     | Bruttogewicht
sign  | Goods received in good order | Picked and counted twice | Ware in gutem Zustand erhalten
""")


def note(sheet: Sheetful) -> Paper:
    """A delivery note: items of one to three lines push the totals down; the office's lines vary."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    face, size = look.one(("sans", "narrow", "serif")), look.real(20, 23)
    paper = sheet.paper(940, 1240, (254, 254, 252))
    brand = sheet.brand.firm()
    paper.text(50, 70, brand, 32, "serif-bold")
    paper.text(50, 108, f"{sheet.brand.street()}, {sheet.brand.place()} {sheet.brand.post_code()}", 19, face, GREY)
    paper.text(890, 70, say["title"], 34, "sans-bold", anchor="r")
    paper.text(50, 160, say["ship"], 19, face, GREY)
    paper.field(
        "ship to",
        50,
        190,
        _block(copy, 4 if sheet.whole else copy.whole(3, 5)),
        21,
        face,
        leading=26,
        rows=5,
        reach=420,
    )
    y = 170.0
    for key, value in (
        ("no", f"{copy.letters(2)}{copy.digits(6)}"),
        ("date", copy.date("{d:02d}.{m:02d}.{y}")),
        ("cust", copy.digits(5)),
        ("ord", f"{copy.digits(4)}/{copy.letters(1)}"),
    ):
        paper.text(540, y, say[key], size, face)
        paper.field(key, 740, y, value, size + 1, face, reach=160)
        y += size * 1.7
    y = 380.0
    paper.text(540, 336, f"Clerk {copy.one(names.GIVEN)}, ext. {copy.digits(3)}", 18, face, GREY)
    paper.rule(50, y - 24, 890, y - 24)
    for key, x in (("pos", 50), ("item", 130), ("qty", 780)):
        paper.text(x, y, say[key], size, "sans-bold")
    paper.rule(50, y + 20, 890, y + 20)
    y += 50
    for row in range(4 if sheet.whole else copy.whole(2, 8)):
        paper.text(50, y, f"{(row + 1) * 10}", size, face)
        paper.text(130, y, copy.one(names.PARTS), size, face)
        paper.text(840, y, f"{copy.whole(1, 240)} {copy.one(('pcs', 'm', 'set'))}", size, face, anchor="r")
        if copy.happens(0.4):
            y += size * 1.4
            paper.text(130, y, f"Batch {copy.letters(1)}{copy.digits(5)}", size * 0.85, face, GREY)
        y += size * 1.7
    paper.rule(50, y, 890, y)
    for key, value in (("total", f"{copy.whole(1, 28)}"), ("kg", f"{copy.whole(2, 980)}.{copy.digits(1)} kg")):
        y += size * 1.8
        paper.text(480, y, say[key], size, face)
        paper.field(key, 740, y, value, size + 1, "sans-bold", reach=150)
    paper.text(50, y + 70, say["sign"], size, face)
    paper.dashes(50, 420, y + 140, GREY)
    if copy.happens(0.6):
        paper.chop(copy, 650, y + 120, ("RECEIVED", copy.date("{d:02d} {M} {y}")), (40, 60, 150))
    return paper


KINDS = (
    Kind("waybill_cn", waybill, WAYBILL),
    Kind("parcel_label", label, LABEL),
    Kind("delivery_note", note, NOTE),
)
