"""Whatever operators send, the fold keeps every family whole."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

import acuan_lipat
from dtsen.registry.lipat import GABUNG, Keluarga, Orang, Peristiwa, lipat

NIK = [f"n{i}" for i in range(8)]
KK = [f"k{i}" for i in range(4)]
JENIS = ["BARU", "BARU", "PERBAIKAN", "MENINGGAL", "PINDAH", "HAPUS"]
HARI = [dt.date(2026, 11, n) for n in (18, 19, 20)]


@st.composite
def kiriman(draw, pool=NIK, tenang=False):
    """Up to six files of up to five rows, each NIK at most once a file, in the order of the fold. `tenang`: rows that
    leave the families as they are."""
    berkas = []
    for b in range(draw(st.integers(1, 6))):
        niks = draw(st.lists(st.sampled_from(pool), unique=True, min_size=1, max_size=5))
        isi = []
        for urut, nik in enumerate(niks):
            jenis = draw(st.sampled_from(["PERBAIKAN"] if tenang else JENIS))
            baru = jenis == "BARU"
            shdk = None if tenang else draw(st.sampled_from([1, 2, 3, 4] if baru else [None, 1, 2, 4]))
            no_kk = None if tenang else draw(st.sampled_from(KK if baru else [None, *KK]))
            nilai = {"nik": nik, "shdk": shdk, "no_kk": no_kk, "pekerjaan": draw(st.sampled_from([None, 3, 7]))}
            nilai = {k: v for k, v in nilai.items() if v is not None}
            program = frozenset(draw(st.sets(st.sampled_from(["PKH", "PBI_JK"]), min_size=tenang, max_size=1)))
            isi.append(
                Peristiwa(
                    (b, urut), HARI[b // 2], nik, jenis, no_kk, program, nilai,
                    draw(st.booleans()) and draw(st.booleans()), draw(st.sampled_from("AB")),
                )
            )  # fmt: skip
        berkas.append(isi)
    return berkas


def dasar():
    return (
        {
            "n0": Orang("k0", 1, dasar={"pekerjaan": 3}),
            "n1": Orang("k0", 4, dasar={"pekerjaan": None}),
            "n2": Orang("k1", 1, dasar={"pekerjaan": None}),
            "n3": Orang("k1", 3, dasar={"pekerjaan": 5}),
        },
        {"k0": Keluarga("32.16.06.2001"), "k1": Keluarga("32.16.06.2001")},
    )


def akhir(hasil):
    orang, _ = dasar()
    for nik, jejak in hasil.orang.items():
        orang[nik] = jejak[-1][1]
    return orang


@st.composite
def kiriman_gabungan(draw, pool=NIK, tenang=False):
    """The same files with decisions before some D that two NIK are one person."""
    berkas = draw(kiriman(pool, tenang))
    semua = [
        gabung(n, tanggal, *draw(st.lists(st.sampled_from(pool), unique=True, min_size=2, max_size=2)))
        for n, tanggal in enumerate(sorted({isi[0].tanggal for isi in berkas} - {draw(st.sampled_from(HARI))}), 1)
    ]
    return sorted(semua + berkas, key=lambda isi: (isi[0].tanggal, isi[0].jenis != GABUNG))


def gabung(n: int, tanggal: dt.date, utama: str, lain: str) -> list[Peristiwa]:
    """The n-th decision: two NIK are one person."""
    return [Peristiwa((-n, 0), tanggal, utama, GABUNG, None, frozenset(), {"alias": lain}, False, f"{n:012d}",
                      frozenset())]  # fmt: skip


@given(kiriman_gabungan())
def test_who_was_merged_is_one_person_in_one_family(berkas):
    """If it goes, a merged twin lives on under its alias, or a family is left without a head."""
    hasil = lipat(*dasar(), berkas)
    orang = akhir(hasil)
    aktif = {nik for nik, o in orang.items() if o.status == "AKTIF"}
    satu = [{isi[0].nik, isi[0].nilai["alias"]} for isi in berkas
            if isi[0].jenis == GABUNG and not hasil.verdik.get(isi[0].acuan)]  # fmt: skip
    for pasangan in satu:
        assert len(aktif & pasangan) <= 1
    kepala: dict[str, int] = {}
    for nik in aktif:
        kepala[orang[nik].no_kk] = kepala.get(orang[nik].no_kk, 0) + (orang[nik].shdk == 1)
    assert set(kepala.values()) <= {1}


@given(kiriman_gabungan())
def test_a_merge_without_its_decision_leaves_nothing(berkas):
    """If it goes, a merge that was undone, or one that no family could take, still changes somebody."""
    hasil = lipat(*dasar(), berkas)
    gagal = {isi[0].acuan for isi in berkas if isi[0].jenis == GABUNG and hasil.verdik.get(isi[0].acuan)}
    ulang = lipat(*dasar(), [isi for isi in berkas if isi[0].acuan not in gagal])
    assert akhir(ulang) == akhir(hasil) and not {a for o in akhir(hasil).values() for a in o.peristiwa} & gagal


@given(kiriman())
def test_every_family_has_one_head_or_nobody(berkas):
    """If it goes, S02 stops the publication of all 23 kecamatan because of one bad family."""
    kepala: dict[str, int] = {}
    for o in akhir(lipat(*dasar(), berkas)).values():
        if o.status == "AKTIF":
            kepala[o.no_kk] = kepala.get(o.no_kk, 0) + (o.shdk == 1)
    assert set(kepala.values()) <= {1}


@given(kiriman())
def test_only_rows_without_a_finding_have_an_effect(berkas):
    """If it goes, a held row changes the registry all the same."""
    hasil = lipat(*dasar(), berkas)
    tertahan = {p.acuan for isi in berkas for p in isi if p.tertahan} | {a for a, kode in hasil.verdik.items() if kode}
    dipakai = {a for jejak in hasil.orang.values() for _, o in jejak for a in o.peristiwa}
    assert not dipakai & tertahan


@given(kiriman())
def test_folding_without_the_held_rows_gives_the_same_registry(berkas):
    """If it goes, what a held row says leaks into the verdicts of its neighbours."""
    hasil = lipat(*dasar(), berkas)
    lulus = [[p for p in isi if not p.tertahan and not hasil.verdik[p.acuan]] for isi in berkas]
    ulang = lipat(*dasar(), [isi for isi in lulus if isi])
    assert akhir(ulang) == akhir(hasil)


def _bersama(p: Peristiwa) -> tuple:
    return (p.acuan[0],) if p.timpa is None else (p.tanggal, p.kecamatan)


def sebagai_acuan(p: Peristiwa) -> acuan_lipat.Baris:
    """An event as the second fold takes it."""
    return acuan_lipat.Baris(
        p.acuan, p.tanggal, p.kecamatan, _bersama(p), p.nik, p.jenis, p.nilai, p.tertahan, p.program, p.timpa
    )


@given(st.one_of(kiriman_gabungan(), kiriman_gabungan(["n0", "n1", "n3"], tenang=True)), st.data())
@settings(max_examples=200)
def test_the_second_fold_says_the_same(berkas, data):
    """If it goes, a fold that was made faster may forget a rule, and every order of runs forgets it alike."""
    for n, isi in enumerate(isi for isi in berkas if isi[0].jenis != GABUNG):
        putusan = data.draw(st.integers(0, 3)) == 0  # decisions of a kecamatan and D
        for p in isi:
            if putusan:
                p.kecamatan = f"putusan {n}"
                p.timpa = frozenset(data.draw(st.sets(st.sampled_from(["U04", "G03"]))))
    ditolak = {p.acuan for isi in berkas for p in isi if data.draw(st.integers(0, 9)) == 0}
    hasil = lipat(*dasar(), berkas, tertahan=ditolak)
    orang, keluarga = dasar()
    dunia = acuan_lipat.Dunia(
        {n: {"no_kk": o.no_kk, "shdk": o.shdk, "status": o.status, "isi": o.dasar} for n, o in orang.items()},
        {k: {"kode_desa": r.kode_desa} for k, r in keluarga.items()},
    )
    kini, verdik = acuan_lipat.lipat(dunia, [sebagai_acuan(p) for isi in berkas for p in isi], ditolak)
    assert {a: set(k) for a, k in hasil.verdik.items() if k} == {a: k for a, k in verdik.items() if k}
    ringkas = {
        n: (o.status, o.no_kk if o.status == "AKTIF" else "", o.shdk, o.isi.get("pekerjaan"))
        for n, o in akhir(hasil).items()
    }
    assert ringkas == {
        n: (o["status"], o["no_kk"] if o["status"] == "AKTIF" else "", o["shdk"], o["isi"].get("pekerjaan"))
        for n, o in kini.orang.items()
    }
    desa = {k: (jejak[-1][1].kode_desa) for k, jejak in hasil.keluarga.items()}
    assert desa == {k: kini.keluarga[k].get("kode_desa") for k in desa}
