"""Runs one peer over addresses in its own Python: a JSON list of texts on stdin, answers and seconds as JSON on stdout.

`python bench/address_peers.py PEER`, with jionlp, cpca or addressparser installed. Imports nothing of ours. Each
answer holds province, city, county and, of jionlp, town and village. cpca and addressparser name the prefecture of
a municipality 市辖区 and that of a county under its province 省直辖…; here they get our conventions.
"""

import json
import sys
import time
from typing import Any

Answers = list[dict[str, Any]]
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")


def from_jionlp(texts: list[str]) -> Answers:
    import jionlp  # type: ignore[import-not-found]

    found = [jionlp.parse_location(text, town_village=True) for text in texts]
    fields = ("province", "city", "county", "town", "village")
    return [{field: one.get(field) for field in fields} for one in found]


def from_frame(frame: Any) -> Answers:
    """Answers in the columns 省, 市, 区."""
    answers = []
    for province, city, county in zip(frame["省"], frame["市"], frame["区"], strict=True):
        if province in MUNICIPALITIES and (city == "市辖区" or city == "县" or not city):
            city = province
        if city and "直辖" in city:
            city = None
        answers.append({"province": province or None, "city": city or None, "county": county or None})
    return answers


def from_cpca(texts: list[str]) -> Answers:
    import cpca  # type: ignore[import-not-found]

    frame = cpca.transform(texts)
    return from_frame(frame.astype(object).where(frame.notna(), None))


def from_addressparser(texts: list[str]) -> Answers:
    import addressparser  # type: ignore[import-not-found]

    return from_frame(addressparser.transform(texts))


PEERS = {"jionlp": from_jionlp, "cpca": from_cpca, "addressparser": from_addressparser}


def main() -> None:
    peer = PEERS[sys.argv[1]]
    texts = json.load(sys.stdin)
    peer(texts[:5])
    began = time.perf_counter()
    answers = peer(texts)
    print(json.dumps({"answers": answers, "seconds": time.perf_counter() - began}, ensure_ascii=False))


if __name__ == "__main__":
    main()
