"""Medical and school forms: tables of optional values, several tight lines, stamps of the day."""

from __future__ import annotations

from bench.accuracy.papers import names
from bench.accuracy.papers.family import Kind, Sheetful, table
from bench.accuracy.papers.paper import GREY, Paper

LAB = table("""
title | 检验报告单   | 放射检查预约单
name  | 姓名         | 患者
sex   | 性别         | 体重
age   | 年龄         | 身高
dept  | 科室         | 检查室
no    | 样本编号     | 预约序号
diag  | 临床诊断     | 检查部位
item  | 检验项目     | 准备事项
res   | 结果         | 时长
unit  | 单位         | 地点
range | 参考区间     | 注意
send  | 送检医师     | 登记人员
time  | 报告时间     | 检查时间
foot  | 本报告仅对该样本负责 结果供医师参考 | 请提前半小时到达 并携带既往影像资料
""")
_TESTS = (
    ("白细胞计数", "10^9/L", "3.5-9.5"),
    ("血红蛋白", "g/L", "115-150"),
    ("血小板计数", "10^9/L", "125-350"),
    ("空腹血糖", "mmol/L", "3.9-6.1"),
    ("总胆固醇", "mmol/L", "<5.18"),
    ("尿酸", "umol/L", "155-357"),
    ("肌酐", "umol/L", "41-73"),
    ("谷丙转氨酶", "U/L", "7-40"),
)


def lab(sheet: Sheetful) -> Paper:
    """A laboratory's report: rows of results that nobody asked for push doctor and time down."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    size, gap = look.real(22, 25), look.real(42, 48)
    body, paper = look.one(("song", "hei")), sheet.paper(1000, 1080, (255, 255, 255))
    paper.text(500, 56, sheet.brand.place_cn()[0] + "市人民医院", 36, "song-bold", anchor="m")
    paper.text(500, 100, say["title"], 32, "song-bold", anchor="m")
    paper.text(950, 60, f"{copy.digits(10)}", 18, "sans", GREY, anchor="r")
    y = 152.0
    for key, x, row, value, reach in (
        ("name", 50, 0, copy.person_cn(), 150),
        ("sex", 320, 0, copy.one("男女"), 60),
        ("age", 500, 0, f"{copy.whole(1, 96)}岁", 110),
        ("dept", 700, 0, copy.one(("内科", "骨科门诊", "急诊科", "心血管内科", "儿科")), 200),
        ("no", 50, 1, copy.date("{y}{m:02d}{d:02d}") + copy.letters(1) + copy.digits(3), 240),
        ("diag", 500, 1, copy.one(("上呼吸道感染", "待查", "高血压病", "健康体检", "糖尿病随访")), 290),
    ):
        paper.text(x, y + row * gap, say[key] + ":", size, body)
        paper.field(key, x + (len(say[key]) + 0.7) * size, y + row * gap, value, size, body, reach=reach)
    y += 2 * gap
    paper.rule(50, y - gap * 0.45, 950, y - gap * 0.45, width=2)
    columns = (60, 420, 560, 740)
    for x, key in zip(columns, ("item", "res", "unit", "range"), strict=True):
        paper.text(x, y, say[key], size, body)
    paper.rule(50, y + gap * 0.45, 950, y + gap * 0.45)
    for name, unit, span in copy.some(_TESTS, 5 if sheet.whole else copy.whole(2, 8)):
        y += gap
        for x, cell in zip(
            columns, (name, f"{copy.real(1, 300):.1f}{copy.one(('', '', ' ↑'))}", unit, span), strict=True
        ):
            paper.text(x, y, cell, size, "hei")
    y += gap
    paper.rule(50, y - gap * 0.4, 950, y - gap * 0.4, width=2)
    if copy.happens(0.5):
        paper.text(50, y + 6, f"备注:{copy.one(('标本轻度溶血', '已复查', '建议复诊', '标本采集合格'))}", size, body)
        y += gap
    paper.text(50, y + 10, say["send"] + ":", size, body)
    paper.field("send", 50 + 5 * size, y + 10, copy.person_cn(), size, body, reach=170)
    paper.text(480, y + 10, say["time"] + ":", size, body)
    paper.field("time", 480 + 5 * size, y + 10, copy.date() + " " + copy.time(), size, body, reach=250)
    paper.text(50, y + 62, say["foot"], 20, body, GREY)
    paper.struck(copy, 850, y - 20, (sheet.brand.place_cn()[0] + "医院检验科", "报告专用章"), 60)
    paper.cut(y + 120)
    return paper


SCHOOL = table("""
title | SCHOOL ENROLMENT FORM | LIBRARY DAMAGE REPORT | FORMULAIRE D'INSCRIPTION
pupil | Pupil's full name     | Title of the book     | Nom de l'élève
born  | Date of birth         | Date of loan          | Date de naissance
year  | Year group            | Shelf mark            | Classe
par   | Parent or guardian    | Borrower at fault     | Parent ou tuteur
home  | Home address          | Kind of damage        | Adresse
tel   | Telephone             | Cost of repair        | Téléphone
med   | Allergies             | Pages missing         | Allergies
bus   | Bus stop              | Barcode               | Arrêt de bus
decl | I declare that these particulars are true and will report changes \
    | I accept the charge above and will pay at the counter \
    | Je certifie exacts les renseignements ci-dessus
