"""A lift engineer's job card, all types of field but `number`; the wrong one is the same firm's survey sheet.

Rule: job numbers end in their Luhn digit and the bars say the same number; the parts add up to their total.
"""

import numpy as np

from examples.draw import desk
from examples.draw.amounts import grouped
from examples.draw.camera import Curl
from examples.draw.case import Case, Document, Query, Shot, Values, on
from examples.draw.checksums import luhn
from examples.draw.light import Light
from examples.draw.paper import Ink, Sheet, Stamp

SLATE: Ink = (44, 62, 80)
RUST: Ink = (186, 84, 40)
PALE: Ink = (240, 236, 230)
LINE: Ink = (120, 130, 142)
PEN: Ink = (24, 42, 126)
RED: Ink = (196, 44, 40)
_W, _H = 1000, 1240

COMB = (44, 166, 252, 216)
CELLS = 8
BARS = (520, 142, 956, 214)
CAUSES = ("Wear", "Damage", "Power", "Other")
CAUSE = (150, 612, 650, 664)
SAFE = (700, 620, 736, 656)
SIGNED = (44, 990, 560, 1120)
STAMPED = (600, 990, 956, 1120)
ITEMS = (44, 724, 956, 868)
ROW, COLUMNS = 36, (44, 560, 700, 956)
_BOXES = (
    ("Reported", (44, 248, 360, 316)),
    ("Date", (376, 248, 580, 316)),
    ("Arrived", (596, 248, 766, 316)),
    ("Left", (782, 248, 956, 316)),
    ("Customer", (44, 332, 620, 400)),
    ("Unit type", (636, 332, 956, 400)),
    ("Serial number", (44, 416, 360, 484)),
    ("Miles driven", (376, 416, 620, 484)),
    ("Work done", (44, 500, 956, 596)),
)
_LABEL = 24  # pixels at the top of a box that its label takes
TOTAL = (700, 880, 956, 930)


def form(sheet: Sheet) -> None:
    """The fixed print."""
    _letterhead(sheet, "Service job card", "Form KL-14 (01/26)")
    sheet.text(44, 148, "Job number", 17, "sans", SLATE)
    _comb(sheet)
    for label, box in _BOXES:
        sheet.box(box, LINE, 1.5, (255, 255, 255))
        sheet.text(box[0] + 10, box[1] + 14, label, 17, "sans", SLATE)
    sheet.text(44, 638, "Cause", 19, "sans-bold", SLATE)
    for x, word in zip(_middles(), CAUSES, strict=True):
        sheet.text(x, 638, word, 20, "sans", SLATE, anchor="m")
    sheet.box((SAFE[0] + 5, SAFE[1] + 5, SAFE[2] - 5, SAFE[3] - 5), SLATE, 2, (255, 255, 255))
    sheet.text(748, 638, "Left safe to use", 20, "sans", SLATE)
    _items(sheet)
    for (x, y, right, low), label in ((SIGNED, "Customer's signature"), (STAMPED, "Stamp of the site")):
        sheet.text(x, y - 16, label, 17, "sans", SLATE)
        sheet.box((x, y, right, low), LINE, 1.5, (255, 255, 255))
    sheet.text(44, 1160, "Parts are charged at list price. Ring 01632 960144 at any hour if the lift", 17)
    sheet.text(44, 1184, "stops between floors, and never open the doors by hand.", 17)


