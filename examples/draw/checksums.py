"""Check characters of the numbers on the pages.

Rule: each function completes a number or verifies one; sources are named, vectors are in the tests.
"""

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(body: str) -> str:
    """Unified social credit code, 17 characters completed to 18 (GB 32100-2015)."""
    if len(body) != 17:
        raise ValueError("a credit code has 17 characters before its check character")
    total = sum(_USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _USCC_ALPHABET[-total % 31]


def citizen_id(body: str) -> str:
    """Chinese citizen number, 17 digits completed to 18 (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if len(body) != 17:
        raise ValueError("a citizen number has 17 digits before its check character")
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def luhn(body: str) -> str:
    """Digits completed by their Luhn digit (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body))]
    return body + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def iban(country: str, account: str) -> str:
    """International bank account number with its two check digits (ISO 13616, mod 97)."""
    return f"{country}{98 - _mod_97(account + country + '00'):02d}{account}"


def iban_is_valid(text: str) -> bool:
    """Whether the check digits of an account number, spaces allowed, are right."""
    compact = text.replace(" ", "")
    return _mod_97(compact[4:] + compact[:4]) == 1


def _mod_97(text: str) -> int:
    return int("".join(str(int(char, 36)) for char in text)) % 97


def mod_7(body: str) -> str:
    """Digits completed by their remainder mod 7: the serial of an air waybill (IATA resolution 600a)."""
    return body + str(int(body) % 7)
