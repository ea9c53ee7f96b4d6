"""Units beside each other: funnel limits around one centre, over-dispersion, and who lies outside (kpis.md 6.2).

Units are never ranked: a small one strays further by chance, and the funnel shows how far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

KINDS = ("proportion", "rate", "ratio")
Z95, Z998 = 1.959964, 3.090232
FEWEST_UNITS, FEWEST_FOR_DISPERSION = 5, 8
TRIM = 0.10

Array = np.ndarray


@dataclass(frozen=True)
class Bands:
    """The two pairs of limits at some sizes: 95 % and 99.8 %."""

    low95: Array
    high95: Array
    low998: Array
    high998: Array


@dataclass(frozen=True)
class Funnel:
    """Units in the order they were given. `state` is usual, look (outside 95 %) or special (outside 99.8 %).

    `plain` are the limits of chance alone, `adjusted` those that also hold the spread that all units share; they
    decide where `is_adjusted`. `phi` above 1 says that units differ more than chance; `tau` is that spread on the
    transformed scale.
    """

    kind: str
    centre: float
    values: Array
    z: Array
    phi: float
    tau: float
    is_adjusted: bool
    plain: Bands
    adjusted: Bands
    state: tuple[str, ...]
    side: tuple[str, ...]


def funnel(
    kind: str,
    x: Sequence[float],
    n: Sequence[float],
    centre: float | None = None,
    method: str = "",
) -> Funnel | None:
    """A funnel of x out of n: `proportion` of n, `rate` over an exposure n, `ratio` of observed to expected n.

    `centre` is the ratio of the sums, for observed to expected 1. Fewer than 5 units have no funnel (None), nor has a
    rate without any event. `method` is `arcsine` (usual for proportions) or `exact` (usual for the others; binomial or Poisson tails).
    """
    x, n = np.asarray(x, float), np.asarray(n, float)
    if len(x) < FEWEST_UNITS:
        return None
    if centre is None:
        centre = 1.0 if kind == "ratio" else float(x.sum() / n.sum())
    if centre <= 0 and kind != "proportion":
        return None
    method = method or ("arcsine" if kind == "proportion" else "exact")
    spread = error_of(kind, n, centre)
    z = (transformed(kind, x, n) - middle(kind, centre)) / spread
    phi, tau2 = dispersion(z, spread)
    is_adjusted = phi > 1 and tau2 > 0 and len(x) >= FEWEST_FOR_DISPERSION
    plain = bands(kind, n, centre, method)
    adjusted = bands(kind, n, centre, tau2=tau2)
    values = x / n
    state, side = judged(values, adjusted if is_adjusted else plain)
    return Funnel(kind, centre, values, z, phi, tau2**0.5, is_adjusted, plain, adjusted, state, side)


def bands(kind: str, n: Sequence[float], centre: float, method: str = "", tau2: float = 0.0) -> Bands:
    """The limits at sizes n, also between the units, to draw the funnel with. `tau2` widens the transformed ones."""
    n = np.asarray(n, float)
    if method == "exact":
        lines = [_exact(kind, n, centre, tail) for tail in (0.025, 0.975, 0.001, 0.999)]
    else:
        half = np.sqrt(error_of(kind, n, centre) ** 2 + tau2)
        lines = [_carried_back(kind, centre, z * half) for z in (-Z95, Z95, -Z998, Z998)]
    return Bands(*lines)


def error_of(kind: str, n: Array, centre: float) -> Array:
    """The standard error at size n on the transformed scale, if the unit is at the centre."""
    if kind == "proportion":
        return 1 / (2 * np.sqrt(n))
    return 1 / np.sqrt(n * centre)


def transformed(kind: str, x: Array, n: Array) -> Array:
    """Arcsine of the root for proportions, logarithm for the rest; no event at all counts as half of one."""
    if kind == "proportion":
        return np.arcsin(np.sqrt(np.clip(x / n, 0, 1)))
    return np.log(np.where(x > 0, x, 0.5) / n)


def middle(kind: str, centre: float) -> float:
    return float(np.arcsin(np.sqrt(centre)) if kind == "proportion" else np.log(centre))


def dispersion(z: Array, spread: Array) -> tuple[float, float]:
    """phi and tau squared, from z scores whose outer tenths are drawn in, so that outliers do not excuse themselves."""
    low, high = np.quantile(z, [TRIM, 1 - TRIM])
    k = len(z)
    phi = float(np.sum(np.clip(z, low, high) ** 2) / k)
    if k * phi < k - 1:
        return phi, 0.0
    weight = 1 / spread**2
    return phi, max(0.0, float((k * phi - (k - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())))


def judged(values: Array, limits: Bands) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """State and side of every unit; on a limit is inside it."""
    far = (values > limits.high998) | (values < limits.low998)
    out = (values > limits.high95) | (values < limits.low95)
    above = values > limits.high95
    states = tuple("special" if f else "look" if o else "usual" for f, o in zip(far, out, strict=True))
    sides = tuple("" if not o else "high" if a else "low" for o, a in zip(out, above, strict=True))
    return states, sides


def _exact(kind: str, n: Array, centre: float, tail: float) -> Array:
    """Tails of the distribution at the centre, made continuous as those of an interval are."""
    expected = n * centre
    is_high = tail > 0.5
    if kind == "proportion":
        if is_high:
            return special.betaincinv(expected + 1, np.maximum(n - expected, 1e-12), tail)
        return special.betaincinv(np.maximum(expected, 1e-12), n - expected + 1, tail)
    return special.gammaincinv(expected + 1 if is_high else expected, tail) / n


def _carried_back(kind: str, centre: float, shift: Array) -> Array:
    if kind == "proportion":
        # Beyond a right angle the sine would fall again: the limit stays at 0 or 1 instead.
        return np.sin(np.clip(middle(kind, centre) + shift, 0, np.pi / 2)) ** 2
    return centre * np.exp(shift)
