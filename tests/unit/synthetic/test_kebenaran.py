import datetime as dt
from collections import defaultdict

from dtsen.normalise import Konteks, normalise
from dtsen.quality import periksa
from dtsen.readers import Bacaan
from dtsen.wilayah import Wilayah
from unit.synthetic.pembaca_demo import Demo

# Judged against the registry or other files, not by the rules of one file alone.
DI_LUAR_BERKAS = {"F01", "F02", "F03", "G03", "G04", "U04", "U05"}
BERKAS_DIPERIKSA = 4


def _temuan(berkas: dict[str, str], bacaan: Bacaan) -> dict[tuple[str, int], set[str]]:
    konteks = Konteks(dt.date.fromisoformat(berkas["tanggal"]), berkas["kecamatan"], Wilayah.load())
    hasil = defaultdict(set)
    for t in periksa(normalise(bacaan.frame, konteks), konteks).itertuples():
        baris = bacaan.frame.iloc[t.pos]
        hasil[baris["lembar"] or "", int(baris["baris"])].add(t.kode)
    return dict(hasil)


def test_temuan_sama_dengan_kebenaran(kotor: Demo) -> None:
    """Truth and rules that disagree would make every detection rate that we report worthless."""
    harap: dict[tuple[str, ...], dict[tuple[str, int], set[str]]] = defaultdict(dict)
    for b in kotor.baris_benar():
        kode = set(b["kode"].split("|")) - DI_LUAR_BERKAS - {""}
        if kode:
            harap[b["kecamatan"], b["tanggal"], b["berkas"]][b["lembar"], int(b["baris"])] = kode
    ragam = {tempat: set().union(*isi.values()) for tempat, isi in harap.items()}
    terkaya = sorted(ragam, key=lambda t: (-len(ragam[t]), t))[:BERKAS_DIPERIKSA]
    assert len(set().union(*(ragam[t] for t in terkaya))) > 20
    for berkas, bacaan in kotor.bacaan:
        tempat = (berkas["kecamatan"], berkas["tanggal"], berkas["berkas"])
        if tempat in terkaya:
            assert _temuan(berkas, bacaan) == harap[tempat], tempat
