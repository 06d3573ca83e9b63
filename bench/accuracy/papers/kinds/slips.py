"""Lottery and bank slips, poorly printed and full of numbers that are nobody's field."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import GREY, Paper
from examples.draw.amounts import capitals, grouped

LOTTERY = table("""
title | 双星球彩票     | 刮刮乐兑奖券
draw  | 开奖期         | 兑奖批
on    | 开奖日期       | 截止日期
kind  | 玩法           | 面值
times | 倍数           | 张数
sum   | 合计           | 奖金
sell  | 销售时间       | 验票时间
good  | 公益成就希望 感谢您为公益事业贡献 | 刮开涂层显示相同图案即为中奖
look  | 兑奖有效期六十天 请妥善保管 | 保安区覆盖膜刮开无效
""")


def lottery(sheet: Sheetful) -> Paper:
    """A lottery slip: rows of numbers of another length each time, station lines, an advertisement of the week."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    size, paper = look.real(26, 29), sheet.paper(640, 1040, (252, 250, 246))
    step = size * look.real(1.4, 1.55)
    paper.text(320, 52, say["title"], 44, "hei-bold", anchor="m")
    paper.text(320, 98, f"{copy.digits(6)}-{copy.digits(6)}-{copy.digits(6)}-{copy.letters(2)}", 22, "cell", anchor="m")
    paper.dots = look.happens(0.5)
    y = 144.0
    paper.field("期号", 30, y, f"第{copy.whole(18, 27)}{copy.digits(3)}期", size, "cell", reach=220)
    paper.field("开奖日期", 610, y, say["on"] + copy.date("{y}/{m:02d}/{d:02d}"), size, "cell", anchor="r", reach=330)
    y += step
    paper.field("玩法", 30, y, say["kind"] + copy.one(("单式", "复式", "胆拖")), size, "cell", reach=200)
    multiple = copy.whole(1, 20)
    paper.field("倍数", 610, y, f"{say['times']}{multiple}", size, "cell", anchor="r", reach=170)
    y += step * 1.2
    rows = 3 if sheet.whole else copy.whole(1, 6)
    for row in range(rows):
        balls = " ".join(f"{ball:02d}" for ball in sorted(copy.some(range(1, 34), 6)))
        paper.text(30, y, f"{'ABCDEF'[row]}. {balls} + {copy.whole(1, 16):02d}", size * 1.05, "cell")
        y += step
    y += step * 0.3
    paper.field("合计", 30, y, f"{say['sum']}{rows * 2 * multiple}元", size, "cell", reach=220)
    paper.text(610, y, f"{say['draw']}{copy.digits(2)}", size, "cell", anchor="r")
    y += step
    paper.field("站点", 30, y, f"站号{copy.digits(8)}", size, "cell", reach=280)
    paper.text(610, y, copy.place_cn()[0] + copy.street_cn(), size * 0.8, "cell", anchor="r")
    y += step
    paper.field(
        "销售时间",
        30,
        y,
        say["sell"] + copy.date("{y}/{m:02d}/{d:02d}") + " " + copy.time("{h:02d}:{m:02d}:{s:02d}"),
        size,
        "cell",
        reach=480,
    )
    y += step
    paper.dots = False
    paper.text(320, y, copy.one(names.REMARKS_CN), size * 0.9, "hei", anchor="m")
    paper.text(320, y + step, say["good"], size * 0.85, "hei", anchor="m")
    paper.text(320, y + step * 2, say["look"], size * 0.85, "hei", anchor="m")
    paper.squares(250, y + step * 2.8, 140, copy.whole(1, 9999), cells=25)
    paper.cut(y + step * 2.8 + 180)
    paper.faded(copy, look.real(0.55, 0.75))
    return paper


BANK = table("""
title | 业务回单             | 账户查询回执
type  | 业务种类             | 查询范围
payer | 付款人户名           | 申请人姓名
pacc  | 付款人账号           | 申请人证件
payee | 收款人户名           | 被查户名
racc  | 收款人账号           | 被查账户
sum   | 金额                 | 余额
cap   | 大写                 | 结论
use   | 用途                 | 事由
date  | 交易日期             | 受理日期
seq   | 流水号               | 受理号
foot  | 重复打印仅供参考 请勿重复记账 | 查询结果仅对申请时点有效 请核对
""")


