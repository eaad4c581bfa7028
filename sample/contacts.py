"""Contacts of a month as arrays: who, when, about what, and what made them."""

from dataclasses import dataclass

import numpy as np

BASE, OUTAGE, JUMP, CUT, REPEAT, REDIAL, PLANTED, TEST = range(8)


@dataclass
class Contacts:
    """Arrays by contact; `code` is empty where the demand is not known."""

    customer: np.ndarray
    time: np.ndarray
    code: np.ndarray
    cause: np.ndarray
    outage: np.ndarray
    phone: np.ndarray
    self_served: np.ndarray

    @property
    def size(self) -> int:
        return len(self.time)

    def take(self, rows: np.ndarray) -> "Contacts":
        return Contacts(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def joined(parts: list[Contacts]) -> Contacts:
    return Contacts(*(np.concatenate([getattr(part, name) for part in parts])
                      for name in Contacts.__dataclass_fields__))  # fmt: skip


def contacts(
    customer: np.ndarray,
    time: np.ndarray,
    code: np.ndarray,
    cause: int,
    outage: np.ndarray | None = None,
    self_served: np.ndarray | None = None,
) -> Contacts:
    size = len(customer)
    return Contacts(
        customer.astype(np.int64), time.astype(np.int64), code.astype(object), np.full(size, cause),
        np.full(size, -1) if outage is None else outage, np.ones(size, dtype=bool),
        np.zeros(size, dtype=bool) if self_served is None else self_served,
    )  # fmt: skip
