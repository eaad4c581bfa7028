"""What a number of a mobile in China looks like; no text of ours may hold one, as it may be somebody's."""

from __future__ import annotations

import re

MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
