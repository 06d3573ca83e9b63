"""Invoices and bills whose item tables push the totals down."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import GREY, Paper
from examples.draw.amounts import capitals, grouped

INVOICE = table("""
title | INVOICE          | QUOTATION            | RECHNUNG
no    | Invoice number   | Quotation number     | Rechnungsnummer
date  | Invoice date     | Prices hold until    | Rechnungsdatum
due   | Payment due      | Delivery week        | Zahlbar bis
to    | Bill to          | Prepared for         | Rechnung an
item  | Description      | Option               | Bezeichnung
qty   | Quantity         | Minimum order        | Menge
price | Unit price       | Rebate               | Einzelpreis
net   | Net amount       | List amount          | Nettobetrag
vat   | VAT 20%          | Freight              | MwSt 20%
total | Amount due       | Offer amount         | Gesamtbetrag
bank  | Please pay to    | Sales office         | Bankverbindung
terms | Title passes when the invoice has been paid in full \
    | This offer binds neither side before a written order \
    | Die Ware bleibt bis zur Zahlung unser Eigentum
""")


def invoice(sheet: Sheetful) -> Paper:
    """A trader's invoice: two to nine items of one or two lines, an optional order number, a watermark."""
    look, copy, say, brand = sheet.look, sheet.copy, sheet.say, sheet.brand
    face, size = look.one(("sans", "narrow", "serif", "book")), look.real(20, 22)
    ink = look.one(((30, 60, 110), (110, 40, 40), (40, 40, 44)))
    paper, step = sheet.paper(960, 1330, (255, 255, 255)), size * look.real(1.6, 1.8)
    if copy.happens(0.5):
        paper.watermark(copy.one(("COPY", "PAID", "DUPLICATE", "DRAFT " + copy.digits(2))), 60, 0.18, look.real(25, 40))
    paper.text(60, 80, brand.firm(), 34, "serif-bold", ink)
    paper.text(60, 116, f"{brand.street()}, {brand.place()} {brand.post_code()}  Tel {brand.phone()}", 18, face, GREY)
    paper.text(900, 80, say["title"], 40, "sans-bold", ink, anchor="r")
    paper.text(60, 176, say["to"], 18, face, GREY)
    lines = [copy.firm(), copy.street(), f"{copy.place()} {copy.post_code()}"]
    if sheet.has(0.4):
        lines.insert(1, f"Attn. {copy.person()}")
    paper.field("bill to", 60, 206, "\n".join(lines), 21, face, leading=26, rows=4, reach=430)
    y = 190.0
    for key, value in (
        ("no", f"{copy.letters(2)}-{copy.digits(5)}"),
        ("date", copy.date("{d:02d}/{m:02d}/{y}")),
        ("due", copy.date("{d:02d}/{m:02d}/{y}")),
    ):
        paper.text(540, y, say[key], size, face)
        paper.field(key, 900, y, value, size + 1, face, anchor="r", reach=190)
        y += step
    paper.text(540, y, f"Ref {copy.letters(3)}/{copy.digits(3)}  {copy.one(names.GIVEN)}", size, face, GREY)
    y = 386.0
    paper.box((60, y - 22, 900, y + 22), None, fill=(228, 230, 234))
    for key, x, anchor in (("item", 72, "l"), ("qty", 560, "r"), ("price", 730, "r")):
        paper.text(x, y, say[key], size, face, ink, anchor=anchor)
    paper.text(888, y, "EUR", size, face, ink, anchor="r")
    y, total = y + step * 1.3, 0
    for _ in range(4 if sheet.whole else copy.whole(2, 9)):
        count, price = copy.whole(1, 60), copy.cents(2, 180)
        total += count * price
        paper.text(72, y, copy.one(names.PARTS), size, face)
        paper.text(560, y, str(count), size, face, anchor="r")
        paper.text(730, y, grouped(price), size, face, anchor="r")
        paper.text(888, y, grouped(count * price), size, face, anchor="r")
        if copy.happens(0.35):
            y += size * 1.35
            paper.text(
                72,
                y,
                f"Order {copy.digits(5)} of {copy.date('{d:02d}/{m:02d}')}, lot {copy.letters(2)}",
                size * 0.85,
                face,
                GREY,
            )
        y += step
    paper.rule(60, y - step * 0.4, 900, y - step * 0.4, ink)
    y += step * 0.5
    for key, amount in (("net", total), ("vat", total // 5), ("total", total + total // 5)):
        paper.text(520, y, say[key], size * (1.15 if key == "total" else 1), face, ink)
        paper.field(key, 888, y, grouped(amount), size * (1.2 if key == "total" else 1.05), face, anchor="r", reach=200)
        y += step * 1.15
    y += step * 0.6
    paper.text(60, y, say["bank"], size, face, GREY)
    paper.field("iban", 60, y + step, copy.iban(), size + 1, face, reach=460)
    paper.text(60, y + step * 2.4, say["terms"], size * 0.9, face, GREY)
    if copy.happens(0.5):
        paper.chop(copy, 720, y + step, ("PAID", copy.date("{d:02d} {M} {y}")), size=26)
    return paper


SALES = table("""
title | 销售出库单     | 采购退货单
buyer | 购货单位       | 供应厂商
no    | 单据编号       | 退货批次
date  | 开单日期       | 验收日期
addr  | 送货地址       | 退货原因
name  | 商品名称       | 不合格品
unit  | 单位           | 抽检
qty   | 数量           | 退数
price | 单价           | 折价
sum   | 金额           | 扣款
cap   | 合计大写       | 应退大写
total | 合计           | 应退
maker | 制单           | 质检
foot  | 货物当面点清 过后概不负责 | 退货须附检验报告 一式三份
""")


def sales(sheet: Sheetful) -> Paper:
    """A Chinese trader's sheet, dot matrix on a ruled form: rows push down; a red stamp over or beside the total."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    size, paper = look.real(24, 27), sheet.paper(1100, 1000, look.one(((255, 250, 250), (253, 253, 250))))
    paper.text(550, 56, sheet.brand.firm_cn() + say["title"], 34, "song-bold", anchor="m")
    paper.text(1050, 96, f"第{copy.whole(1, 3)}联 {copy.one(('存根', '客户', '记账'))}", 20, "song", anchor="r")
    y, gap = 140.0, look.real(46, 52)
    paper.dots = look.happens(0.6)
    form = "hei" if paper.dots else "song"  # needles lose a thin stroke
    for key, x, at, value, reach in (
        ("buyer", 50, 0, copy.firm_cn(), 420),
        ("no", 660, 0, f"XS{copy.digits(8)}", 260),
        ("addr", 50, 1, copy.place_cn()[0] + "市" + copy.street_cn(), 440),
        ("date", 660, 1, copy.date(), 260),
    ):
        paper.text(x, y + at * gap, say[key] + ":", size, form)
        paper.field(key, x + 5.2 * size, y + at * gap, value, size, "hei", reach=reach)
    y += 2 * gap
    columns = (50, 430, 530, 650, 800, 1050)
    top, total = y - 4, 0
    for x, key in zip((60, 440, 540, 660, 810), ("name", "unit", "qty", "price", "sum"), strict=True):
        paper.text(x, y + 18, say[key], size, form)
    y += 40
    for _ in range(4 if sheet.whole else copy.whole(2, 8)):
        paper.rule(50, y, 1050, y)
        count, price = copy.whole(1, 80), copy.whole(2, 260) * 50
        total += count * price
        for x, cell in zip(
            (60, 440, 540, 660, 810),
            (
                copy.one(names.GOODS_CN),
                copy.one("箱个件套袋"),
                str(count),
                f"{price / 100:.2f}",
                f"{count * price / 100:.2f}",
            ),
            strict=True,
        ):
            paper.text(x, y + 21, cell, size, "hei")
        y += 42
    paper.rule(50, y, 1050, y)
    paper.text(60, y + 23, say["cap"], size, form)
    paper.field("cap", 200, y + 23, capitals(total), size, "hei", reach=430)
    paper.text(660, y + 23, say["total"], size, form)
    paper.field("total", 810, y + 23, f"{total / 100:.2f}", size, "hei", reach=220)
    paper.box((50, top, 1050, y + 48))
    for x in columns[1:-1]:
        paper.rule(x, top, x, y)
    paper.text(50, y + 84, say["maker"] + ":", size, form)
    paper.field("maker", 50 + 3.2 * size, y + 84, copy.person_cn(), size, "hei", reach=160)
    paper.text(
        400, y + 84, f"打印{copy.time()}  业务{copy.person_cn()}  车号{copy.letters(1)}{copy.digits(4)}", 21, "hei"
    )
    paper.dots = False
    paper.text(50, y + 126, say["foot"], 22, "song")
    paper.struck(
        copy,
        860 if copy.happens(0.5) else 600,
        y + 60,
        (sheet.brand.one(names.BRANDS_CN) + "商贸公司", "出库专用章"),
        62,
    )
    paper.cut(max(y + 180, 640))
    return paper


UTILITY = table("""
title | ELECTRICITY BILL  | METER READING CARD  | FACTURE D'ÉLECTRICITÉ
acct  | Account number    | Route number        | Numéro de compte
per   | Billing period    | Reader visits       | Période
addr  | Supply address    | Key holder          | Adresse de fourniture
prev  | Previous reading  | Dial on the left    | Index précédent
now   | Present reading   | Dial on the right   | Nouvel index
use   | Units used        | Seal number         | Consommation
std   | Standing charge   | Access code         | Abonnement
due   | Total to pay      | Leave card with     | Total à payer
by    | Pay by            | Return by           | Payable avant le
foot | Report a power cut day or night on the number above \
    | Please write the figures in black and post this card \
    | Signalez une panne jour et nuit au numéro ci-dessus
""")


def utility(sheet: Sheetful) -> Paper:
    """A power company's bill: messages of the season and optional charges move the total."""
    look, copy, say, brand = sheet.look, sheet.copy, sheet.say, sheet.brand
    face, size = look.one(("sans", "narrow", "serif")), look.real(21, 24)
    ink = look.one(((0, 90, 140), (0, 110, 70), (150, 80, 0)))
    paper, step = sheet.paper(940, 1180, (255, 255, 255)), size * look.real(1.75, 1.95)
    paper.box((0, 0, 940, 90), None, fill=ink)
    paper.text(50, 46, brand.place().upper() + " POWER", 38, "sans-bold", (255, 255, 255))
    paper.text(890, 46, say["title"], 26, "sans-bold", (255, 255, 255), anchor="r")
    paper.text(
        50, 122, f"{copy.one(('North', 'South', 'Coast'))} office, {copy.street()}, {copy.phone()}", 18, face, GREY
    )
    paper.field(
        "customer",
        50,
        176,
        f"{copy.person()}\n{copy.street()}\n{copy.place()}\n{copy.post_code()}",
        22,
        face,
        leading=27,
        rows=4,
        reach=380,
    )
    y = 176.0
    for key, value in (
        ("acct", copy.luhn(10)),
        ("per", f"{copy.date('{d:02d} {M}')} - {copy.date('{d:02d} {M} {y}')}"),
    ):
        paper.text(480, y, say[key], size, face)
        paper.field(key, 480, y + step * 0.85, value, size + 1, "sans-bold", reach=400)
        y += step * 1.9
    paper.rule(50, y + 4, 890, y + 4, ink, 2)
    y += step
    for _ in range(copy.whole(0, 3) if not sheet.whole else 1):
        paper.text(50, y, copy.one(names.REMARKS), size * 0.9, "slanted", ink)
        y += step * 0.8
    before = copy.whole(1000, 80000)
    used = copy.whole(80, 1900)
    for key, value in (("prev", f"{before}"), ("now", f"{before + used}"), ("use", f"{used} kWh")):
        paper.text(50, y, say[key], size, face)
        paper.field(key, 560, y, value, size, face, anchor="r", reach=190)
        y += step
    amount = used * 24 + 1250
    paper.text(50, y, say["std"], size, face)
    paper.field("std", 890, y, "12.50", size, face, anchor="r", reach=140)
    paper.truth["std"] = "12.50"
    y += step
    for extra in copy.some(
        ("Green tariff", "Late payment", "Meter rental", "Rebate for direct debit"),
        1 if sheet.whole else copy.whole(0, 3),
    ):
        cents = copy.cents(1, 12)
        amount += cents
        paper.text(50, y, extra, size, face)
        paper.text(890, y, f"{cents / 100:.2f}", size, face, anchor="r")
        y += step
    paper.rule(50, y - step * 0.4, 890, y - step * 0.4, ink)
    y += step * 0.3
    paper.text(50, y, say["due"], size * 1.2, "sans-bold")
    paper.field("due", 890, y, f"£{grouped(amount)}", size * 1.3, "sans-bold", anchor="r", reach=230)
    y += step * 1.2
    paper.text(50, y, say["by"], size, face)
    paper.field("by", 890, y, copy.date("{d:02d} {M} {y}"), size, face, anchor="r", reach=220)
    paper.text(50, y + step * 1.6, say["foot"], size * 0.9, face)
    paper.text(50, y + step * 2.6, f"{copy.letters(3)}/{copy.digits(7)}/{copy.whole(1, 12):02d}", 18, "mono", GREY)
    paper.bars((560, y + step * 2.2, 890, y + step * 2.2 + 60), copy.digits(16))
    return paper


KINDS = (
    Kind("invoice", invoice, INVOICE),
    Kind("sales_sheet_cn", sales, SALES),
    Kind("power_bill", utility, UTILITY),
)