def _letterhead(sheet: Sheet, title: str, number: str) -> None:
    sheet.box((0, 0, _W, 112), None, fill=SLATE)
    sheet.box((44, 24, 108, 92), None, fill=RUST)
    sheet.polygon([(76, 34), (96, 56), (56, 56)], (255, 255, 255))
    sheet.polygon([(76, 84), (96, 62), (56, 62)], (255, 255, 255))
    sheet.text(128, 44, "Kestrel Lift Care", 38, "serif-bold", (255, 255, 255))
    sheet.text(130, 84, "Doors, ropes and motors since 1987", 19, "sans-italic", (222, 214, 204))
    sheet.text(956, 44, title, 29, "sans-bold", (255, 255, 255), anchor="r")
    sheet.text(956, 84, "SPECIMEN - drawn example", 18, "sans", (238, 196, 160), anchor="r")
    sheet.text(44, 1220, "Kestrel Lift Care, 3 Pulley Yard, Greenholm GH4 6WD", 15, "sans", SLATE)
    sheet.text(956, 1220, number, 15, "sans-bold", SLATE, anchor="r")


def _comb(sheet: Sheet) -> None:
    x0, _, x1, y1 = COMB
    sheet.box(COMB, LINE, 1.5, (255, 255, 255))
    for at in range(1, CELLS):
        x = x0 + at * (x1 - x0) / CELLS
        sheet.rule(x, y1 - 14, x, y1, LINE, 1.5)


def _items(sheet: Sheet) -> None:
    sheet.box((44, 684, 956, 720), None, fill=PALE)
    for x, words, anchor in ((58, "Part", "l"), (630, "Quantity", "m"), (942, "Amount (GBP)", "r")):
        sheet.text(x, 702, words, 18, "sans-bold", SLATE, anchor=anchor)
    sheet.rule(44, 720, 956, 720, LINE, 1.5)
    sheet.rule(44, 874, 956, 874, LINE, 1.5)
    sheet.text(680, 905, "Parts, total", 19, "sans-bold", SLATE, anchor="r")
    sheet.box(TOTAL, LINE, 1.5, (255, 255, 255))


def _middles() -> list[float]:
    """Of the words of which one is circled: the row's equal parts."""
    wide = (CAUSE[2] - CAUSE[0]) / len(CAUSES)
    return [CAUSE[0] + (at + 0.5) * wide for at in range(len(CAUSES))]


def fill(sheet: Sheet, values: Values) -> None:
    """What the engineer prints and the customer writes."""
    sheet.bars(BARS, values["Job number"])
    wide = (COMB[2] - COMB[0]) / CELLS
    for at, digit in enumerate(values["Job number"]):
        x = COMB[0] + (at + 0.5) * wide
        sheet.text(x, 192, digit, 34, "hand", PEN, anchor="m", fixed=False)
    for label, (x0, y0, _, y1) in _BOXES:
        tall = y1 - y0 > 80
        middle = y0 + _LABEL + 20 if tall else (y0 + _LABEL + y1) / 2
        sheet.value(label, x0 + 14, middle, values[label], 26, "sans", PEN, leading=34)
    for row, item in enumerate(values["parts"].split("\n")):
        y = ITEMS[1] + (row + 0.5) * ROW
        for (x, anchor), cell in zip(((58, "l"), (630, "m"), (942, "r")), item.split("|"), strict=True):
            sheet.text(x, y, cell, 23, "sans", PEN, anchor=anchor, fixed=False)
    sheet.value("Parts, total", 942, 905, values["Parts, total"], 26, "sans", PEN, anchor="r")
    _marked(sheet, values)


def _marked(sheet: Sheet, values: Values) -> None:
    if values["cause"]:
        x, y = _middles()[CAUSES.index(values["cause"])], 638
        turns = np.linspace(-0.4, 6.4, 60)
        xs, ys = x + 52 * np.cos(turns), y + (19 + turns / 2) * np.sin(turns)
        sheet.curve(list(zip(xs.tolist(), ys.tolist(), strict=True)), PEN, 2.6)
    if values["safe"]:
        x, y = SAFE[0] + 18, SAFE[1] + 18
        sheet.curve([(x - 11, y - 2), (x - 3, y + 10), (x + 16, y - 18)], PEN, 3.2)
    if values["signed"]:
        _signature(sheet, values["signed"])
    if values["stamped"]:
        seal = Stamp(62, 56).rim(0, 3).rim(7, 1.2).words(values["stamped"], 19, -9).words("RECEPTION", 14, 16)
        sheet.stamp(780, 1056, seal, RED, 5, 8)


