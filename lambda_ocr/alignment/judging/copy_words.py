"""Words that tell which copy of one document a page is: they stand where titles do, and change from copy to copy."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(
    "originals?|duplicates?|triplicate|quadruplicate|cop(y|ies)|reprint|counterfoil|stub"
    "|kopien?|duplikat|zweitschrift|durchschrift|durchschlag|ausfertigung|abschrift|(kunden|handler)beleg"
    "|origineel|duplicaat|afschrift|dubblett"
    "|origina(le|ux)|duplicata|exemplaire|ampliation|souche"
    "|copi[ae]s?|(du|tri)plica[td]o|esemplare|ejemplar|resguardo|via"
    "|kopia|oryginał|odpis"
    "|копия|оригинал|дубликат|экземпляр"
)
"""English, German, Dutch and Swedish, French, Italian and Spanish, Polish, Russian; without accents."""
_CHARACTERS = re.compile(
    "正本|副本|原本|謄本|抄本|抄件|原件|原稿|复印件|複印件|影本|存根|留存|控え|写し|[联聯]$|원본|사본|부본"
)
"""Of a form in several sheets each is a 联 of its own name."""


def tells_which_copy(text: str) -> bool:
    """Whether a line says, alone or beside a title, that it is the original, a duplicate, the customer's copy."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).casefold())
    bare = map(_without_accents, words)  # read or not with the pixels that they fall on
    return any(map(_WORDS.fullmatch, bare)) or any(map(_CHARACTERS.search, words))


def _without_accents(word: str) -> str:
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", word)))
