"""AWS clients whose calls go wrong when told to: before they have an effect, or after it (the answer is lost)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from threading import RLock
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError


class When(Enum):
    """Where a call breaks."""

    BEFORE = "before"
    AFTER = "after"


class Killed(BaseException):
    """The process dies here: nothing of ours may catch it."""


@dataclass
class Weather:
    """Counts the calls of all clients made from it, and breaks those that `strikes` chooses by number (from 0)."""

    strikes: Callable[[int], bool] = lambda number: False
    when: When = When.BEFORE
    fault: Callable[[], BaseException] = lambda: EndpointConnectionError(endpoint_url="https://aws.test")
    calls: list[str] = field(default_factory=list)
    turn: RLock = field(default_factory=RLock)
    """One call at a time: moto's tables are no safer than any other dictionary."""

    def over(self, client: Any) -> Any:
        """The client under this weather."""
        return _Client(client, self)

    def call(self, name: str, function: Callable[..., Any], given: dict[str, Any]) -> Any:
        """Do one call, or break."""
        with self.turn:
            return self._call(name, function, given)

    def _call(self, name: str, function: Callable[..., Any], given: dict[str, Any]) -> Any:
        number = len(self.calls)
        self.calls.append(name)
        if not self.strikes(number):
            return function(**given)
        if self.when is When.AFTER:
            function(**given)
        raise self.fault()


class _Client:
    def __init__(self, client: Any, weather: Weather) -> None:
        self._client = client
        self._weather = weather

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = getattr(self._client, name)
        return lambda **given: self._weather.call(name, function, given)


def throttled() -> BaseException:
    """What botocore raises when its retries are used up."""
    answer = {"Error": {"Code": "ProvisionedThroughputExceededException", "Message": "slow down"}}
    fault: BaseException = ClientError(answer, "PutItem")
    return fault


def in_conflict() -> BaseException:
    """What DynamoDB says of a transaction that met another one."""
    reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
    answer = {"Error": {"Code": "TransactionCanceledException", "Message": ""}, "CancellationReasons": reasons}
    fault: BaseException = ClientError(answer, "TransactWriteItems")
    return fault


def timed_out() -> BaseException:
    """No answer in time."""
    fault: BaseException = ReadTimeoutError(endpoint_url="https://aws.test")
    return fault