def _signature(sheet: Sheet, name: str) -> None:
    """A looping scribble that depends on the name."""
    turns = np.linspace(0, len(name), 40 * len(name))
    tall = np.interp(turns, np.arange(len(name)), [12 + ord(char) * 5 % 23 for char in name])
    xs = 90 + turns * 22 + 10 * np.sin(2 * np.pi * turns)
    ys = 1060 - tall * np.cos(2 * np.pi * turns) + 6 * np.sin(turns)
    sheet.curve(list(zip(xs.tolist(), ys.tolist(), strict=True)), PEN, 2.6)


FIELDS = (
    ("Job number", COMB),
    *((label, (x0 + 4, y0 + _LABEL - 1, x1 - 4, y1 - 3)) for label, (x0, y0, x1, y1) in _BOXES),
    ("Parts, total", (TOTAL[0] + 4, TOTAL[1] + 4, TOTAL[2] - 4, TOTAL[3] - 4)),
)


def _card(
    job: str,
    reported: str,
    day: str,
    hours: str,
    customer: str,
    unit: str,
    miles: str,
    work: str,
    parts: tuple[tuple[str, int, int], ...],
    marks: tuple[str, str] = ("", ""),
    hands: tuple[str, str] = ("", ""),
) -> Values:
    """Values of a card: hours "arrived left", unit "type|serial", parts (what, how many, cents), marks
    (cause, safe), hands (who signed, whose stamp).
    """
    kind, serial = unit.split("|")
    arrived, left = hours.split()
    return {
        "Job number": luhn(job),
        "Reported": reported,
        "Date": day,
        "Arrived": arrived,
        "Left": left,
        "Customer": customer,
        "Unit type": kind,
        "Serial number": serial,
        "Miles driven": miles,
        "Work done": work,
        "Parts, total": grouped(sum(cents for *_, cents in parts)),
        "parts": "\n".join(f"{what}|{count}|{grouped(cents)}" for what, count, cents in parts),
        "cause": marks[0],
        "safe": marks[1],
        "signed": hands[0],
        "stamped": hands[1],
    }


SPECIMEN = _card(
    "4417205",
    "9 Feb 2026 16:20",
    "10/02/2026",
    "08:15 11:40",
    "Larkfield Court Residents",
    "Passenger lift|KL-2207-PX",
    "34",
    "Door contact cleaned and set. New guide\nshoes on the car, ropes greased.",
    (("Guide shoe, brass", 4, 18_600), ("Door contact", 1, 4_250)),
)
_HALL = Light(0.97, 0.05, (-0.16, 0.1), 0.3, (0.14, 0.9), 0.26, 0.55, 0.0, 3.0)

