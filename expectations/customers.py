"""Checks of the customer archive, contacts, consents and the care register."""

from gridtag.expectations.check import CRITICAL, WARNING, between, filled, holds, known, no_rows, view
from gridtag.expectations.contract import suite
from gridtag.sources import customers

_VIEW = view("silver.customers")
_ARCHIVE = "请营销档案管理员核对；在此之前相关客户的特征与名单可能不准。"
_VERSIONS = "版本由入湖程序按 updated_at 推出；请停止下游，检查 silver.customers 的合并。"

CUSTOMERS = suite(
    customers.CUSTOMERS,
    no_rows(
        "one_current_version",
        f"SELECT customer_no FROM {_VIEW} GROUP BY customer_no HAVING count_if(is_current) > 1",
        "每户至多一个当前版本",
        _VERSIONS,
        severity=CRITICAL,
    ),
    no_rows(
        "versions_overlap",
        "SELECT customer_no FROM (SELECT customer_no, valid_to, lead(valid_from) OVER "
        "(PARTITION BY customer_no ORDER BY valid_from) AS following "
        f"FROM {_VIEW}) "
        "WHERE following IS NOT NULL AND (valid_to IS NULL OR valid_to > following)",
        "同一户的版本在时间上不重叠",
        _VERSIONS,
        severity=CRITICAL,
    ),
    holds(
        "customer_no_form",
        "customer_no RLIKE '^([0-9]{10}|[0-9]{13})$'",
        "户号为 10 位或 13 位数字",
        "新旧户号并存时请源头给出原户号对照。",
        mostly=0.99,
    ),
    known("org_no", "organisations", "供电单位存在", mostly=0.99),
    known("transformer_no", "transformers", "台区存在", mostly=0.98),
    filled(
        "transformer_no", "95 % 以上的户挂在台区上", "没有台区的户不计入停电影响；请补户变关系。", mostly=0.95
    ),
    filled("address", "95 % 以上的户有用电地址", "缺地址的户无法归入小区或村；请补录。", mostly=0.95),
    between("contract_kva", 0, 1_000_000, "合同容量在 0–1000000 kVA", mostly=0.999),
    holds(
        "cancelled_has_date",
        "CASE WHEN status = '9' THEN cancelled_on IS NOT NULL END",
        "95 % 以上的销户有销户日期",
        _ARCHIVE,
        mostly=0.95,
    ),
    holds("connected_by_now", "connected_on <= :as_of", "送电日期不在将来", _ARCHIVE, mostly=0.99),
)
CONTACTS = suite(
    customers.CONTACTS,
    known("customer_no", "customers", "所属客户存在", mostly=0.99),
    filled("phone", "60 % 以上的联系人有电话", "缺电话的客户无法触达；请结合业务办理补录。", mostly=0.6),
    holds(
        "phone_form",
        "phone RLIKE '^[0-9+() -]{7,20}$'",
        "90 % 以上的电话像电话",
        "请源头清理电话字段中的文字。",
        mostly=0.9,
    ),
    holds(
        "birth_year_range",
        "birth_year BETWEEN 1900 AND year(:as_of)",
        "出生年份在 1900 年与今年之间",
        _ARCHIVE,
        mostly=0.99,
    ),
    empty=WARNING,
)
CONSENTS = suite(
    customers.CONSENTS,
    known("customer_no", "customers", "所属客户存在", mostly=0.99),
    holds(
        "granted_by_now",
        "CAST(granted_at AS DATE) <= :as_of",
        "授权时间不在将来",
        "将来的授权不得用于外呼；请源头更正。",
    ),
    empty=WARNING,
)
CARE_REGISTER = suite(
    customers.CARE_REGISTER,
    known("customer_no", "customers", "所属客户存在", mostly=0.99),
    holds("expires_after_start", "expires_on >= starts_on", "到期日期不早于起始日期", _ARCHIVE),
    holds(
        "active_not_expired",
        "CASE WHEN status = 'active' THEN expires_on IS NULL OR expires_on >= :as_of END",
        "90 % 以上的有效登记未到期",
        "到期而未更新的登记仍会被当作关爱客户保护；请民政数据接口更新。",
        mostly=0.9,
    ),
    empty=WARNING,
)

SUITES = (CUSTOMERS, CONTACTS, CONSENTS, CARE_REGISTER)
