"""Which addresses a caller's url may lead to.

Rule: judged is the numeric address a connection will really go to, so its spelling in the url does not matter. What is
not plainly public is forbidden: IPv4 minus IANA's special-purpose blocks, and of IPv6 only 2000::/3 minus its own.
Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates).
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_FORBIDDEN_V4: Mapping[IPv4Network, str] = {
    IPv4Network(network): kind
    for network, kind in {
        "0.0.0.0/8": "unspecified",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "shared (carrier NAT)",
        "127.0.0.0/8": "loopback",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "reserved",
        "192.0.2.0/24": "documentation",
        "192.88.99.0/24": "reserved",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "benchmarking",
        "198.51.100.0/24": "documentation",
        "203.0.113.0/24": "documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
    }.items()
}
_PUBLIC_V6 = IPv6Network("2000::/3")
_FORBIDDEN_V6: Mapping[IPv6Network, str] = {
    IPv6Network(network): kind
    for network, kind in {
        "::/128": "unspecified",
        "::1/128": "loopback",
        "fc00::/7": "private",
        "fe80::/10": "link-local",
        "fec0::/10": "site-local",
        "ff00::/8": "multicast",
        "2001::/23": "reserved",  # Teredo, ORCHID and benchmarking among it
        "2001:db8::/32": "documentation",
        "2002::/16": "tunnel (6to4)",
        "3fff::/20": "documentation",
    }.items()
}
_NAT64 = IPv6Network("64:ff9b::/96")
"""Synthesised by DNS64 in IPv6-only networks for hosts that have IPv4 alone: as public as the address it embeds."""


def forbidden_kind(address: str, *, allow_loopback: bool = False) -> str:
    """What kind of address makes it forbidden; empty when a url may lead there. Raises ValueError for no address."""
    if "%" in address:
        return "link-local"  # only scoped addresses carry a zone
    kind = _kind(ip_address(address))
    return "" if allow_loopback and kind == "loopback" else kind


def _kind(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return next((kind for network, kind in _FORBIDDEN_V4.items() if address in network), "")
    embedded = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
    if embedded is not None:
        return _kind(embedded)
    kind = next((kind for network, kind in _FORBIDDEN_V6.items() if address in network), "")
    return kind or ("" if address in _PUBLIC_V6 else "reserved")