QUERIES = (
    Query(
        "scan",
        _card(
            "4417318",
            "23 Feb 2026 07:55",
            "23/02/2026",
            "09:05 12:30",
            "Harbour View Surgery",
            "Platform lift|KL-0915-DM",
            "1,126",
            "Battery of the alarm replaced, line\ntested with the call centre.",
            (("Alarm battery 12 V", 2, 7_380), ("Push button, lit", 3, 11_145), ("Fuse 6 A", 10, 900)),
            ("Power", "yes"),
            ("Imogen Farrow", "HARBOUR"),
        ),
        Shot.scanned((780, 960), 0.75, 1.2, light=Light(1.0, noise=2.0)),
    ),
    Query(
        "turned",
        _card(
            "4417560",
            "11 Mar 2026 18:46",
            "12/03/2026",
            "13:10 17:25",
            "Old Mill Stores",
            "Goods lift|KL-1141-GT",
            "58",
            "Car gate bent by a pallet truck. Gate\nstraightened, track renewed.",
            (("Gate track, 2 m", 1, 23_990), ("Roller", 4, 5_160)),
            ("Damage", ""),
            ("T. Pike", ""),
        ),
        Shot.phoned(
            (1280, 960),
            0.88,
            on(desk.stone, (desk.coins, 0.05, 0.06, 0)),
            Light(1.0, 0.02, (0.08, 0.08), 0.12, (0.1, 0.92), 0.2, 0.5, 0.0, 2.6),
            yaw=4,
            pitch=6,
            spin=90.5,
        ),
    ),
    Query(
        "photo",
        _card(
            "4418036",
            "30 Apr 2026 10:02",
            "04/05/2026",
            "10:45 15:50",
            "Nether Greenholm Library",
            "Passenger lift|KL-3380-PA",
            "",
            "Main rope worn beyond its limit; both\nropes changed and the brake set anew.",
            (
                ("Rope 8 mm, per metre", 46, 38_410),
                ("Rope clamp", 4, 5_520),
                ("Brake lining", 2, 12_700),
                ("Grease, tin", 1, 1_465),
            ),
            ("Wear", "yes"),
            ("M. Delacroix", "LIBRARY"),
        ),
        Shot.phoned(
            (960, 1280),
            0.86,
            on(desk.wood, (desk.cup, 0.96, 0.04, 130), (desk.pen, 0.04, 0.6, 84)),
            _HALL,
            yaw=8,
            pitch=11,
            spin=-4,
        ),
        (2, 2),
    ),
    Query(
        "curled",
        _card(
            "4418844",
            "17 Jun 2026 22:31",
            "18/06/2026",
            "07:30 09:00",
            "Saltmarsh Lane School",
            "Dumb waiter|KL-0078-DW",
            "212",
            "Lift stopped between floors with the\nkitchen's plates. Relay exchanged.",
            (("Relay 24 V", 1, 3_875),),
            ("Other", "yes"),
            ("Jonah Birch", "SCHOOL"),
        ),
        Shot.phoned(
            (960, 1280),
            0.87,
            on(desk.cloth, (desk.pencil, 0.06, 0.3, 88)),
            Light(1.0, -0.01, (0.08, 0.06), 0.18, (0.85, 0.9), 0.2, 0.5, 0.0, 2.6),
            yaw=-5,
            pitch=8,
            spin=3,
            curl=Curl((-0.16, 0.0, 0.34), 0),
        ),
    ),
)


def survey(sheet: Sheet) -> None:
    """A survey of a shaft: the same letterhead, other questions."""
    _letterhead(sheet, "Shaft survey", "Form KL-22 (01/26)")
    for y, text in (
        (160, "Site and floor"),
        (300, "Depth of the pit, mm"),
        (440, "Headroom above the top floor, mm"),
        (580, "Width between the guides, mm"),
        (720, "What stands in the way"),
        (1000, "Surveyed by, and when"),
    ):
        sheet.text(44, y, text, 20, "sans-bold", SLATE)
        sheet.box((44, y + 20, 956, y + (240 if y == 720 else 96)), LINE, 1.5, (255, 255, 255))


def _surveyed(sheet: Sheet, values: Values) -> None:
    for y, text in zip((224, 364, 504, 644, 784, 1064), values["lines"].split("|"), strict=True):
        sheet.text(60, y, text, 26, "sans", PEN, fixed=False)


CASE = Case(
    Document("job_card", (_W, _H), (252, 251, 248), form, fill, FIELDS),
    SPECIMEN,
    QUERIES,
    Document("survey", (_W, _H), (252, 251, 248), survey, _surveyed),
    Shot.phoned((960, 1280), 0.86, desk.wood, _HALL, yaw=-7, pitch=9, spin=3),
    {"lines": "Larkfield Court, basement|1,420|3,650|1,180|A water pipe and two cables|R. Ashdown, 3 March"},
)
