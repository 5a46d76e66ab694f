"""Two NIK that are one person, on hand-made families: who stays, where, and what comes after."""

import datetime as dt

from dtsen.registry.lipat import GABUNG, Keluarga, Orang, Peristiwa, lipat

D1, D2 = dt.date(2026, 11, 18), dt.date(2026, 11, 19)


def baris(acuan, nik, jenis, tanggal=D2, no_kk=None, program="", kecamatan="", **nilai) -> Peristiwa:
    usulan = frozenset(filter(None, [program]))
    return Peristiwa(acuan, tanggal, nik, jenis, no_kk, usulan, {"nik": nik, **nilai}, False, kecamatan)


def gabung(nik, alias, nomor=1, tanggal=D1) -> list[Peristiwa]:
    return [Peristiwa((-nomor, 0), tanggal, nik, GABUNG, None, frozenset(), {"alias": alias}, False,
                      f"{nomor:012d}", frozenset())]  # fmt: skip


def dasar(**shdk):
    """kk1: ayah and ibu; kk2: nenek alone. `shdk`: others of kk2."""
    orang = {"ayah": Orang("kk1", 1), "ibu": Orang("kk1", 3), "nenek": Orang("kk2", 1)}
    return orang | {n: Orang("kk2", s) for n, s in shdk.items()}, {k: Keluarga("32.16.06.2001") for k in ("kk1", "kk2")}


def kini(hasil, nik):
    return hasil.orang[nik][-1][1]


def test_the_person_keeps_its_family_and_the_other_one_goes():
    """Without it the merged person stands in two families, or in none."""
    orang, keluarga = dasar()
    orang["nenek"].dasar, orang["ibu"].dasar = {"pekerjaan": 3, "nama": "SITI R"}, {"pekerjaan": None, "nama": "SITI"}
    hasil = lipat(orang, keluarga, [gabung("ibu", "nenek")])
    assert (kini(hasil, "nenek").status, kini(hasil, "ibu").status) == ("GABUNG", "AKTIF")
    assert (kini(hasil, "ibu").no_kk, kini(hasil, "ibu").shdk, kini(hasil, "ibu").nilai["pekerjaan"]) == ("kk1", 3, 3)
    assert kini(hasil, "ibu").peristiwa == ((-1, 0),) and "nama" not in kini(hasil, "ibu").nilai


def test_who_heads_a_family_under_the_other_number_heads_it():
    """Without it the children of kk2 are left without a head, or the merge is refused though a place is there."""
    hasil = lipat(*dasar(cucu=4), [gabung("ibu", "nenek")])
    assert (kini(hasil, "ibu").no_kk, kini(hasil, "ibu").shdk) == ("kk2", 1)
    berdua = lipat(*dasar(cucu=4), [gabung("ayah", "nenek")])
    assert berdua.verdik[-1, 0] == {"F01"} and berdua.orang == {}


def test_a_value_of_the_other_number_never_replaces_one_of_the_person():
    """Without it a late row that tells the job is overruled by what the alias once said."""
    isi = [
        [baris((1, 0), "ibu", "PERBAIKAN", D1, pekerjaan=7), baris((1, 1), "nenek", "PERBAIKAN", D1, pekerjaan=3)],
        gabung("ibu", "nenek", tanggal=D2),
    ]
    assert kini(lipat(*dasar(), isi), "ibu").nilai["pekerjaan"] == 7


def test_what_the_other_number_had_by_then_is_taken_whenever_it_was_told():
    """Without it a row of an older day that comes after the decision is lost with the alias."""
    telat = [baris((1, 0), "nenek", "PERBAIKAN", D1, pekerjaan=3)]
    hasil = lipat(*dasar(), [telat, gabung("ibu", "nenek", tanggal=D2)])
    assert kini(hasil, "ibu").nilai["pekerjaan"] == 3
    assert kini(hasil, "ibu").peristiwa == ((1, 0), (-1, 0))  # the row tells where the value came from
    hasil = lipat(*dasar(), [telat, [baris((2, 0), "nenek", "BARU", D1, no_kk="kk2", shdk=1)],
                             gabung("ibu", "nenek", tanggal=D2)])  # fmt: skip
    assert kini(hasil, "ibu").nilai.get("pekerjaan") is None


