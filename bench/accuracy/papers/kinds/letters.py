"""Letters of an authority: address blocks of several tight lines, a body that runs longer or shorter."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import GREY, Paper

NOTICE = table("""
title | Notice of assessment    | Reminder of appeal hearing | Bescheid über die Festsetzung
ref   | Our reference           | Case in court              | Unser Zeichen
date  | Date of this notice     | Day of the hearing         | Datum
cont  | Your contact            | Presiding                  | Ihre Ansprechperson
body1 | We have assessed the charge on your property for the present year. \
    | You have asked the panel to hear your appeal against a decision. \
    | Wir haben die Abgabe für Ihr Grundstück für dieses Jahr festgesetzt.
body2 | The amount below takes account of everything you have told us. \
    | The panel sits in public and will hear both sides in turn. \
    | Der Betrag berücksichtigt alle Ihre Angaben.
val   | Assessed value          | Seats reserved             | Festgesetzter Wert
due   | Amount to pay           | Fee already lodged         | Zu zahlender Betrag
until | Payable before          | Arrive before              | Zahlbar vor dem
app | You may object in writing within one month of receiving this notice. \
    | You may bring a friend or a lawyer but must tell us a week before. \
    | Gegen diesen Bescheid kann binnen eines Monats Widerspruch erhoben werden.