def bank(sheet: Sheetful) -> Paper:
    """A bank's receipt: grey slanted watermark, a red stamp that may cover a value, optional use."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    size, gap = look.real(23, 26), look.real(50, 56)
    ink = look.one(((150, 20, 40), (20, 60, 130), (10, 90, 80)))
    paper = sheet.paper(1120, 760, (255, 255, 255))
    name = sheet.brand.place_cn()[0] + "银行"
    paper.watermark(f"{name}{copy.date('{m:02d}{d:02d}')}", 36, 0.2, look.real(18, 32), "song-bold")
    paper.text(50, 60, name, 40, "song-bold", ink)
    paper.text(560, 60, say["title"], 34, "song-bold", anchor="m")
    paper.text(1070, 60, f"第{copy.whole(1, 9)}次打印 {copy.date()}", 20, "hei", GREY, anchor="r")
    y, cents = 124.0, copy.cents(20, 900000)
    paper.rule(40, 92, 1080, 92, ink, 2)
    left = look.real(190, 205)
    for key, x, row, value, reach in (
        ("type", 50, 0, copy.one(("转账", "代发工资", "网银汇款", "批量代付")), 240),
        ("date", 600, 0, copy.date("{y}年{m:02d}月{d:02d}日"), 280),
        ("payer", 50, 1, copy.firm_cn(), 600),
        ("pacc", 50, 2, copy.luhn(19), 420),
        ("payee", 50, 3, copy.one((copy.firm_cn(), copy.person_cn())), 600),
        ("racc", 50, 4, copy.luhn(19), 420),
        ("sum", 50, 5, f"CNY {grouped(cents)}", 300),
        ("cap", 50, 6, capitals(cents), 700),
    ):
        paper.text(x, y + row * gap, say[key] + ":", size, "song", ink)
        paper.field(key, x + left, y + row * gap, value, size, "hei", reach=reach)
    y += 7 * gap
    if sheet.has(0.6):
        paper.text(50, y, say["use"] + ":", size, "song", ink)
        paper.field(
            "use",
            50 + left,
            y,
            copy.one(("货款", "工程进度款", "房租", "差旅报销", "设备维护费")),
            size,
            "hei",
            reach=380,
        )
        y += gap
    paper.text(50, y, say["seq"] + ":", size, "song", ink)
    paper.field("seq", 50 + left, y, copy.digits(20), size, "cell", reach=340)
    paper.text(600, y, f"柜员{copy.digits(4)} 网点{copy.place_cn()[0]}支行", 20, "hei", GREY)
    paper.rule(40, y + 34, 1080, y + 34, ink, 2)
    paper.text(50, y + 66, say["foot"], 20, "song", GREY)
    paper.struck(
        copy, 930, 330 if copy.happens(0.5) else 430, (name + copy.place_cn()[0] + "支行", "电子回单专用章"), 72
    )
    return paper


DEPOSIT = table("""
title | DEPOSIT SLIP      | CHEQUE BOOK REQUEST
name  | Account holder    | Deliver to
acct  | Account number    | Number of books
sort  | Sort code         | Starting from
date  | Paid in on        | Wanted on
cash  | Notes             | Colour
coin  | Coins             | Leaves
chq   | Cheques           | Crossed
total | Total paid in     | Charge agreed
by    | Paid in by        | Collected by
foot  | Cheques are credited subject to clearing | Books are posted at the holder's own risk
""")


def deposit(sheet: Sheetful) -> Paper:
    """A paying-in slip: boxes, blank optional amounts, a teller's print and stamp anywhere."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    ink = look.one(((0, 70, 110), (90, 40, 90), (20, 90, 40)))
    size, gap, face = look.real(25, 28), look.real(58, 64), look.one(("mono", "sans", "serif"))
    paper = sheet.paper(1040, 560, look.one(((240, 248, 252), (248, 244, 250), (244, 250, 244))))
    paper.text(36, 48, sheet.brand.place() + " Savings Bank", 34, "serif-bold", ink)
    paper.text(1004, 48, say["title"], 28, "sans-bold", ink, anchor="r")
    paper.rule(30, 80, 1010, 80, ink, 2)
    y = 124.0
    for key, value in (
        ("name", copy.person(22)),
        ("acct", copy.luhn(8)),
        ("sort", f"{copy.digits(2)}-{copy.digits(2)}-{copy.digits(2)}"),
        ("date", copy.date("{d:02d}/{m:02d}/{y}")),
        ("by", copy.person(22)),
    ):
        paper.text(36, y, say[key], 21, "sans", ink)
        paper.box((236, y - 24, 590, y + 24), ink)
        paper.field(key, 248, y, value, size, face)
        paper.quads[key] = (240, y - 21, 586, y + 21)
        y += gap
    y, total = 124.0, 0
    for key, chance in (("cash", 1.0), ("coin", 0.5), ("chq", 0.6)):
        paper.text(640, y, say[key], 21, "sans", ink)
        paper.box((790, y - 24, 1004, y + 24), ink)
        if sheet.has(chance):
            cents = copy.cents(1, 4000)
            total += cents
            paper.field(key, 992, y, f"{cents / 100:.2f}", size, face, anchor="r")
        paper.quads[key] = (794, y - 21, 1000, y + 21)
        y += gap
    paper.text(612, y, say["total"], 20, "sans-bold", ink)
    paper.box((790, y - 24, 1004, y + 24), ink, 3)
    paper.field("total", 992, y, f"{total / 100:.2f}", size, face, anchor="r")
    paper.quads["total"] = (794, y - 21, 1000, y + 21)
    paper.text(
        612, y + 62, f"{copy.place()} branch  T{copy.whole(1, 9)}  {copy.time()}  {copy.digits(6)}", 17, "mono", GREY
    )
    paper.text(36, 450, say["foot"], 20, "sans", ink)
    paper.text(36, 510, f"{copy.digits(6)}: {copy.digits(8)} :{copy.digits(2)}", 26, "mono")
    paper.chop(copy, 820, 470, (copy.place().upper(), copy.date("{d:02d} {M} {y}")), (60, 60, 140), 20)
    return paper


KINDS = (
    Kind("lottery_slip_cn", lottery, LOTTERY),
    Kind("bank_receipt_cn", bank, BANK),
    Kind("deposit_slip", deposit, DEPOSIT),
)
