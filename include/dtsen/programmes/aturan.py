"""The rules that give a candidate its reasons: a condition on the facts of a unit each, and what it read.

What a reason leads to and how it reads is configuration (`alasan.yaml`); here stands only when it applies. The reasons
of a unit are bits of one number, the place of a reason in the configuration; what the rules read is one text
(`makro.sql`). So equal cases are worded once, and joined back.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dtsen.programmes.konfigurasi import Alasan, Konfigurasi, Program
from dtsen.ribuan import ribuan

# The most severe status first: a unit has the first one that any of its reasons leads to.
URUTAN_STATUS = ("TIDAK_LAYAK", "BELUM_BERDESIL", "PERLU_REVIU", "CADANGAN", "LAYAK")
SUBJEK = {"keluarga": "kepala keluarga", "orang": "orang ini"}
# Reasons that members give to their family; of these a personal programme asks the person alone for some.
SENDIRI = ("PENGECUALIAN_KERAS", "PENGECUALIAN_LUNAK", "KTP_LUAR_WILAYAH")
DESIL = ("DESIL_MELEBIHI", "BELUM_BERDESIL")
ANTARA = "chr(31)"
# The finding of a rule that has nothing to show.
KOSONG = "concat(chr(30), chr(30))"


@dataclass(frozen=True)
class Aturan:
    """A reason code, the SQL condition under which it applies, SQL for the finding as a text without the code
    (makro.sql), and where both stand: `keluarga` in the facts of the family,
    `orang` in those of the person, `anggota` in what members bring against their family, with
    its finding."""

    kode: str
    syarat: str
    temuan: str = KOSONG
    milik: str = "keluarga"


def daftar(k: Konfigurasi, program: Program) -> list[Aturan]:
    """The rules of a programme, in the order in which reasons are shown. Conditions may be NULL: then silent."""
    orang = program.unit == "orang"
    milik = "orang" if orang else "keluarga"
    aturan = [
        Aturan("DI_LUAR_WILAYAH", "di_wilayah IS DISTINCT FROM true", _satu("kode_desa")),
        *([Aturan("BELUM_LAHIR", "umur < 0", _satu("tanggal_lahir"), milik)] if orang else []),
        *(_desil(program.desil_maks) if program.desil_maks else []),
        *([Aturan("MEDIS", "surat IS NOT NULL", "teks_temuan(surat)", milik)] if program.medis else []),
        *(_musdes() if program.musdes else []),
        *(_komponen() if program.nilai_bulanan is None else []),
        *(Aturan(x, f"alasan_padan = {teks(x)}", _padan(), milik) for x in _unik(p.alasan for p in k.padanan)),
        *(_anggota(k, p.alasan) for p in k.pekerjaan),
        _sendiri(k, orang, "PENGECUALIAN_KERAS", "keras"),
        Aturan("TUMPANG_TINDIH", "blokir IS NOT NULL", "teks_temuan(blokir)", milik),
        *([] if orang else [Aturan("PENERIMA_GANDA", "ganda IS NOT NULL", "teks_temuan(ganda)")]),
        _sendiri(k, orang, "PENGECUALIAN_LUNAK", "lunak"),
        _anggota(k, "PENGHASILAN_DI_ATAS_UMK"),
        Aturan("MEMILIKI_MOBIL", "mobil", _satu("1", "aset_bergerak_mobil")),
        _sendiri(k, orang, "KTP_LUAR_WILAYAH", "ktp_luar"),
        Aturan("TUMPANG_TINDIH_PERINGATAN", "peringatan IS NOT NULL", "teks_temuan(peringatan)", milik),
        *([] if orang else [Aturan("REVIU_5_TAHUN", "lama_menerima IS NOT NULL", "teks_temuan(lama_menerima)")]),
    ]
    aktif = {a.kode for a in k.alasan if a.akibat != "ABAIKAN"}
    return [a for a in aturan if a.kode in aktif]


def _desil(batas: int) -> list[Aturan]:
    temuan = _satu("desil", "desil_nasional")
    return [Aturan("DESIL_MELEBIHI", f"desil > {batas}", temuan), Aturan("BELUM_BERDESIL", "desil IS NULL", temuan)]


def _musdes() -> list[Aturan]:
    """A kelurahan, whose code has a 1 before its number, has no village fund."""
    desa = "starts_with(split_part(kode_desa, '.', 4), '1')"
    return [Aturan("BUKAN_DESA", desa, _satu("kode_desa")), Aturan("PUTUSAN_MUSDES", "true")]


def _komponen() -> list[Aturan]:
    return [
        Aturan("TANPA_KOMPONEN", "jumlah_jiwa_komponen = 0"),
        Aturan("ANGGOTA_TIDAK_DIHITUNG", "tersisih > 0", "concat(tersisih, chr(30), chr(30))"),
    ]


def _satu(nilai: str, kolom: str | None = None) -> str:
    """The finding of one column of the snapshot."""
    return f"teks_satu({nilai}, penetapan, nilai_penetapan, {teks(kolom or nilai)})"


def memenuhi_sql(k: Konfigurasi) -> str:
    """SQL over `topeng` for the finding of a unit that nothing stands against: its desil."""
    return f"CASE WHEN {layak_sql(k)} THEN sebagai_teks('MEMENUHI_SYARAT', {_satu('desil', 'desil_nasional')}) END"


def _padan() -> str:
    return (
        "CASE WHEN status_padan <> 'TIDAK_DIKETAHUI'"
        " THEN concat(status_padan, chr(30), 'pemadanan Dukcapil', chr(30), tanggal_padan)"
        " ELSE concat(chr(30), 'tidak ada hasil pemadanan Dukcapil', chr(30)) END"
    )


def _anggota(k: Konfigurasi, kode: str) -> Aturan:
    return Aturan(kode, f"(kena & {bit(k, kode)}) <> 0", milik="anggota")


def _sendiri(k: Konfigurasi, orang: bool, kode: str, kolom: str) -> Aturan:
    return Aturan(kode, f"{kolom} IS NOT NULL", f"teks_temuan({kolom})", "orang") if orang else _anggota(k, kode)


def bit(k: Konfigurasi, *kode: str) -> int:
    """The bits of reasons."""
    return sum(1 << i for i, a in enumerate(k.alasan) if a.kode in kode)


def lunak(k: Konfigurasi) -> int:
    """The bits of the reasons that are a person's to decide."""
    return bit(k, *(a.kode for a in k.alasan if a.akibat == "PERLU_REVIU"))


