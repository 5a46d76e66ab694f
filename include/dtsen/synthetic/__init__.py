"""Synthetic demo data: a determination, submissions and reference inputs of invented people, with the truth."""

from dtsen.synthetic.demo import Ringkasan, demo
from dtsen.synthetic.roster import roster

__all__ = ["Ringkasan", "demo", "roster"]
