"""Plots that a program asks for, kept as data."""

_MOST_FIGURES = 16
_MOST_SERIES = 32
_MOST_POINTS = 2_000
_figures = []


def kept():
    return _figures[:_MOST_FIGURES]
