"""The rules that give a candidate its reasons: a condition on the facts of a unit each, and its words.

What a reason leads to and how it reads is configuration (`alasan.csv`); here stands only when it applies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dtsen.programmes.konfigurasi import Alasan, Konfigurasi, Program
from dtsen.ribuan import ribuan

# The most severe status first: a unit has the first one that any of its reasons leads to.
URUTAN_STATUS = ("TIDAK_LAYAK", "BELUM_BERDESIL", "PERLU_REVIU", "CADANGAN", "LAYAK")
SUBJEK = {"keluarga": "kepala keluarga", "orang": "orang ini"}
# Between the sentences of one unit while they are kept apart.
PEMISAH = "\n"


@dataclass(frozen=True)
class Aturan:
    """A reason code, the SQL condition under which it applies, and SQL for the detail shown in its sentence."""

    kode: str
    syarat: str
    rincian: str = "''"


def daftar(k: Konfigurasi, program: Program) -> list[Aturan]:
    """The rules of a programme, in the order in which reasons are shown. Conditions may be NULL: then silent."""
    aturan = [
        Aturan("DI_LUAR_WILAYAH", "di_wilayah IS DISTINCT FROM true"),
        *([Aturan("BELUM_LAHIR", "umur < 0")] if program.unit == "orang" else []),
        Aturan("DESIL_MELEBIHI", f"desil > {program.desil_maks}", "desil::VARCHAR"),
        Aturan("BELUM_BERDESIL", "desil IS NULL"),
        *(_komponen() if program.nilai_bulanan is None else []),
        *(Aturan(kode, f"alasan_padan = {teks(kode)}") for kode in _unik(p.alasan for p in k.padanan)),
        *(Aturan(p.alasan, f"list_contains(alasan_pekerjaan, {teks(p.alasan)})") for p in k.pekerjaan),
        _daftar_tidak_kosong("PENGECUALIAN_KERAS", "keras"),
        _daftar_tidak_kosong("TUMPANG_TINDIH", "blokir"),
        *([Aturan("PENERIMA_GANDA", "ganda")] if program.unit == "keluarga" else []),
        _daftar_tidak_kosong("PENGECUALIAN_LUNAK", "lunak"),
        Aturan("PENGHASILAN_DI_ATAS_UMK", f"penghasilan > {k.nilai('umk')}"),
        Aturan("MEMILIKI_MOBIL", "mobil"),
        Aturan("KTP_LUAR_WILAYAH", "ktp_luar"),
        _daftar_tidak_kosong("TUMPANG_TINDIH_PERINGATAN", "peringatan"),
    ]
    aktif = {a.kode for a in k.alasan if a.akibat != "ABAIKAN"}
    return [a for a in aturan if a.kode in aktif]


def kuota_sql(k: Konfigurasi, unit: str) -> str:
    """SQL over the judged units `unit`: who is LAYAK beyond the quota of the kecamatan becomes CADANGAN.

    The order is desil, then number of components, most first, then SHA-256 of the NIK. Columns urutan and kuota are
    added, missing where no quota holds.
    """
    pesan = next(a.pesan for a in k.alasan if a.kode == "DI_LUAR_KUOTA")
    kalimat = f"replace(replace({teks(pesan)}, '{{kuota}}', kuota::VARCHAR), '{{urutan}}', urutan::VARCHAR)"
    return f"""
        SELECT * REPLACE (
            CASE WHEN urutan > kuota THEN 'CADANGAN' ELSE status END AS status,
            CASE WHEN urutan > kuota THEN alasan_kode || ',DI_LUAR_KUOTA' ELSE alasan_kode END AS alasan_kode,
            CASE WHEN urutan > kuota THEN alasan || {teks(PEMISAH)} || {kalimat} ELSE alasan END AS alasan
        )
        FROM (
            SELECT u.*, q.kuota, CASE WHEN q.kuota IS NOT NULL AND status = 'LAYAK' THEN row_number() OVER (
                PARTITION BY q.kode_kecamatan, status ORDER BY desil, jumlah_jiwa_komponen DESC, sha256(nik), nik
            ) END AS urutan
            FROM ({unit}) AS u
            LEFT JOIN konf_kuota AS q ON q.program = u.program AND q.kode_kecamatan = u.kode_desa[:8]
        )
    """


def _komponen() -> list[Aturan]:
    return [
        Aturan("TANPA_KOMPONEN", "jumlah_jiwa_komponen = 0"),
        Aturan("ANGGOTA_TIDAK_DIHITUNG", "tersisih > 0", "tersisih::VARCHAR"),
    ]


def tersisih(k: Konfigurasi) -> str:
    """SQL list of the match reasons that exclude the person itself: such a member is no component either."""
    akibat = {a.kode: a.akibat for a in k.alasan}
    kode = _unik(p.alasan for p in k.padanan if p.alasan and akibat[p.alasan] == "TIDAK_LAYAK")
    return ", ".join(map(teks, kode)) or "NULL"


def _unik(kode: Iterable[str | None]) -> list[str]:
    return [x for x in dict.fromkeys(kode) if x]


def _daftar_tidak_kosong(kode: str, kolom: str) -> Aturan:
    return Aturan(kode, f"len({kolom}) > 0", f"array_to_string({kolom}, ', ')")


def teks(nilai: str) -> str:
    """A text as an SQL literal."""
    return "'" + nilai.replace("'", "''") + "'"


def status_sql(k: Konfigurasi, aturan: list[Aturan]) -> str:
    """SQL for the status of a unit: the most severe that a reason leads to, LAYAK without any."""
    akibat = {a.kode: a.akibat for a in k.alasan}
    cabang = []
    for status in URUTAN_STATUS[:-1]:
        syarat = [f"({a.syarat})" for a in aturan if akibat[a.kode] == status]
        if syarat:
            cabang.append(f"WHEN {' OR '.join(syarat)} THEN {teks(status)}")
    return f"CASE {' '.join(cabang)} ELSE 'LAYAK' END"


def kode_sql(k: Konfigurasi, aturan: list[Aturan]) -> str:
    """SQL for all reason codes of a unit, comma separated; MEMENUHI_SYARAT when none stands against it."""
    suku = [f"CASE WHEN {a.syarat} THEN {teks(a.kode)} END" for a in aturan]
    return _gabung(",", [*suku, f"CASE WHEN {_bersih(k, aturan)} THEN 'MEMENUHI_SYARAT' END"])


def kalimat_sql(k: Konfigurasi, program: Program, aturan: list[Aturan]) -> str:
    """SQL for the sentences of all reasons of a unit, in the order of the codes, joined by PEMISAH."""
    alasan = {a.kode: _kalimat(a, k, program) for a in k.alasan}
    suku = [
        f"CASE WHEN {a.syarat} THEN replace({teks(alasan[a.kode])}, '{{rincian}}', {a.rincian}) END" for a in aturan
    ]
    return _gabung(PEMISAH, [*suku, f"CASE WHEN {_bersih(k, aturan)} THEN {teks(alasan['MEMENUHI_SYARAT'])} END"])


def _bersih(k: Konfigurasi, aturan: list[Aturan]) -> str:
    """SQL: no reason leads to another status than LAYAK."""
    return f"({status_sql(k, aturan)}) = 'LAYAK'"


def _gabung(pemisah: str, suku: list[str]) -> str:
    return f"concat_ws({teks(pemisah)}, {', '.join(suku)})"


def _kalimat(alasan: Alasan, k: Konfigurasi, program: Program) -> str:
    """The sentence of a reason with everything filled in that is the same for all units."""
    return isikan(alasan.pesan, tetap(k, program))


def tetap(k: Konfigurasi, program: Program) -> dict[str, str]:
    """What the sentences of a programme name and is the same for all units."""
    subjek = SUBJEK[program.unit]
    return {
        "program": program.kode,
        "batas": str(program.desil_maks),
        "lewat": str(program.desil_maks + 1),
        "tanggal": k.tanggal.isoformat(),
        "umk": ribuan(k.nilai("umk")),
        "subjek": subjek,
        "Subjek": subjek.capitalize(),
    }


def isikan(kalimat: str, isi: Mapping[str, str]) -> str:
    """A sentence with its {names} filled in; others stay."""
    for nama, nilai in isi.items():
        kalimat = kalimat.replace("{" + nama + "}", nilai)
    return kalimat