def topeng_sql(k: Konfigurasi, aturan: Iterable[Aturan]) -> str:
    """SQL for the bits of the rules that apply."""
    suku = [f"CASE WHEN {a.syarat} THEN {bit(k, a.kode)} ELSE 0 END" for a in aturan]
    return f"({' | '.join(suku) or '0'})::BIGINT"


def rinci_sql(k: Konfigurasi, aturan: Iterable[Aturan], lain: Iterable[str] = ()) -> str:
    """SQL over `topeng` for the findings of the rules that apply, `lain` (texts of findings) first."""
    suku = [
        f"CASE WHEN (topeng & {bit(k, a.kode)}) <> 0 THEN sebagai_teks({teks(a.kode)}, {a.temuan}) END"
        for a in aturan
        if a.milik != "anggota"
    ]
    return f"concat_ws({', '.join([ANTARA, *lain, *suku, 'NULL'])})"


def tersisih(k: Konfigurasi) -> str:
    """SQL list of the match reasons that exclude the person itself: such a member is no component either."""
    akibat = {a.kode: a.akibat for a in k.alasan}
    kode = _unik(p.alasan for p in k.padanan if p.alasan and akibat[p.alasan] == "TIDAK_LAYAK")
    return ", ".join(map(teks, kode)) or "NULL"


def _unik(kode: Iterable[str | None]) -> list[str]:
    return [x for x in dict.fromkeys(kode) if x]


def teks(nilai: str) -> str:
    """A text as an SQL literal."""
    return "'" + nilai.replace("'", "''") + "'"


def status_sql(k: Konfigurasi) -> str:
    """SQL over `topeng` for the status of a unit: the most severe that a reason leads to, LAYAK without any."""
    cabang = [
        f"WHEN (topeng & {bit(k, *(a.kode for a in k.alasan if a.akibat == status))}) <> 0 THEN {teks(status)}"
        for status in URUTAN_STATUS[:-1]
    ]
    return f"CASE {' '.join(cabang)} ELSE 'LAYAK' END"