def test_a_proposal_under_either_number_is_the_only_one_of_the_month():
    """Without U04 by person the second number of a duplicate is a second proposal in the same month."""
    hari = [dt.date(2026, 11, n) for n in range(17, 22)]

    def usul(n, nik):
        return [baris((n, 0), nik, "PERBAIKAN", hari[n], program="PKH")]

    dulu = [usul(0, "nenek"), usul(1, "ibu")]  # two persons yet
    for nik in ("ibu", "nenek"):
        hasil = lipat(*dasar(), [*dulu[:1], gabung("ibu", "nenek", tanggal=hari[2]), usul(3, nik)])
        assert (hasil.verdik[0, 0], hasil.verdik[3, 0]) == (frozenset(), {"U04"})
    assert not any(lipat(*dasar(), [*dulu, gabung("ibu", "nenek", tanggal=hari[2])]).verdik.values())
    hasil = lipat(*dasar(), [gabung("ibu", "nenek", tanggal=hari[0]), usul(1, "nenek"), usul(2, "ibu")])
    assert hasil.verdik[2, 0] == {"U04"}
    assert not any(lipat(*dasar(), [usul(0, "nenek"), usul(3, "ibu")]).verdik.values())  # undone: as if never merged


def test_two_kecamatan_that_disagree_about_a_person_of_two_numbers_are_both_held():
    """Without G03 by person the order of the files decides which of two stories is published."""

    def dua(tanggal, nama="SITI AMINAH"):
        return [[baris((1, 0), "ibu", "PERBAIKAN", tanggal, kecamatan="A", nama="SITI AMINAH")],
                [baris((2, 0), "nenek", "PERBAIKAN", tanggal, kecamatan="B", nama=nama)]]  # fmt: skip

    keduanya = {(1, 0): {"G03"}, (2, 0): {"G03"}}
    hasil = lipat(*dasar(), [gabung("ibu", "nenek", tanggal=D2), *dua(D2, "SITI")])
    assert hasil.verdik == keduanya and hasil.ganda == dict.fromkeys(keduanya, "ibu")
    for isi in (
        [*dua(D1, "SITI"), gabung("ibu", "nenek", tanggal=D2)],  # two persons on that day
        [gabung("ibu", "nenek"), *dua(D2)],  # the number is no content
        dua(D2, "SITI"),
    ):
        assert not any(lipat(*dasar(), isi).verdik.values())
    gagal = lipat(*dasar(cucu=4), [gabung("ayah", "nenek"), *dua(D2, "SITI")])
    assert gagal.verdik[-1, 0] == {"F01"} and not gagal.ganda  # a merge that cannot be is none


def test_rows_under_the_alias_are_of_the_person():
    """Without it the desa that goes on using the old number makes the twin anew."""
    isi = [
        gabung("ibu", "nenek"),
        [baris((1, 0), "nenek", "PERBAIKAN", nama="SITI"), baris((1, 1), "ibu", "PERBAIKAN", pekerjaan=3)],
        [baris((2, 0), "nenek", "BARU", no_kk="kk9", shdk=1, kode_desa="32.16.06.2001")],
    ]
    hasil = lipat(*dasar(), isi[:2])
    assert kini(hasil, "ibu").nilai["nama"] == "SITI" and kini(hasil, "ibu").nilai["pekerjaan"] == 3
    hasil = lipat(*dasar(), isi)
    assert (kini(hasil, "ibu").no_kk, kini(hasil, "nenek").status) == ("kk9", "GABUNG")


def test_three_numbers_of_one_person():
    """Without it the second merge of a person wakes the first alias, or turns in a circle."""
    isi = [gabung("ibu", "nenek"), gabung("ayah", "ibu", 2, D2), gabung("nenek", "ayah", 3, D2)]
    hasil = lipat(*dasar(), isi)
    assert {n: kini(hasil, n).status for n in ("ibu", "nenek", "ayah")} == {
        "ibu": "GABUNG", "nenek": "GABUNG", "ayah": "AKTIF"
    }  # fmt: skip
    assert not any(hasil.verdik.values())


def test_the_number_that_the_base_has_stays():
    """Without it the person is lost when the determination keeps the other one of its numbers."""
    hasil = lipat(*dasar(), [gabung("asing", "nenek"), [baris((1, 0), "asing", "PERBAIKAN", nama="SITI")]])
    assert (kini(hasil, "nenek").status, kini(hasil, "nenek").nilai["nama"]) == ("AKTIF", "SITI")
    hasil = lipat(*dasar(), [gabung("asing", "lain"), [baris((1, 0), "lain", "BARU", no_kk="kk2", shdk=4)]])
    assert kini(hasil, "asing").status == "AKTIF" and "lain" not in hasil.orang


def test_the_dead_stay_dead_under_every_number():
    """Without it a death that is known under one number leaves the other one to be paid."""
    hasil = lipat(*dasar(), [[baris((1, 0), "ibu", "MENINGGAL", D1)], gabung("ibu", "nenek", tanggal=D2)])
    assert (kini(hasil, "ibu").status, kini(hasil, "nenek").status) == ("MENINGGAL", "GABUNG")
