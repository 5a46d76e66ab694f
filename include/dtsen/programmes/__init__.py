"""Who is a candidate for which programme and why: dated rules applied to a published snapshot."""

from dtsen.programmes.daftar import write_list, write_lists
from dtsen.programmes.evaluasi import RUJUKAN, Hasil, Rujukan, evaluate
from dtsen.programmes.penjelasan import explain_family
from dtsen.programmes.periode import Periode
from dtsen.programmes.perubahan import Acuan, bandingkan

__all__ = [
    "RUJUKAN", "Acuan", "Hasil", "Periode", "Rujukan", "bandingkan", "evaluate", "explain_family",
    "write_list", "write_lists",
]  # fmt: skip
