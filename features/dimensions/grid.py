"""GRID: where the customer hangs on the grid."""

from gridtag.features.codes import Code, Flag
from gridtag.features.dimension import Dimension

GRID = Dimension(
    "grid",
    "地域与电网位置",
    "Territory and grid position",
    frame="archive",
    features=(
        Code("urban_rural", "城乡类别(城市/农村/特殊边远)", "urban, rural or remote", of="urban_rural"),
        Flag("remote_mountain", "特殊边远", "remote", of="urban_rural = '03'"),
    ),
)
