"""An English household claim form, filled in by hand; the wrong one is the same insurer's change of address.

Rule: account numbers pass mod 97, policy numbers end in their Luhn digit, items add up to the amount claimed.
"""

import numpy as np

from examples.draw import desk
from examples.draw.amounts import grouped
from examples.draw.camera import Curl
from examples.draw.case import Case, Document, Query, Shot, Values, on
from examples.draw.checksums import iban, luhn
from examples.draw.light import Light
from examples.draw.paper import Ink, Sheet

NAVY: Ink = (28, 54, 104)
PALE: Ink = (232, 238, 247)
LINE: Ink = (126, 146, 180)
PEN: Ink = (24, 42, 126)
_W, _H = 1120, 1560

_BOXES = (
    ("Policy number", (60, 268, 540, 340)),
    ("Claim date", (560, 268, 1060, 340)),
    ("Full name", (60, 400, 660, 472)),
    ("Date of birth", (680, 400, 1060, 472)),
    ("Email", (60, 492, 660, 564)),
    ("Phone", (680, 492, 1060, 564)),
    ("Address", (60, 584, 1060, 706)),
    ("Date of loss", (60, 766, 400, 838)),
    ("Police reference (if any)", (420, 766, 1060, 838)),
    ("What happened", (60, 858, 1060, 1030)),
    ("Account number (IBAN)", (60, 1314, 740, 1386)),
    ("Amount claimed (EUR)", (760, 1314, 1060, 1386)),
)
_LABEL = 26  # pixels at the top of a box that its label takes


def form(sheet: Sheet) -> None:
    """The fixed print."""
    _letterhead(sheet, "Household claim form", "Please write clearly in ink and answer every question.")
    for y, text in (
        (252, "1  Your policy"),
        (382, "2  About you"),
        (748, "3  What happened"),
        (1062, "4  What was lost or damaged"),
        (1298, "5  Where to pay"),
    ):
        _section(sheet, y - 8, text)
    for label, box in _BOXES:
        sheet.box(box, LINE, 1.5, (255, 255, 255))
        sheet.text(box[0] + 10, box[1] + 14, label, 17, "sans", NAVY)
    sheet.box((60, 1080, 1060, 1262), LINE, 1.5, (255, 255, 255))
    for y in (1116, 1164, 1212):
        sheet.rule(60, y, 1060, y, LINE, 1)
    for x in (640, 840):
        sheet.rule(x, 1080, x, 1262, LINE, 1)
    for x, text in ((70, "Item"), (650, "Year bought"), (850, "Value (EUR)")):
        sheet.text(x, 1098, text, 17, "sans-bold", NAVY)
    sheet.lines(
        60,
        1412,
        (
            "I declare that these answers are true and complete. I agree that Harbour & Vale may",
            "check them with others. Anyone who claims falsely may lose their cover.",
        ),
        17,
        "sans",
        NAVY,
        25,
    )
    sheet.text(60, 1492, "Signature", 17, "sans", NAVY)
    sheet.rule(150, 1504, 560, 1504, LINE, 1.5)
    for x, text in ((620, "I rent my home"), (840, "I own my home")):
        sheet.box((x, 1480, x + 24, 1504), LINE, 2, (255, 255, 255))
        sheet.text(x + 34, 1492, text, 17, "sans", NAVY)


