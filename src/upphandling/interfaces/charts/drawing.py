"""A drawing: SVG with a title and a description, built element by element.

Everything that tells things apart does so without colour: by dashes, marks, hatching
and words. So a chart can be read in grey scale and be read aloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2000/svg"
INK, GREY, STONE, PALE = "#1b1b1b", "#5f6368", "#bfc4c9", "#d5d8dc"
ACCENT, WARM = "#1f5a94", "#b3470f"
STYLE = f"""
text {{ font-family: system-ui, 'Segoe UI', 'Liberation Sans', sans-serif; fill: {INK};
  font-size: 12px }}
.title {{ font-size: 18px; font-weight: 600 }}
.panel {{ font-size: 13px; font-weight: 600 }}
.note {{ fill: {GREY} }}
.grid {{ stroke: {PALE}; stroke-width: 1 }}
.axis {{ stroke: {GREY}; stroke-width: 1 }}
.actual {{ stroke: {ACCENT}; stroke-width: 2; fill: none }}
.mark {{ fill: {ACCENT} }}
.outside {{ fill: #ffffff; stroke: {WARM}; stroke-width: 2 }}
.aim {{ stroke: {STONE}; stroke-width: 7; fill: none }}
.cap {{ stroke: {INK}; stroke-width: 1.5; stroke-dasharray: 6 3; fill: none }}
.break {{ stroke: {WARM}; stroke-width: 1.5; stroke-dasharray: 8 3 2 3 }}
.withheld {{ stroke: {INK}; stroke-width: 1.5; fill: none }}
.unseen {{ fill: none; stroke: none; pointer-events: all }}
.planned {{ stroke: {GREY}; stroke-width: 1 }}
.met {{ fill: {ACCENT}; stroke: {ACCENT} }}
.lost {{ stroke: {WARM}; stroke-width: 2.5; fill: none }}
.slip {{ stroke: {WARM}; stroke-width: 1.5; fill: none }}
.late {{ stroke: {ACCENT}; stroke-width: 1 }}
.missed {{ fill: #ffffff; stroke: {WARM}; stroke-width: 2 }}
.ahead {{ fill: #ffffff; stroke: {GREY}; stroke-width: 1 }}
.inside {{ fill: #ffffff; font-weight: 600 }}
"""
HATCHED = {"planned": ("hatched", PALE, 2), "late": ("striped", ACCENT, 1)}
Point = tuple[float, float]


class Drawing:
    """An image of a width and a height, in the units of its `viewBox`.

    Its identities have its words in them, so that several can stand on one page.
    """

    def __init__(self, width: int, height: int, title: str, description: str) -> None:
        self.width, self.height = width, height
        self._mark = sha256(f"{title}\n{description}".encode()).hexdigest()[:8]
        self._root = ET.Element(
            "svg",
            {
                "xmlns": NAMESPACE,
                "viewBox": f"0 0 {width} {height}",
                "width": str(width),
                "height": str(height),
                "role": "img",
                "aria-labelledby": f"{self._id('title')} {self._id('desc')}",
            },
        )
        self._told("title", title)
        self._told("desc", description)
        ET.SubElement(self._root, "style").text = STYLE
        self._hatching()
        size = {"width": str(width), "height": str(height), "fill": "#ffffff"}
        ET.SubElement(self._root, "rect", size)
        self.text(16, 28, title, "title")

    def text(
        self, x: float, y: float, text: str, kind: str = "", anchor: str = "start"
    ) -> None:
        """Words whose baseline begins, ends or has its middle (`anchor`) at a point."""
        place = {"x": _short(x), "y": _short(y)}
        if anchor != "start":
            place["text-anchor"] = anchor
        ET.SubElement(self._root, "text", {**place, **_class(kind)}).text = text

    def line(self, start: Point, end: Point, kind: str) -> None:
        self.path([start, end], kind)

    def path(self, points: Sequence[Point], kind: str, *, closed: bool = False) -> None:
        """Straight lines from point to point."""
        if not points:
            return
        drawn = "L".join(f"{_short(x)} {_short(y)}" for x, y in points)
        shape = f"M{drawn}{'Z' if closed else ''}"
        ET.SubElement(self._root, "path", {"d": shape, **_class(kind)})

    def box(self, corner: Point, size: Point, kind: str, hint: str = "") -> None:
        """A rectangle from its upper left corner; `hint` is read when pointed at."""
        shape = {
            name: _short(value)
            for name, value in zip(
                ("x", "y", "width", "height"), (*corner, *size), strict=True
            )
        }
        fill = {}
        if kind in HATCHED:
            name, _, _ = HATCHED[kind]
            fill = {"fill": f"url(#{self._id(name)})"}
        box = ET.SubElement(self._root, "rect", {**shape, **_class(kind), **fill})
        self._hinted(box, hint)

    def dot(self, at: Point, kind: str, hint: str = "", radius: float = 3) -> None:
        shape = {"cx": _short(at[0]), "cy": _short(at[1]), "r": _short(radius)}
        dot = ET.SubElement(self._root, "circle", {**shape, **_class(kind)})
        self._hinted(dot, hint)

    def svg(self) -> str:
        """The whole image as text, the same for the same drawing."""
        ET.indent(self._root, " ")
        return ET.tostring(self._root, encoding="unicode") + "\n"

    def _id(self, name: str) -> str:
        return f"{name}-{self._mark}"

    def _told(self, tag: str, text: str) -> None:
        ET.SubElement(self._root, tag, {"id": self._id(tag)}).text = text

    def _hatching(self) -> None:
        definitions = ET.SubElement(self._root, "defs")
        for name, colour, thick in HATCHED.values():
            pattern = ET.SubElement(
                definitions,
                "pattern",
                {"id": self._id(name), "width": "6", "height": "6"}
                | {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"},
            )
            whole = {"width": "6", "height": "6", "fill": "#ffffff"}
            ET.SubElement(pattern, "rect", whole)
            stripe = {"width": str(thick), "height": "6", "fill": colour}
            ET.SubElement(pattern, "rect", stripe)

    def _hinted(self, element: ET.Element, hint: str) -> None:
        if hint:
            ET.SubElement(element, "title").text = hint


def steps(points: Iterable[Point], until: float) -> list[Point]:
    """A value that holds until the next one: a stair that ends at `until`."""
    stair: list[Point] = []
    for x, y in points:
        if stair:
            stair.append((x, stair[-1][1]))
        stair.append((x, y))
    return [*stair, (until, stair[-1][1])] if stair else []


def shortened(name: str, letters: int) -> str:
    """A name in so many letters at most."""
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"


def _class(kind: str) -> dict[str, str]:
    return {"class": kind} if kind else {}


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
