"""Archive rows as extracts carry them: customers, contacts, consents and the care register."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gridtag.sample.adoption import Adoption
from gridtag.sample.archive import Archive, voltage
from gridtag.sample.clock import DAY, HOUR, NEVER, History, dates, times
from gridtag.sample.columns import flags, table, texts
from gridtag.sample.draws import generator
from gridtag.sample.network import RURAL, area_number
from gridtag.sample.parameters import mix, number, raw_mix

_ROLES = ("owner", "billing", "outage", "legal")


def customer_rows(
    archive: Archive, chosen: np.ndarray, updated: np.ndarray, account: np.ndarray | None = None
) -> pl.DataFrame:
    """The present state of the chosen customers."""
    accounts = archive.account[chosen] if account is None else account
    trade = np.where(archive.home, np.where(archive.urban_rural == 1, "9910", "9920"), "5200").astype(object)
    heavy = np.where((archive.sort == 1) & (archive.capacity > 1500), "200", "")
    return table({
        "CONS_NO": accounts, "CONS_NO_OLD": texts(archive.former[chosen]), "CONS_NAME": archive.name[chosen],
        "ELEC_ADDR": archive.address[chosen], "ORG_NO": archive.org[chosen],
        "TG_NO": area_number(archive.network)[archive.area[chosen]],
        "CONS_SORT_CODE": np.char.add("0", archive.sort[chosen].astype(str)),
        "ELEC_TYPE_CODE": archive.elec_type[chosen], "TRADE_CODE": trade[chosen],
        "VOLT_CODE": voltage(archive.sort, archive.capacity, archive.urban_rural)[chosen],
        "LODE_ATTR_CODE": np.where(archive.important[chosen], "1", "3").astype(object),
        "HEC_INDUSTRY_CODE": texts(heavy[chosen]),
        "URBAN_RURAL_FLAG": np.char.add("0", archive.urban_rural[chosen].astype(str)),
        "CONTRACT_CAP": archive.capacity[chosen].astype(str),
        "STATUS_CODE": archive.status[chosen].astype(str),
        "TS_FLAG": flags(archive.time_of_use[chosen]), "RCA_FLAG": flags(archive.prepaid[chosen]),
        "METER_NO": archive.meter[chosen], "METER_TYPE": archive.meter_type[chosen],
        "POWER_ON_DATE": dates(archive.connected[chosen]), "CANCEL_DATE": dates(archive.cancelled[chosen]),
        "IMPORTANT_FLAG": flags(archive.important[chosen]), "UPDATED_AT": times(updated),
    })  # fmt: skip


@dataclass
class People:
    """Contacts by entry: whose they are and what they subscribed to."""

    customer: np.ndarray
    role: np.ndarray
    name: np.ndarray
    phone: np.ndarray
    silent: np.ndarray
    subscribed: np.ndarray
    verified: np.ndarray


def people(archive: Archive, told: History, seed: int) -> People:
    random = generator(seed, "people")
    size = archive.size
    more = [np.flatnonzero(random.random(size) < share) for share in (0.12, 0.06)]
    legal = np.flatnonzero(~archive.home)
    customer = np.concatenate([np.arange(size), *more, legal])
    role = np.repeat(np.arange(4), [size, len(more[0]), len(more[1]), len(legal)])
    phone = np.where(role == 0, archive.phone[customer], archive.other_phone[customer]).astype(object)
    invalid = archive.phone[customer] == ""
    missing = random.random(len(customer)) < number("phone_missing")
    wrong = ~missing & (random.random(len(customer)) < number("phone_invalid"))
    phone[missing & (role == 0) | invalid & (role == 0)] = ""
    phone[wrong] = np.array([value[:9] for value in phone[wrong]], dtype=object)
    archive.phone[customer[(role == 0) & (missing | wrong)]] = ""
    family = np.array(["李", "陈", "王", "张", "周"], dtype=object)[random.integers(5, size=len(customer))]
    name = np.where(role == 0, archive.name[customer], family + "女士").astype(object)
    subscribed = random.random((3, len(customer))) < np.array([0.45, 0.5, 0.55])[:, None] + 0.08 * np.clip(
        archive.digital[customer], -2, 2
    )
    verified = np.where(
        random.random(len(customer)) < 0.6,
        (told.first_day - random.integers(30, 1500, len(customer))) * DAY + 10 * HOUR,
        NEVER,
    )
    return People(customer, role, name, phone, random.random(len(customer)) < 0.02, subscribed, verified)


def contact_rows(
    found: People, archive: Archive, adoption: Adoption, chosen: np.ndarray, updated: np.ndarray
) -> pl.DataFrame:
    customer, role = found.customer[chosen], found.role[chosen]
    born = np.where(role == 0, archive.birth_year[customer], archive.birth_year[customer] + 4)
    person = archive.home[customer] & (customer % 10 < 9)
    return table({
        "CONTACT_NO": np.char.add("P", (10**9 + chosen).astype(str)), "CONS_NO": archive.account[customer],
        "CONTACT_NAME": found.name[chosen], "PHONE": texts(found.phone[chosen]),
        "ROLE": np.array(_ROLES, dtype=object)[role],
        "BIRTH_YEAR": texts(np.where(person, born.astype(str), "")),
        "VERIFIED_TIME": times(found.verified[chosen]), "DO_NOT_CALL": flags(found.silent[chosen]),
        "SMS_BILL": flags(found.subscribed[0][chosen]), "SMS_OUTAGE": flags(found.subscribed[1][chosen]),
        "SMS_OWE": flags(found.subscribed[2][chosen]),
        "APP_BOUND": flags(adoption.app_bound[customer] & (role == 0)),
        "WX_BOUND": flags(adoption.wechat_bound[customer] & (role == 0)), "UPDATED_AT": times(updated),
    })  # fmt: skip


@dataclass
class Consents:
    """Consents by entry; withdrawn is NEVER while they hold."""

    customer: np.ndarray
    purpose: np.ndarray
    granted: np.ndarray
    withdrawn: np.ndarray

    def rows(self, archive: Archive, chosen: np.ndarray, until: np.ndarray | int) -> pl.DataFrame:
        """Entries as known at the second `until`, one for all or one each."""
        withdrawn = np.where(self.withdrawn[chosen] <= until, self.withdrawn[chosen], NEVER)
        return table({
            "CONSENT_NO": np.char.add("N", (10**9 + chosen).astype(str)),
            "CONS_NO": archive.account[self.customer[chosen]],
            "PURPOSE": np.where(self.purpose[chosen] == 0, "marketing", "profiling").astype(object),
            "GRANTED_AT": times(self.granted[chosen]), "WITHDRAWN_AT": times(withdrawn),
            "CHANNEL": np.array(["app", "hall", "wechat"], dtype=object)[chosen % 3],
            "TEXT_VERSION": np.where(self.granted[chosen] % 7 < 3, "v1", "v2").astype(object),
            "UPDATED_AT": times(np.maximum(self.granted[chosen], withdrawn)),
        })  # fmt: skip


def consents(archive: Archive, told: History, seed: int) -> Consents:
    """Grants, withdrawals, and a few customers with one grant that holds beside one that was withdrawn."""
    random = generator(seed, "consents")
    size = archive.size
    marketing = np.flatnonzero(random.random(size) < number("marketing_consent"))
    profiling = np.flatnonzero(random.random(size) < number("profiling_consent"))
    conflict = marketing[
        random.random(len(marketing)) < number("consent_conflict") / number("marketing_consent")
    ]
    customer = np.concatenate([marketing, profiling, conflict])
    purpose = np.repeat([0, 1, 0], [len(marketing), len(profiling), len(conflict)])
    span = told.last_day - told.first_day
    day = told.first_day + random.integers(-1200, max(int(0.25 * span), 2), len(customer))
    day = np.maximum(day, np.minimum(archive.connected[customer] + 1, told.last_day - 5))
    granted = day * DAY + random.integers(8 * HOUR, 20 * HOUR, len(customer))
    leaves = random.random(len(customer)) < number("consent_withdrawn")
    leaves[-len(conflict) :] |= len(conflict) > 0
    gone = np.maximum(day + 3, told.first_day - 300) + random.integers(0, span + 300, len(customer))
    withdrawn = np.where(
        leaves & (gone <= told.last_day),
        gone * DAY + random.integers(8 * HOUR, 22 * HOUR, len(customer)),
        NEVER,
    )
    return Consents(customer, purpose, granted, withdrawn)


def conflicting(found: Consents) -> np.ndarray:
    """Customers with a marketing consent that holds beside one that was withdrawn."""
    marketing = found.purpose == 0
    holds = np.unique(found.customer[marketing & (found.withdrawn == NEVER)])
    return np.intersect1d(holds, found.customer[marketing & (found.withdrawn != NEVER)])


@dataclass
class Care:
    """Care entries: kind, first and last day, and the day on which they were ended (or NEVER)."""

    customer: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    expire: np.ndarray
    ended: np.ndarray

    def rows(self, archive: Archive, chosen: np.ndarray, until: np.ndarray | int) -> pl.DataFrame:
        """Entries as known on the day `until`, one for all or one each."""
        ended = (self.ended[chosen] != NEVER) & (self.ended[chosen] <= until)
        return table({
            "CARE_NO": np.char.add("G", (10**7 + chosen).astype(str)),
            "CONS_NO": archive.account[self.customer[chosen]],
            "CARE_TYPE": np.array(mix("care_type")[0], dtype=object)[self.kind[chosen]],
            "STATUS": np.where(ended, "ended", "active").astype(object),
            "START_DATE": dates(self.start[chosen]),
            "EXPIRE_DATE": dates(self.expire[chosen]),
            "UPDATED_AT": times(np.where(ended, self.ended[chosen], self.start[chosen]) * DAY + 10 * HOUR),
        })  # fmt: skip


def care(archive: Archive, told: History, seed: int) -> Care:
    random = generator(seed, "care")
    shares = np.array(list(raw_mix("care_type").values())) / 100
    age = told.start.year - archive.birth_year
    weights = (
        np.ones(archive.size),
        archive.urban_rural >= RURAL,
        age >= 70,
        np.ones(archive.size),
        np.ones(archive.size),
        archive.urban_rural >= RURAL,
    )
    customers, kinds = [], []
    for kind, (share, weight) in enumerate(zip(shares, weights, strict=True)):
        usable = weight * archive.home * (archive.connected < told.first_day - 30)
        many = min(max(1, round(share * archive.size)), int((usable > 0).sum()))
        customers.append(random.choice(archive.size, many, replace=False, p=usable / usable.sum()))
        kinds.append(np.full(many, kind))
    customer, kind_of = np.concatenate(customers), np.concatenate(kinds)
    size = len(customer)
    start = told.first_day + random.integers(-700, max(told.last_day - told.first_day - 10, 1), size)
    expire = np.where(np.isin(kind_of, (0, 1, 5)), start + 365 * random.integers(1, 4, size), NEVER)
    ended = np.where(random.random(size) < 0.08, start + random.integers(60, 500, size), NEVER)
    ended = np.where((expire != NEVER) & (expire <= told.last_day), expire, ended)
    ended = np.where(ended > told.last_day, NEVER, ended)
    return Care(customer, kind_of, start, expire, ended)
