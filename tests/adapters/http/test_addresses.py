"""Which addresses a url may lead to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.adapters.http.addresses import forbidden_kind


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("0.0.0.0", "unspecified"),
        ("10.1.2.3", "private"),
        ("100.64.0.1", "shared (carrier NAT)"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("169.254.169.254", "link-local"),
        ("169.254.170.2", "link-local"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.170", "reserved"),
        ("192.0.2.1", "documentation"),
        ("192.168.1.1", "private"),
        ("198.18.0.1", "benchmarking"),
        ("198.19.255.255", "benchmarking"),
        ("224.0.0.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::127.0.0.1", "reserved"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:169.254.169.254", "link-local"),
        ("::ffff:0:127.0.0.1", "reserved"),
        ("64:ff9b::127.0.0.1", "loopback"),
        ("64:ff9b::169.254.169.254", "link-local"),
        ("64:ff9b:1::1", "reserved"),
        ("100::1", "reserved"),
        ("2001::1", "reserved"),
        ("2001:db8::1", "documentation"),
        ("2002:7f00:1::", "tunnel (6to4)"),
        ("2002:5db8:d822::1", "tunnel (6to4)"),
        ("3fff::1", "documentation"),
        ("5f00::1", "reserved"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "private"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("2606:2800::1%eth0", "link-local"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
    ],
)
def test_what_is_not_public_is_forbidden_by_kind(address: str, kind: str) -> None:
    assert forbidden_kind(address) == kind


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "172.15.0.1",
        "172.32.0.1",
        "100.63.255.255",
        "192.0.1.1",
        "223.255.255.255",
        "2606:2800:220:1::1",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ],
)
def test_public_addresses_are_allowed(address: str) -> None:
    assert forbidden_kind(address) == ""


def test_loopback_alone_can_be_allowed() -> None:
    for address in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"):
        assert forbidden_kind(address, allow_loopback=True) == ""
    for address in ("0.0.0.0", "::", "10.0.0.1", "169.254.169.254", "fe80::1", "2002:7f00:1::"):
        assert forbidden_kind(address, allow_loopback=True) != ""


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_is_allowed_that_is_not_global(address: IPv4Address) -> None:
    if not forbidden_kind(str(address)):
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_is_allowed_that_is_not_global(address: IPv6Address) -> None:
    if not forbidden_kind(str(address)) and address.ipv4_mapped is None:
        assert address.is_global
        assert not (address.is_multicast or address.is_site_local or address.is_reserved) or address.packed[0] == 0


@given(st.ip_addresses(v=4))
def test_an_embedded_address_is_judged_like_the_address_itself(address: IPv4Address) -> None:
    kind = forbidden_kind(str(address))
    assert forbidden_kind(f"::ffff:{address}") == kind
    assert forbidden_kind(f"64:ff9b::{address}") == kind
