"""What drawn lines say: amounts, dates, codes, names and phrases of eight languages, and characters at random.

Rule: nothing is taken from a picture that anything is measured on. Words come from word lists (Debian's
`/usr/share/dict`, the dictionary of the package `jieba` for Chinese), all else from the dice.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("american-english", "ngerman", "french", "spanish", "italian", "dutch", "portuguese")
"""Files of word lists, the first of them for half of all phrases."""
CHINESE = "dict.txt"
"""Chinese words, one a line, each with how often it was counted."""
MOST_WORDS = 30_000
DIGITS, CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST_PHRASE, LONGEST_CHINESE = 44, 22
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class WordsMissing(Exception):
    """A word list is not there; the message says which."""


@dataclass(frozen=True)
class Texts:
    """Draws texts of the characters that a network knows."""

    words: Mapping[str, Sequence[str]]
    characters: Sequence[str]
    """Of the network, the blank and the space left out."""

    @classmethod
    def of(cls, folders: Sequence[Path], characters: Sequence[str]) -> Texts:
        """With the word lists found in `folders`. Raises WordsMissing."""
        lists = {name: _latin(_found(folders, name)) for name in LANGUAGES}
        return cls(lists | {CHINESE: _chinese(_found(folders, CHINESE))}, characters)

    def one(self, dice: random.Random) -> str:
        """A text of one line."""
        kind = dice.random()
        if kind < 0.20:
            return amount(dice)
        if kind < 0.32:
            return date(dice)
        if kind < 0.48:
            return code(dice)
        if kind < 0.72:
            return self._phrase(dice, LANGUAGES[0])
        if kind < 0.82:
            return self._phrase(dice, dice.choice(LANGUAGES[1:]))
        return self._chinese(dice) if kind < 0.96 else self._characters(dice)

    def _phrase(self, dice: random.Random, language: str) -> str:
        words = [dice.choice(self.words[language]) for _ in range(dice.choice((1, 1, 2, 2, 3, 4, 5)))]
        for at in range(len(words) - 1):
            if dice.random() < 0.1:
                words[at] += dice.choice((",", ".", " &", " -", ":", "'s", "/"))
        text = " ".join(words)
        cased = dice.choice((text.upper(), text.upper(), text.title(), text.title(), text.capitalize(), text))
        return self._ended(dice, cased, language)[:LONGEST_PHRASE].strip()

    def _ended(self, dice: random.Random, text: str, language: str) -> str:
        plain = text.replace(" ", "").lower()
        rare = (
            text + dice.choice(".,:;.*"),
            f"({text})",
            f"{text} {digits(dice, dice.randint(1, 5))}",
            f"{text} {amount(dice)}",
            f"{text}: {amount(dice)}",
            digits(dice, dice.randint(1, 4)) + dice.choice((" ", ", ", ". ", ") ")) + text,
            text + dice.choice((" SDN BHD", " Ltd.", " GmbH", " Inc.", " S.A.", " Co., Ltd.", " S/B")),
            f"{plain}@{dice.choice(self.words[language]).lower()}.com",
            f"www.{plain}.com",
        )
        return text if dice.random() < 0.62 else dice.choice(rare)

    def _chinese(self, dice: random.Random) -> str:
        words = self.words[CHINESE]
        text = "".join(words[int(len(words) * dice.random() ** 2)] for _ in range(dice.randint(1, 4)))
        rare = (
            f"{text}：{dice.choice((digits(dice, dice.randint(1, 8)), amount(dice), date(dice)))}",
            text + digits(dice, dice.randint(1, 4)) + dice.choice(("号", "元", "年", "室", "楼", "次", "张", "日", "")),
            digits(dice, dice.randint(1, 4)) + text,
            f"{text}（{dice.choice(words)}）",
            text + dice.choice(CAPITALS) + digits(dice, dice.randint(1, 5)),
            " ".join(text),
        )
        return (text if dice.random() < 0.57 else dice.choice(rare))[:LONGEST_CHINESE]

    def _characters(self, dice: random.Random) -> str:
        """Of any script that the network reads, so that none is forgotten."""
        near = dice.randrange(len(self.characters) - 200)
        return "".join(
            dice.choice(self.characters) if dice.random() < 0.5 else self.characters[near + dice.randrange(200)]
            for _ in range(dice.randint(2, 8))
        )


def digits(dice: random.Random, count: int) -> str:
    """So many digits."""
    return "".join(dice.choice(DIGITS) for _ in range(count))


def amount(dice: random.Random) -> str:
    """A sum as receipts have it: separators, a sign or a currency before it, a unit or a letter behind."""
    count = dice.choice((1, 2, 2, 3, 3, 4, 5, 6))
    whole = str(dice.randrange(10 ** (count - 1), 10**count)) if count > 1 else dice.choice(DIGITS)
    if dice.random() < 0.5:
        whole = f"{int(whole):,}"
    text = whole + dice.choice((*(["." + digits(dice, 2)] * 6), "." + digits(dice, 1), "." + digits(dice, 3), "", ""))
    if dice.random() < 0.15:
        text = text.translate(str.maketrans(",.", ".,"))
    before = dice.choice(("", "", "", "", "$", "RM", "RM ", "€", "£", "¥", "USD ", "-", "+", "(", "Rs. ", "CHF "))
    behind = dice.choice((*([""] * 9), " €", "%", " kg", "元", " SR", " TX", "-", " A", " *", ".", "CR"))
    return f"{before}{text}{')' if before == '(' else ''}{behind}"


def date(dice: random.Random) -> str:
    """A date, a time, or both, in the forms that are in use."""
    day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1960, 2035)
    name, apart = _MONTHS[month - 1], dice.choice("/-. /-")
    hour, minute, second = dice.randrange(24), dice.randrange(60), dice.randrange(60)
    if dice.random() < 0.07:
        return f"{hour:02}:{minute:02}:{second:02}"
    text = dice.choice(
        (
            f"{day:02}{apart}{month:02}{apart}{year}",
            f"{day:02}{apart}{month:02}{apart}{year % 100:02}",
            f"{year}{apart}{month:02}{apart}{day:02}",
            f"{day} {name} {year}",
            f"{name} {day}, {year}",
            f"{day:02}-{name}-{year}",
            f"{day:02} {name.upper()} {year % 100:02}",
            f"{year}年{month}月{day}日",
            f"{year}年{month:02}月{day:02}日",
            f"{day}.{month}.{year}",
        )
    )
    if dice.random() > 0.3:
        return text
    halves = f"{hour % 12 + 1}:{minute:02} {dice.choice(('AM', 'PM', 'am', 'pm'))}"
    return f"{text} {dice.choice((f'{hour:02}:{minute:02}', f'{hour:02}:{minute:02}:{second:02}', halves))}"


def code(dice: random.Random) -> str:
    """A number of a paper, a telephone, a part: digits and capitals with what stands between them."""
    letter, few = dice.choice(CAPITALS), "".join(dice.choice(CAPITALS) for _ in range(dice.randint(1, 4)))
    named = dice.choice(("No. ", "No.", "#", "Ref: ", "ID: ", "Tel: ", "Tel. ", "TIN ", "(", "+"))
    parts = [digits(dice, dice.randint(2, 6)) for _ in range(dice.randint(2, 4))]
    drawn = {
        digits(dice, dice.randint(2, 14)): 0.3,
        "-".join(parts): 0.2,
        few + dice.choice(("", "-", " ", "/", "_")) + digits(dice, dice.randint(2, 9)): 0.15,
        f"{letter}/{dice.choice(CAPITALS)}{dice.choice(('', '.', ' ' + digits(dice, 2)))}": 0.1,
        "".join(dice.choice(CAPITALS + DIGITS) for _ in range(dice.randint(4, 12))): 0.1,
        " ".join(digits(dice, 4) for _ in parts): 0.07,
        named + digits(dice, dice.randint(3, 11)): 0.08,
    }
    return dice.choices(list(drawn), list(drawn.values()))[0]


def _found(folders: Sequence[Path], name: str) -> list[str]:
    for folder in folders:
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8", errors="ignore").splitlines()
    raise WordsMissing(f"No word list {name} in {', '.join(map(str, folders))}: docs/engines.md says where they are.")


def _latin(lines: Sequence[str]) -> Sequence[str]:
    words = [line for line in lines if 2 <= len(line) <= 14 and "'" not in line]
    random.Random(1).shuffle(words)
    return words[:MOST_WORDS]


def _chinese(lines: Sequence[str]) -> Sequence[str]:
    counted = [(line.split()[0], int(line.split()[1])) for line in lines if len(line.split()) >= 2]
    common = sorted((each for each in counted if len(each[0]) <= 5), key=lambda each: -each[1])
    return [word for word, _ in common[: 2 * MOST_WORDS]]
