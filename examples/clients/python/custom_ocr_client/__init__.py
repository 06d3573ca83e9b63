"""A client of Custom OCR: each type of request a typed method, refusals as exceptions, repeats where safe."""

from .access import ApiKey, NoAuth, SigV4
from .client import AsyncClient, Client
from .pictures import Picture, member_of
from .refusals import Refused, Unreachable
from .retries import Retries

__all__ = [
    "ApiKey",
    "AsyncClient",
    "Client",
    "NoAuth",
    "Picture",
    "Refused",
    "Retries",
    "SigV4",
    "Unreachable",
    "member_of",
]
