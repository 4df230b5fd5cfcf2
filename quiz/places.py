"""Where something stands in a picture. All drawings have the same shape, so percent are enough. Pure."""

from dataclasses import dataclass

WIDTH, HEIGHT = 360, 220
"""The viewBox of every drawing a question can show."""
SMALLEST = 8
"""Percent of a radius: the place is 52 CSS pixels wide on a phone of 360, where the picture has 328."""


@dataclass(frozen=True, slots=True)
class Box:
    """The square around a place, in percent of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def is_inside(self) -> bool:
        """Whether all of it lies in the picture."""
        return (
            min(self.left, self.top) >= 0 and self.left + self.width <= 100 and self.top + self.height <= 100
        )

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        beside = self.left + self.width <= other.left or other.left + other.width <= self.left
        above = self.top + self.height <= other.top or other.top + other.height <= self.top
        return not (beside or above)


@dataclass(frozen=True, slots=True)
class Place:
    """A circle: its centre in percent of the picture's width and height, its radius in percent of the width."""

    x: int
    y: int
    r: int

    @property
    def box(self) -> Box:
        """The square around it. What is pressed is that square, so that neighbours must leave it alone."""
        high = self.r * WIDTH / HEIGHT
        return Box(self.x - self.r, round(self.y - high, 2), 2 * self.r, round(2 * high, 2))
