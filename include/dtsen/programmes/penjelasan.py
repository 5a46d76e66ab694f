"""Why one family is eligible or not, programme by programme, with the figures that were used."""

import json

from dtsen.errors import DtsenError
from dtsen.programmes import aturan, langkah
from dtsen.programmes.evaluasi import Hasil
from dtsen.programmes.konfigurasi import PROGRAM


def explain_family(hasil: Hasil, no_kk: str) -> dict[str, dict[str, object]]:
    """Per programme: status, alasan (kode and kalimat), desil, amounts, components per person, configuration used, and
    `aturan`: every rule with its input, where that came from, the comparison, the result and the nearest change.

    A personal programme has one entry per person under `orang`; its `status` is the most favourable of them, its
    amounts those of the persons who are LAYAK. The answer holds personal data: it is for those who may see the family.
    DtsenError when the family is not among the candidates.
    """
    return {program: _satu_program(hasil, program, no_kk) for program in hasil.konfigurasi.aktif}


def _satu_program(hasil: Hasil, program: str, no_kk: str) -> dict[str, object]:
    unit = _unit(hasil, program, no_kk)
    if not unit:
        raise DtsenError("Keluarga tidak ada dalam snapshot ini.", "Periksa nomor KK dan tanggal snapshot.")
    rinci = langkah.langkah(hasil, hasil.konfigurasi.program(program), no_kk)
    for u in unit:
        u["aturan"] = [*rinci[u["nik"] or ""], *langkah.kuota(hasil.konfigurasi, u.pop("kuota"), u.pop("urutan"))]
        u["perubahan_terdekat"] = langkah.perubahan(u["aturan"])
    isi: dict[str, object]
    if PROGRAM[program] == "orang":
        isi = _ringkas_orang(unit)
    else:
        isi = {**unit[0], "komponen": _komponen(hasil, no_kk) if program == "PKH" else []}
    return {"unit": PROGRAM[program], **isi, "konfigurasi": hasil.konfigurasi.dipakai(program)}


def _unit(hasil: Hasil, program: str, no_kk: str) -> list[dict[str, object]]:
    baris = hasil.koneksi.execute(
        "SELECT nik, nama, desil, status, alasan_json, nilai_setahun, nilai_periode, kuota, urutan"
        f" FROM hasil_{program} JOIN alasan_{program} USING (a) WHERE no_kk = ? ORDER BY nik",
        [no_kk],
    ).fetchall()
    return [
        {
            "nik": nik,
            "nama": nama,
            "desil": desil,
            "status": status,
            "alasan": [{"kode": a["kode"], "kalimat": a["kalimat"]} for a in json.loads(alasan)],
            "nilai_setahun": setahun,
            "nilai_periode": periode,
            "kuota": kuota,
            "urutan": urutan,
        }
        for nik, nama, desil, status, alasan, setahun, periode, kuota, urutan in baris
    ]


def _ringkas_orang(unit: list[dict[str, object]]) -> dict[str, object]:
    layak = [u for u in unit if u["status"] == "LAYAK"]
    return {
        "desil": unit[0]["desil"],
        "status": max((u["status"] for u in unit), key=aturan.URUTAN_STATUS.index),
        "nilai_setahun": sum(u["nilai_setahun"] for u in layak),
        "nilai_periode": sum(u["nilai_periode"] for u in layak),
        "orang": unit,
    }


def _komponen(hasil: Hasil, no_kk: str) -> list[dict[str, object]]:
    """Every member with a component: the one it counts for (None: over a cap), and its amount a year."""
    konf = hasil.konfigurasi.komponen
    baris = hasil.koneksi.execute(
        """
        SELECT p.nik, a.nama, a.umur, p.topeng, CASE WHEN NOT p.tersisih THEN s.per_orang[p.ke + 1] END
        FROM pemilik AS p
        JOIN anggota AS a USING (k, nik)
        JOIN pola_keluarga AS f USING (k)
        LEFT JOIN solusi AS s ON s.pola = f.pola
        WHERE a.no_kk = ?
        ORDER BY p.nik
        """,
        [no_kk],
    ).fetchall()
    return [
        {
            "nik": nik,
            "nama": nama,
            "umur": umur,
            "memenuhi": [k.kode for i, k in enumerate(konf) if topeng >> i & 1],
            "dihitung": None if pilihan is None else konf[pilihan].kode,
            "jumlah_setahun": 0 if pilihan is None else konf[pilihan].jumlah_setahun,
        }
        for nik, nama, umur, topeng, pilihan in baris
    ]