off   | For office use only   | For the librarian     | Réservé à l'administration
""")


def school(sheet: Sheetful) -> Paper:
    """A school's form: boxes, blank optional values, tight lines of an address, office stamps and notes."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    face, size, gap = look.one(("sans", "serif", "narrow")), look.real(22, 25), look.real(66, 74)
    paper = sheet.paper(960, 1060, (255, 255, 253))
    paper.text(50, 66, sheet.brand.place() + " Academy", 36, "serif-bold")
    paper.text(50, 112, say["title"], 28, "sans-bold")
    paper.text(910, 66, f"{copy.whole(2019, 2027)}/{copy.letters(2)}{copy.digits(3)}", 20, "mono", GREY, anchor="r")
    y = 176.0
    for key, value, chance, high in (
        ("pupil", copy.person(), 1.0, 1),
        ("born", copy.date("{d:02d} {M} ") + str(copy.whole(2006, 2019)), 1.0, 1),
        ("year", f"{copy.whole(1, 11)}{copy.letters(1, 'ABC')}", 1.0, 1),
        ("par", f"{copy.one(('Mr', 'Mrs', 'Ms', 'Dr'))} {copy.person()}", 1.0, 1),
        (
            "home",
            "\n".join((copy.street(), copy.place(), copy.post_code())[: 3 if sheet.whole else copy.whole(2, 3)]),
            1.0,
            2,
        ),
        ("tel", copy.phone(), 1.0, 1),
        ("med", copy.one(("None known", "Peanuts", "Penicillin and latex", "Pollen")), 0.6, 1),
        ("bus", copy.one(names.STREETS), 0.5, 1),
    ):
        deep = gap * 0.68 + (high - 1) * 58
        paper.text(50, y, say[key], size * 0.92, face)
        paper.box((340, y - gap * 0.34, 910, y - gap * 0.34 + deep), (90, 92, 98))
        if sheet.has(chance):
            paper.field(key, 356, y if high == 1 else y - 2, value, size, face, leading=size * 1.15)
        paper.quads[key] = (344, y - gap * 0.34 + 4, 906, y - gap * 0.34 + deep - 4)
        y += gap + (high - 1) * 58
    paper.text(50, y, say["decl"], size * 0.82, face)
    paper.text(50, y + 56, f"Signed  {copy.one(names.GIVEN)[0]}. {copy.one(names.FAMILY)}", size, "slanted")
    paper.box((50, y + 96, 910, y + 180), GREY)
    paper.text(64, y + 118, say["off"], 18, face, GREY)
    seen = f"Seen {copy.date('{d:02d}/{m:02d}')} {copy.letters(2)}  Fee {copy.cents(0, 60) / 100:.2f}"
    paper.text(64, y + 154, f"{seen}  {copy.one(('waiting', 'admitted', 'sibling'))}", 22, "mono")
    paper.chop(copy, 760, y + 126, ("RECEIVED", copy.date("{d:02d} {M} {y}")), (150, 40, 60), 20)
    return paper


