"""The only place that draws the map without tiles: outlines as paths on a small grid.

A page gets the kecamatan of the regency, and the villages of one kecamatan once it is chosen.
Neighbours share their borders, so borders are thinned together: no gap opens between them.
"""

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from kentongan.organizations.gazetteer import all_places
from kentongan.organizations.places import polygons_by_code

WIDTH = 1000  # of the drawing; the height follows from the land
DISTRICT = 8  # characters of the code of a kecamatan
FINE, COARSE = 0.0002, 0.0012  # degrees: 22 m for villages, 130 m for kecamatan


@dataclass(frozen=True, slots=True)
class Drawing:
    """The body that the browser draws, with a tag that changes when it does."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """From degrees to whole numbers, as seen from above the middle of the land."""

    west: float
    north: float
    per_lng: float
    per_lat: float

    def point(self, lng: float, lat: float) -> tuple[int, int]:
        return round((lng - self.west) * self.per_lng), round((self.north - lat) * self.per_lat)


@cache
def regency() -> Drawing:
    """All kecamatan that the data has outlines of."""
    import shapely

    groups: dict[str, list[Any]] = {}
    for code, polygon in polygons_by_code().items():
        groups.setdefault(code[:DISTRICT], []).append(polygon)
    shapes = {
        code: shapely.union_all(shapely.buffer(parts, FINE / 10)) for code, parts in groups.items()
    }
    return _drawing(shapes, thin=COARSE)


@cache
def district(code: str) -> Drawing | None:
    """The villages of one kecamatan; None for what is none."""
    inside = {one: shape for one, shape in polygons_by_code().items() if one[:DISTRICT] == code}
    return _drawing(inside, thin=FINE) if inside else None


def _drawing(shapes: dict[str, Any], *, thin: float) -> Drawing:
    import shapely

    west, south, east, north = (float(one) for one in shapely.total_bounds([*shapes.values()]))
    middle = shapely.box(west, south, east, north).centroid
    per_lng = WIDTH / (east - west)
    grid = _Grid(west, north, per_lng, per_lng / _squeeze(middle.y))
    thinned = shapely.coverage_simplify([*shapes.values()], thin)
    areas = []
    for code, shape in zip(shapes, thinned, strict=True):
        spot = shapely.point_on_surface(shapes[code])
        areas.append(
            [code, all_places()[code].name, _path(shape, grid), *grid.point(spot.x, spot.y)]
        )
    height = round((north - south) * grid.per_lat)
    facts = {
        "size": [WIDTH, height],
        "west": round(west, 6),
        "north": round(north, 6),
        "per": [round(grid.per_lng, 3), round(grid.per_lat, 3)],
        "areas": areas,
    }
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    return Drawing(body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _squeeze(lat: float) -> float:
    """How much shorter a degree of longitude is than one of latitude."""
    return math.cos(math.radians(lat))


def _path(shape: Any, grid: _Grid) -> str:
    """Outer borders as an SVG path in steps from point to point, which are short to write."""
    parts = getattr(shape, "geoms", [shape])
    return "".join(_ring(part.exterior.coords, grid) for part in parts if not part.is_empty)


def _ring(coords: Any, grid: _Grid) -> str:
    x, y = grid.point(*coords[0])
    steps = [f"M{x} {y}l"]
    for lng, lat in coords[1:]:
        new_x, new_y = grid.point(lng, lat)
        if (new_x, new_y) != (x, y):
            steps.append(f"{new_x - x} {new_y - y} ")
            x, y = new_x, new_y
    return "".join(steps).rstrip() + "z"