def alasan_sql(k: Konfigurasi, program: Program, wilayah: str, aturan: list[Aturan]) -> dict[str, str]:
    """SQL over `topeng` and `rinci` (the findings) for the reasons of a unit as alasan_kode, alasan (the sentences) and
    alasan_json: kode, kalimat, nilai, asal, tanggal, pembanding, akibat, perubahan (what would alter the result) and
    dasar (the source in law) of each. MEMENUHI_SYARAT when none stands against the unit."""
    alasan = {a.kode: a for a in k.alasan}
    penuh, diterima = alasan["DI_LUAR_KUOTA"], alasan["KEBERATAN_DITERIMA"]
    kena = [(f"(topeng & {bit(k, a.kode)}) <> 0", alasan[a.kode], alasan[a.kode].bila_kena) for a in aturan]
    kena.append((f"(topeng & {bit(k, diterima.kode)}) <> 0", diterima, diterima.bila_kena))
    memenuhi = alasan["MEMENUHI_SYARAT"]
    batas = alasan["DESIL_MELEBIHI"] if program.desil_maks else memenuhi
    kena.append((layak_sql(k), memenuhi, batas.bila_tidak))
    kena.append((f"(topeng & {bit(k, penuh.kode)}) <> 0", penuh, penuh.bila_kena))
    kata = [(syarat, a.kode, _kata(a, ubah, tetap(k, program, wilayah, a.kode))) for syarat, a, ubah in kena]

    def gabung(pemisah: str, isi: Iterable[str]) -> str:
        suku = [f"CASE WHEN {syarat} THEN {x} END" for (syarat, *_), x in zip(kata, isi, strict=True)]
        return f"concat_ws({teks(pemisah)}, {', '.join(suku)})"

    objek = (
        _isi_temuan("rinci_json", kode, json.dumps(isi, ensure_ascii=False, separators=(",", ":")))
        for _, kode, isi in kata
    )
    return {
        "alasan_kode": gabung(",", (teks(kode) for _, kode, _ in kata)),
        "alasan": gabung(" ", (_isi_temuan("rinci", kode, isi["kalimat"]) for _, kode, isi in kata)),
        "alasan_json": f"""'[' || replace({gabung(",", objek)}, ':""', ':null') || ']'""",
    }


def layak_sql(k: Konfigurasi) -> str:
    """SQL over `topeng`: no reason leads to another status than LAYAK, a full quota aside."""
    kode = (a.kode for a in k.alasan if a.akibat not in ("LAYAK", "ABAIKAN") and a.kode != "DI_LUAR_KUOTA")
    return f"(topeng & {bit(k, *kode)}) = 0"


def _kata(a: Alasan, ubah: str, isi: Mapping[str, str]) -> dict[str, str]:
    """The parts of a reason, with {nilai}, {asal} and {tanggal} of the finding left open."""
    return {
        "kode": a.kode,
        "kalimat": isikan(a.pesan, isi),
        "nilai": "{nilai}",
        "asal": "kuota {kuota} calon" if a.kode == "DI_LUAR_KUOTA" else "{asal}",
        "tanggal": "{tanggal}",
        "pembanding": isikan(a.pembanding, isi),
        "akibat": a.akibat,
        "perubahan": isikan(ubah, isi),
        "dasar": a.sumber,
    }


# The parts of a finding by the names that sentences give them.
BAGIAN = {"rincian": 1, "nilai": 1, "urutan": 1, "asal": 2, "kuota": 2, "tanggal": 3}


def _isi_temuan(rinci: str, kode: str, kalimat: str) -> str:
    """SQL for a text with what was found for a reason; a literal when it asks for nothing."""
    ganti = isikan(kalimat.replace("\\", r"\\"), {nama: rf"\{i}" for nama, i in BAGIAN.items()})
    if ganti == kalimat:
        return teks(kalimat)
    pola = rf"^(?:.*\x1f)?{kode}" + 3 * r"\x1e([^\x1e\x1f]*)" + ".*$"
    return f"regexp_replace({rinci}, '{pola}', {teks(ganti)}, 's')"


def tetap(k: Konfigurasi, program: Program, wilayah: str, kode: str) -> dict[str, str]:
    """What the sentences of a reason name and is the same for all units of a programme."""
    subjek = SUBJEK[program.unit]
    batas = program.desil_maks or 10
    return {
        "program": program.kode,
        "batas": str(batas),
        "lewat": str(batas + 1),
        "tahun": str(k.nilai("reviu.tahun")),
        "tanggal": k.tanggal.isoformat(),
        "umk": ribuan(k.nilai("umk")),
        "subjek": subjek,
        "Subjek": subjek.capitalize(),
        "wilayah": wilayah,
        "kode_pekerjaan": next((_rentang(p.pekerjaan) for p in k.pekerjaan if p.alasan == kode), ""),
    }


def _rentang(kode: tuple[int, ...]) -> str:
    """(18, 64, 65, 66) as `18, 64-66`."""
    deret: list[list[int]] = []
    for n in kode:
        if deret and n == deret[-1][-1] + 1:
            deret[-1].append(n)
        else:
            deret.append([n])
    return ", ".join(str(d[0]) if len(d) == 1 else f"{d[0]}-{d[-1]}" for d in deret)


def isikan(kalimat: str, isi: Mapping[str, str]) -> str:
    """A sentence with its {names} filled in; others stay."""
    for nama, nilai in isi.items():
        kalimat = kalimat.replace("{" + nama + "}", nilai)
    return kalimat