def _letterhead(sheet: Sheet, title: str, advice: str) -> None:
    sheet.box((0, 0, _W, 150), None, fill=NAVY)
    sheet.ellipse((60, 34, 142, 116), None, fill=(244, 178, 62))
    sheet.polygon([(74, 94), (102, 46), (130, 94)], (255, 255, 255))
    sheet.curve([(66 + step, 98 + 4 * (-1) ** (step // 9)) for step in range(0, 72, 9)], NAVY, 4)
    sheet.text(164, 60, "Harbour & Vale", 46, "serif-bold", (255, 255, 255))
    sheet.text(166, 106, "Mutual Insurance Society", 24, "serif", (214, 224, 242))
    sheet.text(1060, 62, title, 32, "sans-bold", (255, 255, 255), anchor="r")
    sheet.text(1060, 104, "SPECIMEN - drawn example", 21, "sans", (244, 198, 110), anchor="r")
    sheet.text(60, 188, advice, 20, "sans-italic", NAVY)
    sheet.text(60, 1536, "Harbour & Vale Mutual, 1 Tidewater Parade, Greenholm GH1 2AB", 16, "sans", NAVY)
    sheet.text(1060, 1536, "Form HV-205 (03/25)", 16, "sans-bold", NAVY, anchor="r")


def _section(sheet: Sheet, y: float, text: str) -> None:
    sheet.box((60, y - 18, 1060, y + 18), None, fill=PALE)
    sheet.text(72, y, text, 20, "sans-bold", NAVY)


def fill(sheet: Sheet, values: Values) -> None:
    """What the claimant writes."""
    for label, (x0, y0, _, y1) in _BOXES:
        tall = y1 - y0 > 100
        middle = y0 + _LABEL + 24 if tall else (y0 + _LABEL + y1) / 2
        # People leave more room between words than this typeface does.
        written = values[label].replace(" ", "  ")
        sheet.value(label, x0 + 16, middle, written, 31, "hand", PEN, leading=44)
    for row, item in enumerate(values["items"].split("\n")):
        for x, cell in zip((76, 656, 856), item.split("|"), strict=True):
            sheet.text(x, 1140 + row * 48, cell, 28, "hand", PEN, fixed=False)
    sheet.text(632 if values["home"] == "rent" else 852, 1490, "x", 34, "hand", PEN, anchor="m", fixed=False)
    _signature(sheet, values["Full name"])


def _signature(sheet: Sheet, name: str) -> None:
    """A looping scribble that depends on the name."""
    letters = [8 + ord(char) * 7 % 17 for char in name[:16]]
    turns = np.linspace(0, len(letters) - 1, 40 * len(letters))
    tall = np.interp(turns, np.arange(len(letters)), letters)
    xs = 180 + turns * 19 + 8 * np.sin(2 * np.pi * turns) + sheet.shift[0]
    ys = 1488 - tall * np.cos(2 * np.pi * turns) + 4 * np.sin(turns * 0.9) + sheet.shift[1]
    sheet.curve(list(zip(xs.tolist(), ys.tolist(), strict=True)), PEN, 2.2)


FIELDS = tuple(
    (label, (x0 + 4.0, y0 + _LABEL - 1.0, x1 - 4.0, y1 - 3.0)) for label, (x0, y0, x1, y1) in _BOXES
)


def _claim(
    policy: str,
    dates: str,
    name: str,
    contact: str,
    address: str,
    story: str,
    items: tuple[tuple[str, int, int], ...],
    account: str,
    police: str = "",
    home: str = "rent",
) -> Values:
    """Values of a claim: dates are "claim birth loss", contact "email phone", items (what, year, cents)."""
    claimed, born, lost = dates.split()
    email, phone = contact.split(" ", 1)
    rows = [f"{what}|{year}|{grouped(cents)}" for what, year, cents in items]
    return {
        "Policy number": luhn(policy),
        "Claim date": claimed,
        "Full name": name,
        "Date of birth": born,
        "Email": email,
        "Phone": phone,
        "Address": address,
        "Date of loss": lost,
        "Police reference (if any)": police,
        "What happened": story,
        "Account number (IBAN)": iban(account[:2], account[2:]),
        "Amount claimed (EUR)": grouped(sum(cents for *_, cents in items)),
        "items": "\n".join(rows),
        "home": home,
    }


SPECIMEN = _claim(
    "4405180",
    "18/03/2025 07/09/1984 15/03/2025",
    "Rowan Ashdown",
    "rowan.ashdown@example.test 01632960142",
    "14 Ferry Row, Greenholm\nGH2 7QD",
    "The washing machine hose burst while\nwe were out. The kitchen floor is spoiled.",
    (("Kitchen floor", 2019, 86_000), ("Washing machine", 2021, 42_950)),
    "DE990015508043276185",
)
_KITCHEN = Light(0.97, 0.05, (-0.16, 0.1), 0.34, (0.14, 0.9), 0.28, 0.55, 0.0, 3.0)

QUERIES = (
    Query(
        "scan",
        _claim(
            "4405361",
            "02/04/2025 21/11/1990 30/03/2025",
            "Imogen Farrow",
            "imogen@farrow.test 01632960185",
            "Flat 3, Old Rope Works\n52 Lantern Street, Greenholm",
            "A storm broke the bedroom window and\nthe rain ruined the carpet.",
            (("Window", 2012, 38_500), ("Carpet", 2018, 61_080)),
            "DE990037102058164027",
            home="own",
        ),
        Shot.scanned((900, 1240), 0.79, -1.3, light=Light(1.0, noise=2.2), suffix="png"),
    ),
    Query(
        "turned",
        _claim(
            "4409527",
            "26/05/2025 03/02/1967 22/05/2025",
            "Theodore Pike",
            "t.pike@example.test 01632960107",
            "The Lock House, Canal Side\nMarsh End MR8 4TL",
            "Bicycle stolen from the locked shed\nduring the night.",
            (("Bicycle", 2023, 124_900),),
            "DE990026604418350172",
            "GRN/2025/05816",
            "own",
        ),
        Shot.phoned(
            (1600, 1200),
            0.86,
            on(desk.stone, (desk.coins, 0.05, 0.06, 0)),
            Light(1.0, 0.02, (0.08, 0.08), 0.12, (0.1, 0.92), 0.2, 0.5, 0.0, 2.6),
            yaw=4,
            pitch=6,
            spin=90.5,
        ),
    ),
    Query(
        "photo",
        _claim(
            "4412086",
            "09/06/2025 16/08/1978 04/06/2025",
            "Marguerite Delacroix-Whitby",
            "m.delacroix@whitby.test 01632960136",
            "Rear Cottage, 8 Saltmarsh Lane\nNether Greenholm GH9 5RA",
            "Water came through the ceiling from\nthe flat above and damaged the piano\n"
            "and two bookcases in the front room.",
            (
                ("Upright piano", 2008, 315_000),
                ("Two bookcases", 2016, 48_060),
                ("Ceiling repair", 2025, 97_540),
            ),
            "DE990081530077264018",
        ),
        Shot.phoned(
            (1200, 1600),
            0.84,
            on(
                desk.wood,
                (desk.cup, 0.96, 0.04, 130),
                (desk.pen, 0.05, 0.6, 84),
                (desk.letter, 0.95, 0.98, 14),
            ),
            _KITCHEN,
            yaw=10,
            pitch=14,
            spin=-4,
            centre=(0.5, 0.49),
        ),
        (2, 2),
    ),
    Query(
        "curled",
        _claim(
            "4418853",
            "30/09/2025 28/05/1995 27/09/2025",
            "Jonah Birch",
            "jonah.birch@example.test 01632960174",
            "27 Orchard Terrace\nGreenholm GH5 1EY",
            "I dropped my laptop on the stone steps\nat the station.",
            (("Laptop", 2024, 108_599),),
            "DE990055180622739046",
        ),
        Shot.phoned(
            (1200, 1600),
            0.85,
            on(desk.cloth, (desk.pencil, 0.06, 0.3, 88)),
            Light(1.0, -0.01, (0.08, 0.06), 0.18, (0.85, 0.9), 0.2, 0.5, 0.0, 2.6),
            yaw=-5,
            pitch=9,
            spin=3,
            curl=Curl((-0.2, 0.0, 0.42), 0),
        ),
    ),
)


def address_form(sheet: Sheet) -> None:
    """Change of address: the same letterhead, other questions."""
    _letterhead(sheet, "Change of address", "Tell us at least two weeks before you move.")
    for y, text in (
        (252, "1  Your policies"),
        (500, "2  Your old home"),
        (800, "3  Your new home"),
        (1170, "4  Moving day"),
    ):
        _section(sheet, y - 8, text)
    for label, box in (
        ("Policy number", (60, 280, 540, 360)),
        ("Second policy", (560, 280, 1060, 360)),
        ("Full name", (60, 376, 1060, 456)),
        ("Old address", (60, 530, 1060, 640)),
        ("Postcode", (60, 656, 400, 736)),
        ("New address", (60, 830, 1060, 940)),
        ("Postcode", (60, 956, 400, 1036)),
        ("Phone", (420, 956, 1060, 1036)),
        ("Date", (60, 1200, 400, 1280)),
        ("Removal company", (420, 1200, 1060, 1280)),
    ):
        sheet.box(box, LINE, 1.5, (255, 255, 255))
        sheet.text(box[0] + 10, box[1] + 14, label, 17, "sans", NAVY)
    sheet.text(60, 1440, "Signature", 17, "sans", NAVY)
    sheet.rule(150, 1452, 560, 1452, LINE, 1.5)


def address_fill(sheet: Sheet, values: Values) -> None:
    """Its values."""
    lines = values["Address"].split("\n")
    for x, y, text in (
        (76, 334, values["Policy number"]),
        (76, 430, values["Full name"]),
        (76, 586, lines[0]),
        (76, 710, "GH2 7QD"),
        (76, 886, lines[1]),
        (76, 1010, "MR8 4TL"),
        (436, 1010, values["Phone"]),
        (76, 1254, values["Claim date"]),
    ):
        sheet.text(x, y, text, 31, "hand", PEN, fixed=False)


CASE = Case(
    Document("form", (_W, _H), (255, 255, 255), form, fill, FIELDS),
    SPECIMEN,
    QUERIES,
    Document("change_of_address", (_W, _H), (255, 255, 255), address_form, address_fill),
    Shot.phoned(
        (1080, 1440),
        0.83,
        on(desk.wood, (desk.pen, 0.95, 0.4, 80)),
        _KITCHEN,
        yaw=-7,
        pitch=10,
        spin=3,
        quality=78,
    ),
    wrong_values=QUERIES[0].values,
)
