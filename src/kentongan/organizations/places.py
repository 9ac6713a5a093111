"""The only place that says where something is: a point or a text, answered with its village.

Boundaries are indicative and carry no legal force, so a page shows the answer for checking.
"""

import json
import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from kentongan.organizations.gazetteer import Place, VillageList, all_places, search, village_list

__all__ = ["Place", "VillageList", "all_places", "find", "locate", "search", "village_list"]

BOUNDARIES = Path(__file__).resolve().parent / "data" / "majalengka_desa.geojson"
NEAR_METRES = 300
METRES_PER_DEGREE = 110_600


@dataclass(frozen=True, slots=True)
class _Map:
    tree: Any
    polygons: Any
    codes: tuple[str, ...]


@cache
def _map() -> _Map:
    """The polygons, read at the first question: 50 ms once, then some microseconds a point."""
    import shapely

    features = json.loads(BOUNDARIES.read_text(encoding="utf-8"))["features"]
    polygons = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
    return _Map(shapely.STRtree(polygons), polygons, tuple(one["id"] for one in features))


def polygons_by_code() -> dict[str, Any]:
    """The outline of each village, for drawing."""
    known = _map()
    return dict(zip(known.codes, known.polygons, strict=True))


def find(code: str) -> Place | None:
    """The village or kecamatan with this Kemendagri code."""
    return all_places().get(code)


def locate(lat: float, lng: float) -> Place | None:
    """The village at a point; just outside all of them the nearest one, marked approximate."""
    import shapely

    if not (math.isfinite(lat) and math.isfinite(lng)):
        return None
    known = _map()
    point = shapely.Point(lng, lat)
    inside = known.tree.query(point, predicate="intersects")
    if len(inside):
        return all_places()[known.codes[min(inside)]]
    # A degree of longitude is never longer than one of latitude: the circle in degrees is too small
    # only by the factor that the wider search allows for.
    reach = NEAR_METRES / METRES_PER_DEGREE * 1.05
    near = known.tree.query_nearest(point, max_distance=reach)
    if not len(near) or _metres(point, known.polygons[near[0]]) > NEAR_METRES:
        return None
    return replace(all_places()[known.codes[near[0]]], approximate=True)


def _metres(point: Any, polygon: Any) -> float:
    """Distance on the ground, flat: exact enough for some hundred metres."""
    from shapely.ops import nearest_points

    here, there = nearest_points(point, polygon)
    east = (here.x - there.x) * math.cos(math.radians(here.y))
    return math.hypot(east, here.y - there.y) * METRES_PER_DEGREE
