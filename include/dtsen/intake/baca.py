"""From the bytes of a file to its rows with their own findings; no database."""

from dtsen import quality
from dtsen.intake.baris import Isi, susun_baris
from dtsen.normalise import Konteks, normalise
from dtsen.readers import Bacaan, read_file


def baca(isi: bytes, nama: str, konteks: Konteks) -> tuple[Bacaan, Isi]:
    """What was read of a file, without its rows, and the rows. Raises BerkasDitolak."""
    bacaan = read_file(isi, nama, konteks.tanggal)
    normal = normalise(bacaan.frame, konteks)
    temuan = quality.periksa(normal, konteks)
    return bacaan.tanpa_baris(), susun_baris(bacaan, normal, temuan)