""")
_REASONS = (
    "The roof was rebuilt in the past year and raises the rating of the house.",
    "A reduction is granted because the building stands empty since spring.",
    "The garage is now counted apart from the main building.",
    "Arrears of the former year are not contained in this amount.",
    "A credit from an earlier payment has been set against the charge.",
)


def notice(sheet: Sheetful) -> Paper:
    """An office's letter: four to six tight address lines, reasons that push the figures down, clerk's marks."""
    look, copy, say, brand = sheet.look, sheet.copy, sheet.say, sheet.brand
    face, size = look.one(("serif", "book", "sans")), look.real(20, 22)
    paper, step = sheet.paper(940, 1300, (255, 255, 254)), size * look.real(1.6, 1.8)
    paper.text(70, 80, f"Borough of {brand.place()}", 34, "serif-bold")
    paper.text(
        70,
        116,
        f"{copy.one(('Rates', 'Revenue', 'Property'))} office, room {copy.digits(3)}, {copy.one(names.STREETS)}",
        18,
        face,
        GREY,
    )
    lines = [copy.person(), copy.street(), copy.place(), copy.post_code()]
    if sheet.has(0.4):
        lines.insert(1, copy.firm())
    paper.field("addressee", 70, 190, "\n".join(lines), 22, face, leading=look.real(25, 28), rows=5, reach=420)
    y = 190.0
    for key, value in (
        ("ref", f"{copy.letters(2)}/{copy.digits(4)}/{copy.whole(18, 27)}"),
        ("date", copy.date("{d:02d}.{m:02d}.{y}")),
        ("cont", copy.person()),
    ):
        paper.text(540, y, say[key], 17, face, GREY)
        paper.field(key, 540, y + 25, value, size, face, reach=340)
        y += 62
    y = 430.0
    paper.text(70, y, say["title"], 28, "sans-bold")
    y += step * 1.4
    for key in ("body1", "body2"):
        paper.text(70, y, say[key], size, face)
        y += step
    for line in copy.some(_REASONS, 2 if sheet.whole else copy.whole(0, 4)):
        paper.text(70, y, line, size, face)
        y += step
    y += step * 0.5
    cents = copy.cents(40, 3000)
    for key, value in (
        ("val", f"EUR {copy.whole(20, 900)},{copy.digits(3)}.00"),
        ("due", f"EUR {cents / 100:,.2f}"),
        ("until", copy.date("{d:02d}.{m:02d}.{y}")),
    ):
        paper.text(110, y, say[key], size, face)
        paper.field(key, 480, y, value, size + 1, "sans-bold", reach=300)
        y += step * 1.15
    y += step * 0.4
    paper.text(70, y, say["app"], size, face)
    paper.text(70, y + step * 2, f"{copy.one(names.GIVEN)[0]}. {copy.one(names.FAMILY)}", size, "slanted")
    paper.struck(copy, 700, y + step * 2.4, (brand.place().upper()[:14], copy.date("{y}")), 58)
    paper.text(
        70, 1262, f"{copy.digits(4)}.{copy.digits(3)} {copy.letters(2)} / {copy.date('{m:02d}.{y}')}", 16, "mono", GREY
    )
    return paper


CLAIM = table("""
title | 催缴通知书     | 停水检修告知函
to    | 户主           | 各位住户
house | 房屋坐落       | 检修范围
area  | 建筑面积       | 涉及楼栋
per   | 欠费期间       | 停水时段
sum   | 欠费金额       | 储水建议
late  | 违约金         | 应急电话
due   | 缴款期限       | 恢复时间
body  | 您好 经核对您名下房屋尚有物业费未缴 现将明细通知如下 | 因市政管网改造 本小区将分段暂停供水 现将安排告知如下
foot  | 如已缴款请忽略本通知 并向客服中心核实 | 施工期间请注意安全 给您带来不便敬请谅解
""")


def claim(sheet: Sheetful) -> Paper:
    """A Chinese manager's letter: an address of one to three tight lines, a list that flows, a stamp over the date."""
    look, copy, say, brand = sheet.look, sheet.copy, sheet.say, sheet.brand
    size, body = look.real(25, 28), look.one(("song", "hei"))
    paper, step = sheet.paper(940, 1200, (255, 255, 252)), size * look.real(1.6, 1.8)
    paper.text(470, 80, say["title"], 44, "song-bold", anchor="m")
    paper.text(880, 130, f"编号{copy.digits(4)}-{copy.digits(3)}", 22, body, GREY, anchor="r")
    y = 190.0
    paper.text(70, y, say["to"] + ":", size, body)
    paper.field("to", 70 + 3.6 * size, y, copy.person_cn(), size, body, reach=180)
    y += step * 1.1
    paper.text(70, y, say["body"], size * 0.9, body)
    y += step * 1.1
    place = [
        f"{copy.place_cn()[0]}市{copy.street_cn()}",
        f"{copy.one(('稻香花园', '松石小区', '明月苑'))}{copy.whole(1, 30)}幢{copy.whole(1, 4)}单元",
        f"{copy.digits(4)}室(产权登记地址)",
    ]
    paper.text(90, y, say["house"] + ":", size, body)
    paper.field(
        "house",
        90 + 5.4 * size,
        y,
        "\n".join(place[: 2 if sheet.whole else copy.whole(1, 3)]),
        size * 0.9,
        body,
        leading=size * 1.1,
        rows=3,
        reach=480,
    )
    y += size * 1.1 * 2 + step
    for extra in copy.some(
        ("另:车位管理费按季收取", "另:公共能耗分摊见附表", "注:空置房按七折计收"),
        1 if sheet.whole else copy.whole(0, 3),
    ):
        paper.text(90, y, extra, size * 0.9, body)
        y += step
    cents = copy.cents(200, 9000)
    for key, value in (
        ("area", f"{copy.whole(40, 190)}.{copy.digits(2)}平方米"),
        ("per", f"{copy.date('{y}年{m}月')}至{copy.date('{m}月')}"),
        ("sum", f"{cents / 100:.2f}元"),
        ("late", f"{cents // 90 / 100:.2f}元"),
        ("due", copy.date("{y}年{m:02d}月{d:02d}日")),
    ):
        paper.text(90, y, say[key] + ":", size, body)
        paper.field(key, 90 + 5.4 * size, y, value, size, body, reach=380)
        y += step
    paper.text(70, y + step * 0.4, say["foot"], size * 0.9, body)
    y += step * 2
    paper.text(870, y, brand.place_cn()[0] + brand.one(names.BRANDS_CN) + "物业服务中心", size, body, anchor="r")
    paper.text(870, y + step, copy.date("{y}年{m:02d}月{d:02d}日"), size, body, anchor="r")
    paper.struck(copy, 720, y + step * 0.5, (brand.one(names.BRANDS_CN) + "物业服务", "客服专用章"), 70)
    paper.text(70, y + step, f"经办{copy.person_cn()} 电话{copy.digits(8)}", 21, body, GREY)
    paper.cut(y + step * 2.4)
    return paper


KINDS = (
    Kind("office_notice", notice, NOTICE),
    Kind("arrears_letter_cn", claim, CLAIM),
)
