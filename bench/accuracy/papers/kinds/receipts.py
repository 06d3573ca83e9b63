"""Receipts of chains: the header is fixed but for the branch, items flow, totals stand lower or higher."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import BLACK, Paper

MARKET = table("""
title | TAX INVOICE      | STORE CREDIT SLIP
no    | Receipt no       | Credit no
till  | Till             | Desk
when  | Date             | Expires
sub   | SUBTOTAL         | RETURNED VALUE
disc  | CARD DISCOUNT    | RESTOCKING
tax   | VAT 7%           | HANDLING
total | TOTAL            | CREDIT LEFT
cash  | CASH             | SPENT BEFORE
back  | CHANGE           | SPENT TODAY
ta    | Thank you for shopping with us | Credit is not paid out in cash
keep  | Goods are exchanged within 14 days with this receipt | Lost slips are replaced once against a photo identity
""")


def market(sheet: Sheetful) -> Paper:
    """A supermarket's receipt in Latin print; branch lines, offers, a discount that is not always there."""
    look, copy, say, brand = sheet.look, sheet.copy, sheet.say, sheet.brand
    face, size = look.one(("cell", "mono")), look.real(23, 26)
    paper, step, right = sheet.paper(580, 1700, (250, 249, 246)), size * look.real(1.45, 1.6), 540
    paper.text(290, 56, brand.one(names.BRANDS), 36, "sans-bold", anchor="m")
    paper.text(290, 100, f"{brand.firm()}", size, face, anchor="m")
    paper.text(290, 134, f"VAT REG {brand.letters(2)} {brand.digits(9)}", size, face, anchor="m")
    paper.field("branch", 290, 172, f"{copy.whole(100, 999)} {copy.place().upper()}", size, face, anchor="m", reach=440)
    y = 172 + step
    for line in ([copy.street()] if copy.happens(0.5) or sheet.whole else []) + [f"TEL {copy.phone()}"]:
        paper.text(290, y, line, size, face, anchor="m")
        y += step
    paper.text(290, y + 6, say["title"], 30, "sans-bold", anchor="m")
    y += 54
    paper.text(40, y, say["no"], size, face)
    paper.field("receipt", 230, y, f"{copy.digits(4)}-{copy.digits(5)}", size, face, reach=300)
    y += step
    paper.text(40, y, say["when"], size, face)
    paper.field("when", 230, y, copy.date("{d:02d}-{m:02d}-{y}") + " " + copy.time(), size, face, reach=310)
    y += step
    paper.text(40, y, f"{say['till']} {copy.whole(1, 12)}  {copy.one(names.GIVEN)}", size, face)
    y += step
    paper.dashes(40, right, y, BLACK)
    y, total = y + step, 0
    for _ in range(5 if sheet.whole else copy.whole(2, 11)):
        cents = copy.cents(1, 24)
        total += cents
        paper.text(40, y, copy.one(names.GOODS)[:24], size, face)
        paper.text(right, y, f"{cents / 100:.2f}", size, face, anchor="r")
        y += step
        if copy.happens(0.3):
            paper.text(70, y, f"{copy.whole(2, 6)} x {copy.cents(1, 9) / 100:.2f}", size, face)
            y += step
    paper.dashes(40, right, y, BLACK)
    y += step
    discount = copy.cents(0, 2) + 15 if sheet.has(0.5) else 0
    paid = -(-(total - discount) // 1000) * 1000
    for key, value, big in (
        ("sub", total, False),
        ("disc", -discount, False),
        ("tax", total * 7 // 107, False),
        ("total", total - discount, True),
        ("cash", paid, False),
        ("back", paid - total + discount, False),
    ):
        if key == "disc" and not discount:
            continue
        scale = 1.25 if big else 1.0
        paper.text(40, y, say[key], size * scale, face)
        paper.field(key, right, y, f"{value / 100:.2f}", size * scale, face, anchor="r", reach=180)
        y += step * scale
    y += step * 0.6
    for _ in range(copy.whole(0, 2)):
        paper.text(290, y, copy.one(names.REMARKS)[:36], size * 0.9, face, anchor="m")
        y += step
    paper.text(290, y, say["ta"], size, face, anchor="m")
    paper.text(290, y + step, say["keep"], size * 0.66, face, anchor="m")
    paper.bars((90, y + step * 1.8, 490, y + step * 1.8 + 70), copy.digits(12))
    paper.cut(y + step * 1.8 + 110)
    paper.faded(copy, look.real(0.5, 0.7))
    return paper


CAFE = table("""
title | 结账单   | 外卖退款单
table | 桌号     | 骑手
no    | 单号     | 投诉编号
when  | 时间     | 申请时间
name  | 品名     | 退款品项
qty   | 数量     | 件数
price | 金额     | 退回
sum   | 消费合计 | 应退合计
off   | 优惠     | 扣除运费
due   | 应收     | 实退
pay   | 支付方式 | 退回渠道
bye   | 谢谢惠顾欢迎再次光临 | 退款三日内原路退回
code  | 扫码开具电子发票 | 如有疑问请联系客服
""")


def cafe(sheet: Sheetful) -> Paper:
    """A Chinese restaurant's bill: items flow, lines of the branch and of today's offer change."""
    look, copy, say, brand = sheet.look, sheet.copy, sheet.say, sheet.brand
    size, paper = look.real(25, 28), sheet.paper(580, 1600, (251, 250, 247))
    step = size * look.real(1.4, 1.6)
    paper.text(
        290, 60, brand.one(names.BRANDS_CN) + brand.one(("茶餐厅", "面馆", "小厨", "咖啡")), 42, "hei-bold", anchor="m"
    )
    paper.field(
        "门店",
        290,
        112,
        f"({copy.place_cn()[0]}{copy.one(('广场', '万象', '大学城', '车站'))}店)",
        28,
        "hei",
        anchor="m",
        reach=400,
    )
    paper.text(290, 156, say["title"], 34, "hei-bold", anchor="m")
    y = 156 + step * 1.2
    for line in (brand.firm_cn(), f"订餐电话 0990-{brand.digits(7)}", f"网址 {brand.letters(6).lower()}.example.test"):
        paper.text(290, y, line, size * 0.85, "hei", anchor="m")
        y += step * 0.9
    y += step * 0.3
    rows = [
        ("table", f"{copy.letters(1)}{copy.whole(1, 40):02d}"),
        ("no", copy.digits(10)),
        ("when", copy.date() + " " + copy.time("{h:02d}:{m:02d}:{s:02d}")),
    ]
    for key, value in rows:
        paper.text(40, y, say[key] + ":", size, "hei")
        paper.field(key, 180, y, value, size, "cell", reach=350)
        y += step
    if copy.happens(0.5):
        paper.text(40, y, f"服务员:{copy.person_cn()}  人数:{copy.whole(1, 12)}", size, "hei")
        y += step
    paper.dashes(40, 540, y, BLACK)
    y += step * 0.8
    for x, key in ((40, "name"), (330, "qty"), (470, "price")):
        paper.text(x, y, say[key], size, "hei")
    y, total = y + step, 0
    for _ in range(4 if sheet.whole else copy.whole(2, 9)):
        cents = copy.whole(6, 88) * 100
        total += cents
        paper.text(40, y, copy.one(names.GOODS_CN), size, "hei")
        paper.text(345, y, str(copy.whole(1, 3)), size, "cell")
        paper.text(540, y, f"{cents / 100:.2f}", size, "cell", anchor="r")
        y += step
        if copy.happens(0.25):
            paper.text(60, y, f"({copy.one(('少糖', '加辣', '去冰', '打包'))})", size * 0.85, "hei")
            y += step * 0.9
    paper.dashes(40, 540, y, BLACK)
    y += step
    off = copy.whole(1, 20) * 100 if sheet.has(0.6) else 0
    for key, amount in (("sum", total), ("off", -off), ("due", max(total - off, 0))):
        if amount or key != "off":
            paper.text(40, y, say[key] + ":", size, "hei")
            paper.field(
                key, 540, y, f"{amount / 100:.2f}", size * (1.2 if key == "due" else 1), "cell", anchor="r", reach=200
            )
            y += step * 1.1
    paper.text(40, y, say["pay"] + ":", size, "hei")
    paper.field("pay", 540, y, copy.one(("微信支付", "现金", "会员卡", "银行卡")), size, "hei", anchor="r", reach=220)
    y += step * 1.4
    paper.text(290, y, copy.one(names.REMARKS_CN), size * 0.9, "hei", anchor="m")
    paper.text(290, y + step, say["bye"], size, "hei", anchor="m")
    paper.squares(210, y + step * 1.8, 160, copy.whole(1, 9999), cells=25)
    paper.text(290, y + step * 2 + 180, say["code"], size * 0.85, "hei", anchor="m")
    paper.cut(y + step * 2 + 230)
    paper.faded(copy, look.real(0.55, 0.75))
    return paper


FUEL = table("""
title | KUNDENBELEG       | LEERGUTBON
pump  | Zapfsäule         | Automat
kind  | Kraftstoff        | Kiste
vol   | Menge             | Flaschen
unit  | Preis je Liter    | Pfand je Stück
sum   | Gesamtbetrag EUR  | Auszahlung EUR
mwst  | MwSt 19,00 %      | Einwegpfand
card  | Kartenzahlung     | Barauszahlung an Kasse
bel   | Beleg-Nr.         | Bon-Nr.
bye   | Gute Fahrt und auf Wiedersehen | Bitte am selben Tag einlösen
""")


def fuel(sheet: Sheetful) -> Paper:
    """A German filling station's receipt: optional shop items above the total, a card terminal's block below."""
    look, copy, say, brand = sheet.look, sheet.copy, sheet.say, sheet.brand
    face, size = look.one(("mono", "cell", "narrow")), look.real(24, 27)
    paper, step = sheet.paper(600, 1500, (252, 251, 248)), size * look.real(1.4, 1.55)
    paper.text(300, 54, brand.one(names.FAMILY).upper() + " TANKSTELLEN", 34, "sans-bold", anchor="m")
    y = 96.0
    for line in (
        f"{brand.one(names.FAMILY)} Mineralöl GmbH",
        f"USt-IdNr. DE{brand.digits(9)}",
        f"Steuer-Nr. {brand.digits(10)}",
    ):
        paper.text(300, y, line, size, face, anchor="m")
        y += step
    for line in (f"Station {copy.digits(4)}, {copy.place()}", f"{copy.one(names.FAMILY)}weg {copy.whole(1, 99)}"):
        paper.text(300, y, line, size, face, anchor="m")
        y += step
    paper.text(300, y + 10, say["title"], 30, "sans-bold", anchor="m")
    y += 20 + step
    paper.field(
        "datum",
        36,
        y,
        copy.date("{d:02d}.{m:02d}.{y}") + " " + copy.time("{h:02d}:{m:02d}:{s:02d}"),
        size,
        face,
        reach=400,
    )
    y += step
    litres, price = copy.whole(800, 7200), copy.whole(149, 209)
    total = litres * price // 100
    for key, value in (
        ("bel", f"{copy.digits(4)}/{copy.digits(3)}"),
        ("pump", f"{copy.whole(1, 16)}"),
        ("kind", copy.one(("Super E10", "Super Plus", "Diesel", "Autogas"))),
        ("vol", f"{litres / 100:.2f} l".replace(".", ",")),
        ("unit", f"{price / 100:.2f}9 EUR".replace(".", ",")),
    ):
        paper.text(36, y, say[key], size, face)
        paper.field(key, 564, y, value, size, face, anchor="r", reach=240)
        y += step
    for _ in range(1 if sheet.whole else copy.whole(0, 3)):
        cents = copy.cents(1, 9)
        total += cents
        paper.text(36, y, copy.one(names.GOODS)[:20], size, face)
        paper.text(564, y, f"{cents / 100:.2f}".replace(".", ","), size, face, anchor="r")
        y += step
    paper.rule(36, y - step * 0.4, 564, y - step * 0.4)
    y += step * 0.4
    paper.text(36, y, say["sum"], size * 1.1, face)
    paper.field("sum", 564, y, f"{total / 100:.2f}".replace(".", ","), size * 1.15, face, anchor="r", reach=190)
    y += step * 1.2
    paper.text(36, y, say["mwst"], size, face)
    paper.field("mwst", 564, y, f"{total * 19 // 119 / 100:.2f}".replace(".", ","), size, face, anchor="r", reach=160)
    y += step * 1.4
    paper.text(36, y, say["card"], size, face)
    for line in (
        f"Terminal-ID {copy.digits(8)}",
        f"Karte ####{copy.digits(4)} {copy.letters(2)}",
        f"Genehmigung {copy.digits(6)}",
    ):
        y += step
        paper.text(36, y, line, size, face)
    paper.text(300, y + step * 1.6, say["bye"], size, face, anchor="m")
    paper.text(300, y + step * 2.6, f"TSE {copy.letters(6)}{copy.digits(9)}", size * 0.75, face, anchor="m")
    paper.cut(y + step * 3.6)
    paper.faded(copy, look.real(0.5, 0.7))
    return paper


KINDS = (
    Kind("market_receipt", market, MARKET, brand_tells=True),
    Kind("cafe_receipt_cn", cafe, CAFE, brand_tells=True),
    Kind("fuel_receipt_de", fuel, FUEL, brand_tells=True),
)
