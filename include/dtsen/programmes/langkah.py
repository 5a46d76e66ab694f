"""Rule by rule for one family: what went in and where it came from, the comparison, the result, the nearest change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dtsen.programmes import aturan
from dtsen.programmes.aturan import Aturan
from dtsen.programmes.evaluasi import Hasil
from dtsen.programmes.konfigurasi import Konfigurasi, Program

Baris = dict[str, Any]
# Rule -> the column it reads, of the family or of its members; the other rules read reference inputs or components.
DARI_KELUARGA = {
    "DI_LUAR_WILAYAH": "kode_desa",
    "BUKAN_DESA": "kode_desa",
    "PUTUSAN_MUSDES": "kode_desa",
    "DESIL_MELEBIHI": "desil_nasional",
    "BELUM_BERDESIL": "desil_nasional",
    "MEMILIKI_MOBIL": "aset_bergerak_mobil",
}
DARI_ANGGOTA = {"PENGHASILAN_DI_ATAS_UMK": "penghasilan_bulanan", "KTP_LUAR_WILAYAH": "kode_kelurahan_desa_ktp"}
# Rules that look at the person alone in a personal programme.
SENDIRI = {"BELUM_LAHIR", "KTP_LUAR_WILAYAH", "PENGECUALIAN_KERAS", "PENGECUALIAN_LUNAK"}


@dataclass(frozen=True)
class Bahan:
    """Everything that the rules read about one family, as it came in."""

    keluarga: Baris
    anggota: list[Baris]
    bendera: list[Baris]
    terima: list[Baris]
    surat: list[Baris]
    komponen: list[Baris]


def langkah(hasil: Hasil, program: Program, no_kk: str) -> dict[str, list[Baris]]:
    """NIK of the unit ('' for a family without head) -> one entry per rule, in the order of the reasons."""
    k = hasil.konfigurasi
    berlaku = aturan.daftar(k, program)
    unit = hasil.koneksi.execute(
        f"SELECT coalesce(nik, ''), topeng FROM hasil_{program.kode} WHERE no_kk = ?", [no_kk]
    ).fetchall()
    bahan = _bahan(hasil, no_kk)
    return {
        nik: [
            _satu(hasil, program, a, bool(topeng & aturan.bit(k, a.kode)), _masukan(k, program, a, bahan, nik))
            for a in berlaku
        ]
        for nik, topeng in unit
    }


def kuota(k: Konfigurasi, batas: int | None, urutan: int | None) -> list[Baris]:
    """The entry of the quota of the kecamatan; none where there is no quota or the unit does not come to be ranked."""
    if batas is None or urutan is None:
        return []
    alasan = next(a for a in k.alasan if a.kode == "DI_LUAR_KUOTA")
    isi, kena = {"kuota": str(batas), "urutan": str(urutan)}, urutan > batas
    return [
        {
            "kode": alasan.kode,
            "masukan": [{"nilai": urutan, "asal": "urutan menurut desil, jumlah komponen, lalu hash NIK"}],
            "pembanding": aturan.isikan(alasan.pembanding, isi),
            "kena": kena,
            "akibat": alasan.akibat,
            "perubahan": aturan.isikan(alasan.bila_kena if kena else alasan.bila_tidak, isi),
            "sumber": alasan.sumber,
        }
    ]


def perubahan(langkah: Iterable[Baris]) -> list[str]:
    """What must change for a unit to become LAYAK, all of it; of one that is LAYAK, how far its desil may rise."""
    semua = list(langkah)
    kena = [x["perubahan"] for x in semua if x["kena"] and x["akibat"] != "LAYAK"]
    return kena or [x["perubahan"] for x in semua if x["kode"] == "DESIL_MELEBIHI"]


def _satu(hasil: Hasil, program: Program, a: Aturan, kena: bool, masukan: list[Baris]) -> Baris:
    k = hasil.konfigurasi
    alasan = next(x for x in k.alasan if x.kode == a.kode)
    isi = aturan.tetap(k, program, hasil.wilayah, a.kode) | {
        "nilai": ", ".join(str(m["nilai"]) for m in masukan) or "kosong",
        "jiwa": f"{len(masukan)} orang",
    }
    return {
        "kode": a.kode,
        "masukan": masukan,
        "pembanding": aturan.isikan(alasan.pembanding, isi),
        "kena": kena,
        "akibat": alasan.akibat,
        "perubahan": aturan.isikan(alasan.bila_kena if kena else alasan.bila_tidak, isi),
        "sumber": alasan.sumber,
    }


def _bahan(hasil: Hasil, no_kk: str) -> Bahan:
    def baca(perintah: str) -> list[Baris]:
        isi = hasil.koneksi.execute(perintah, {"no_kk": no_kk})
        kolom = [d[0] for d in isi.description]
        return [dict(zip(kolom, b, strict=True)) for b in isi.fetchall()]

    def asal(t: str, kolom: Iterable[str]) -> str:
        return ", ".join(
            f"asal({t}penetapan, {t}nilai_penetapan, {aturan.teks(n)}) AS asal_{n}" for n in dict.fromkeys(kolom)
        )

    kolom = ("pekerjaan", *DARI_ANGGOTA.values())
    milik = "(SELECT nik FROM anggota WHERE no_kk = $no_kk)"
    return Bahan(
        baca(f"SELECT *, {asal('', DARI_KELUARGA.values())} FROM keluarga WHERE no_kk = $no_kk")[0],
        baca(
            f"SELECT i.*, a.umur, a.meninggal, a.status_padan, a.tanggal_padan, {asal('i.', kolom)} FROM (SELECT *"
            " FROM individu WHERE no_kk = $no_kk) AS i JOIN anggota AS a USING (nik, no_kk) ORDER BY i.nik"
        ),
        baca(f"SELECT * FROM pengecualian WHERE nik IN {milik} ORDER BY ALL"),
        baca(f"SELECT * FROM penerima WHERE no_kk = $no_kk OR nik IN {milik} ORDER BY ALL"),
        baca(f"SELECT * FROM medis WHERE nik IN {milik} ORDER BY ALL"),
        baca(
            "SELECT p.*, a.nama, a.umur FROM pemilik AS p JOIN anggota AS a USING (nik)"
            " WHERE a.no_kk = $no_kk ORDER BY p.nik"
        ),
    )


def _masukan(k: Konfigurasi, program: Program, a: Aturan, bahan: Bahan, nik: str) -> list[Baris]:
    """The values that a rule read: nilai, asal, and of members nik and nama."""
    orang = program.unit == "orang"
    hidup = [x for x in bahan.anggota if not x["meninggal"]]
    dilihat = [x for x in bahan.anggota if x["nik"] == nik] if orang and a.kode in SENDIRI else hidup
    if a.kode in DARI_KELUARGA:
        return [_kolom(bahan.keluarga, DARI_KELUARGA[a.kode])]
    if a.kode in DARI_ANGGOTA:
        return [_orang(x, **_kolom(x, DARI_ANGGOTA[a.kode])) for x in dilihat if x[DARI_ANGGOTA[a.kode]] is not None]
    if a.kode in {p.alasan for p in k.pekerjaan}:
        return [_orang(x, **_kolom(x, "pekerjaan")) for x in hidup if x["pekerjaan"] is not None]
    if a.kode in {p.alasan for p in k.padanan}:
        return [_orang(x, **_padan(x)) for x in bahan.anggota if x["nik"] == nik]
    if a.kode == "BELUM_LAHIR":
        return [
            _orang(x, nilai="belum lahir" if x["umur"] == -1 else x["umur"], asal="umur pada tanggal rujukan")
            for x in dilihat
        ]
    if a.kode in ("TANPA_KOMPONEN", "ANGGOTA_TIDAK_DIHITUNG"):
        return [
            _orang(x, **_komponen(k, x))
            for x in bahan.komponen
            if x["tersisih"] == (a.kode == "ANGGOTA_TIDAK_DIHITUNG")
        ]
    if a.kode.startswith("PENGECUALIAN_"):
        return _bendera(bahan, a.kode.removeprefix("PENGECUALIAN_"), {x["nik"] for x in dilihat})
    if a.kode == "MEDIS":
        return [_surat(s) for s in bahan.surat if s["nik"] == nik]
    if a.kode == "REVIU_5_TAHUN":
        return [_satu_terima(t) for t in bahan.terima if t["program"] == program.kode]
    return _terima(k, program, a.kode, bahan, nik)


def _orang(x: Baris, *, nilai: object, asal: str) -> Baris:
    return {"nik": x["nik"], "nama": x["nama"], "nilai": nilai, "asal": asal}


def _kolom(x: Baris, kolom: str) -> Baris:
    """A value of the snapshot and where it came from."""
    return {"nilai": x[kolom] if x[kolom] is not None else "kosong", "asal": x[f"asal_{kolom}"]}


def _padan(x: Baris) -> Baris:
    if x["status_padan"] == "TIDAK_DIKETAHUI":
        return {"nilai": "kosong", "asal": "tidak ada hasil pemadanan Dukcapil"}
    return {"nilai": x["status_padan"], "asal": f"pemadanan Dukcapil {x['tanggal_padan'] or 'tanpa tanggal'}"}


def _komponen(k: Konfigurasi, x: Baris) -> Baris:
    kode = [c.kode for i, c in enumerate(k.komponen) if x["topeng"] >> i & 1]
    umur = "umur tidak diketahui" if x["umur"] is None else f"umur {x['umur']}"
    return {"nilai": "/".join(kode), "asal": f"{umur} pada {k.tanggal}, sekolah, kehamilan dan disabilitas"}


def _bendera(bahan: Bahan, sifat: str, nik: set[str]) -> list[Baris]:
    nama = {x["nik"]: x for x in bahan.anggota}
    return [
        _orang(
            nama[b["nik"]],
            nilai=f"{b['kode_alasan']} ({b['berlaku_mulai'] or 'awal'} sampai {b['berlaku_sampai'] or 'seterusnya'})",
            asal=f"daftar pengecualian {b['sumber'] or 'pusat'}",
        )
        for b in bahan.bendera
        if b["nik"] in nik and (b["sifat"] == "KERAS") == (sifat == "KERAS")
    ]


def _terima(k: Konfigurasi, program: Program, kode: str, bahan: Bahan, nik: str) -> list[Baris]:
    """Receipts that bear on the programme, of any period: the comparison names the one that counts."""
    ganda = kode == "PENERIMA_GANDA"
    lawan = {program.kode} if ganda else _lawan(k, program, "BLOCK" if kode == "TUMPANG_TINDIH" else "WARN")
    kita: Callable[[Baris], bool] = (lambda t: t["nik"] == nik) if program.unit == "orang" else (lambda _: True)
    lain = [t for t in bahan.terima if not ganda or t["no_kk"] not in (None, bahan.keluarga["no_kk"])]
    return [_satu_terima(t) for t in lain if t["program"] in lawan and kita(t)]


def _surat(s: Baris) -> Baris:
    masa = f"{s['tanggal_surat']} sampai {s['berlaku_sampai'] or 'seterusnya'}"
    return {"nik": s["nik"], "nilai": f"{s['no_surat']} ({masa})", "asal": s["faskes"]}


def _satu_terima(t: Baris) -> Baris:
    return {"nik": t["nik"], "nilai": f"{t['program']} {t['periode']}", "asal": "daftar penerima"}


def _lawan(k: Konfigurasi, program: Program, akibat: str) -> set[str]:
    """The programmes whose receipt has this effect on `program`."""
    pasangan = [{t.program_a, t.program_b} for t in k.tumpang_tindih if t.akibat == akibat]
    return {lain for p in pasangan if program.kode in p for lain in p - {program.kode}}