SCRIPT = table("""
title | PRESCRIPTION           | REFERRAL SLIP
pat   | Patient                | Colleague
dob   | Date of birth          | Urgency
hosp  | Health number          | Specialty
drug  | Medicines              | Findings
rep   | Repeats                | Transport
dr    | Prescriber             | Referred by
date  | Date of issue          | Appointment
foot  | Dispense within six months and keep away from children | Bring this slip and a list of your medicines with you
disp  | Dispenser's endorsement | Clinic's own notes
""")
_DRUGS = (
    "Amoxin 500 mg caps",
    "Loradine 10 mg tabs",
    "Paraflex 500 mg tabs",
    "Metolar 850 mg tabs",
    "Salbuten inhaler",
)
_DOSES = ("one three times daily", "one at night", "two when needed", "one with food", "two puffs daily")


def script(sheet: Sheetful) -> Paper:
    """A surgery's prescription: one to four tight lines of medicines; the surgery's address varies by practice."""
    look, copy, say = sheet.look, sheet.copy, sheet.say
    tint = look.one(((238, 248, 240), (250, 244, 232), (244, 240, 250)))
    face, size = look.one(("sans", "narrow", "book")), look.real(23, 26)
    paper = sheet.paper(800, 1040, tint)
    paper.waves((0, 0, 800, 1040), tuple(tone - 14 for tone in tint), 60, 9, 50)  # type: ignore[arg-type]
    paper.text(400, 58, say["title"], 38, "serif-bold", anchor="m")
    paper.text(400, 104, f"{copy.place()} Surgery, {copy.street()}", 20, face, anchor="m")
    paper.text(400, 134, f"{copy.phone()}   Practice {copy.letters(1)}{copy.digits(5)}", 20, face, anchor="m")
    paper.rule(40, 160, 760, 160)
    y = 200.0
    for key, value in (
        ("pat", copy.person()),
        ("dob", copy.date("{d:02d}/{m:02d}/") + str(copy.whole(1935, 2020))),
        ("hosp", f"{copy.digits(3)} {copy.digits(3)} {copy.digits(4)}"),
    ):
        paper.text(40, y, say[key], size * 0.9, face)
        paper.field(key, 270, y, value, size, face, reach=470)
        y += size * 2
    paper.rule(40, y - 8, 760, y - 8)
    paper.text(40, y + 22, say["drug"], size * 0.9, face)
    chosen = copy.some(_DRUGS, 2 if sheet.whole else copy.whole(1, 3))
    text = "\n".join(f"{drug} x{copy.whole(7, 84)}\n{copy.one(_DOSES)}" for drug in chosen)
    paper.field("medicines", 60, y + 66, text, size, face, leading=size * 1.18, rows=6, reach=660)
    y += 82 + 7 * size * 1.18
    paper.rule(40, y, 760, y)
    y += 40
    for key, value, reach in (
        ("rep", str(copy.whole(0, 6)), 90),
        ("dr", f"Dr {copy.person()}", 400),
        ("date", copy.date("{d:02d}/{m:02d}/{y}"), 190),
    ):
        paper.text(40, y, say[key], size * 0.9, face)
        paper.field(key, 270, y, value, size, face, reach=reach)
        y += size * 2
    paper.text(40, y + 8, say["disp"], 19, face, GREY)
    paper.chop(copy, 610, y - 30, (f"{copy.place().upper()} PHARMACY", copy.date("{d:02d} {M} {y}")), (40, 50, 140), 19)
    paper.text(40, y + 54, say["foot"], 19, face)
    paper.text(760, y + 92, copy.digits(11), 22, "mono", anchor="r")
    return paper


KINDS = (
    Kind("lab_report_cn", lab, LAB),
    Kind("school_form", school, SCHOOL),
    Kind("prescription", script, SCRIPT),
)
