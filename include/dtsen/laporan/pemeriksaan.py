"""The page of what was checked in the files of one kecamatan for D: every expectation and how many rows fail it.

Made when it is opened, from the findings that are stored; counts and sentences of rules, no value of any cell.
"""

import datetime as dt
from collections import defaultdict

from dtsen import db, ledger
from dtsen.laporan import halaman
from dtsen.publish.manifest import tanpa_angka


def html(kecamatan: str, tanggal: dt.date) -> str | None:
    """The page; None for a kecamatan that is not of this kabupaten."""
    keadaan = next((k for k in ledger.status(tanggal) if k.kecamatan == kecamatan), None)
    if keadaan is None:
        return None
    from dtsen.quality import dokumen

    kunci = {"kecamatan": kecamatan, "tanggal": tanggal}
    with db.transaksi() as conn:
        berkas = conn.execute(db.sql("pemeriksaan_berkas"), kunci).fetchall()
        temuan = defaultdict(dict)
        for b in conn.execute(db.sql("pemeriksaan_temuan"), kunci):
            temuan[b["berkas_id"]][b["kode"]] = b["jumlah"]
    for b in berkas:
        b["nama"] = tanpa_angka(b["nama"])
        b["pesan"] = tanpa_angka(b["pesan"] or "")
        if b["outcome"] == "DITERIMA":
            b["gagal"], b["lulus"] = dokumen.tabel(b["rows_read"], temuan[b["id"]])
    return halaman.pemeriksaan(keadaan, tanggal, berkas)
