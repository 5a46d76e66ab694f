"""The fold on hand-made families: what each kind of row does to persons and families."""

import datetime as dt

from dtsen.registry.lipat import Keluarga, Orang, Peristiwa, lipat

D1, D2 = dt.date(2026, 11, 18), dt.date(2026, 11, 19)


def orang(no_kk: str, shdk: int) -> Orang:
    return Orang(no_kk, shdk)


def baris(acuan, nik, jenis, tanggal=D1, no_kk=None, program="", tertahan=False, **nilai) -> Peristiwa:
    return Peristiwa(
        acuan, tanggal, nik, jenis, no_kk, frozenset(filter(None, program.split(","))), {"nik": nik, **nilai}, tertahan
    )


def dasar():
    return (
        {"ayah": orang("kk1", 1), "ibu": orang("kk1", 3), "anak": orang("kk1", 4), "nenek": orang("kk2", 1)},
        {"kk1": Keluarga("32.16.06.2001"), "kk2": Keluarga("32.16.06.2002")},
    )


def keadaan(hasil, nik):
    return hasil.orang[nik][-1][1]


def test_a_head_alone_may_not_die_while_others_stay():
    """Without it a family would be published that nobody heads (S02)."""
    hasil = lipat(*dasar(), [[baris((1, 0), "ayah", "MENINGGAL")]])
    assert hasil.verdik[1, 0] == {"F01"}
    assert hasil.orang == {}


def test_a_head_may_die_when_the_same_file_names_the_next():
    """Without it no family could ever report the death of its head."""
    isi = [baris((1, 0), "ayah", "MENINGGAL"), baris((1, 1), "ibu", "PERBAIKAN", shdk=1)]
    hasil = lipat(*dasar(), [isi])
    assert not any(hasil.verdik.values())
    assert (keadaan(hasil, "ayah").status, keadaan(hasil, "ibu").shdk) == ("MENINGGAL", 1)


def test_the_last_member_may_leave():
    """Without it a widow living alone could never be reported dead."""
    hasil = lipat(*dasar(), [[baris((1, 0), "nenek", "PINDAH")]])
    assert not hasil.verdik[1, 0]
    assert keadaan(hasil, "nenek").status == "PINDAH"


def test_a_held_row_takes_its_other_family_with_it():
    """Without the fixpoint kk3 would get a child and no head: the head's row is held for what it leaves in kk1."""
    isi = [
        baris((1, 0), "ayah", "BARU", no_kk="kk3", shdk=1, kode_desa="32.16.06.2001"),
        baris((1, 1), "baru", "BARU", no_kk="kk3", shdk=4, kode_desa="32.16.06.2001"),
    ]
    hasil = lipat(*dasar(), [isi])
    assert hasil.verdik == {(1, 0): {"F01"}, (1, 1): {"F01"}}


def test_rows_held_by_themselves_neither_act_nor_carry_f01():
    """Without it an unreadable row could still change a family, or be blamed twice (rules 2.1)."""
    isi = [baris((1, 0), "baru", "BARU", no_kk="kk9", shdk=4, tertahan=True)]
    hasil = lipat(*dasar(), [isi])
    assert hasil.verdik[1, 0] == frozenset() and hasil.orang == {}


def test_changes_of_unknown_persons_are_held():
    """Without U05 a typing error in a NIK would silently make nobody moved or dead."""
    for jenis in ("PERBAIKAN", "HAPUS", "MENINGGAL", "PINDAH"):
        assert lipat(*dasar(), [[baris((1, 0), "asing", jenis)]]).verdik[1, 0] == {"U05"}


def test_same_programme_once_a_month_but_not_on_the_same_day():
    """Without U04 a family could be proposed every night; with a wrong one two files of a day would clash."""
    usul = dict(jenis="PERBAIKAN", program="PKH")
    hasil = lipat(
        *dasar(),
        [
            [baris((1, 0), "ayah", **usul)],
            [baris((2, 0), "ayah", **usul)],
            [baris((3, 0), "ayah", tanggal=D2, **usul)],
            [baris((4, 0), "ayah", tanggal=dt.date(2026, 12, 1), **usul)],
            [baris((5, 0), "ayah", "PERBAIKAN", tanggal=D2, program="PBI_JK")],
        ],
    )
    assert [hasil.verdik[n, 0] for n in range(1, 6)] == [frozenset(), frozenset(), {"U04"}, frozenset(), frozenset()]


def test_correction_keeps_blanks_and_new_entry_does_not():
    """Without it PERBAIKAN would erase what it does not mention, or BARU would keep what is no longer true."""
    asal, keluarga = dasar()
    asal["ibu"].nilai.update(pekerjaan=2)
    hasil = lipat(asal, keluarga, [[baris((1, 0), "ibu", "PERBAIKAN", nama="SITI")]])
    assert keadaan(hasil, "ibu").nilai["pekerjaan"] == 2
    hasil = lipat(*dasar(), [[baris((1, 0), "ibu", "BARU", no_kk="kk1", shdk=3, nama="SITI")]])
    assert keadaan(hasil, "ibu").nilai["pekerjaan"] is None


def test_history_has_one_state_per_day_and_starts_with_the_epoch():
    """Without it 'as of D' would show the middle of a day, or a time before the determination."""
    isi = [
        [baris((1, 0), "anak", "PERBAIKAN", nama="A")],
        [baris((2, 0), "anak", "PERBAIKAN", nama="B")],
        [baris((3, 0), "anak", "PERBAIKAN", tanggal=D2, nama="C")],
    ]
    hasil = lipat(*dasar(), isi)
    assert [(d, o.nilai["nama"]) for d, o in hasil.orang["anak"]] == [(D1, "B"), (D2, "C")]
    hasil = lipat(*dasar(), isi, mulai=dt.date(2027, 1, 1))
    assert [(d, o.nilai["nama"]) for d, o in hasil.orang["anak"]] == [(dt.date(2027, 1, 1), "C")]


def test_a_family_that_splits_off_stays_in_its_desa():
    """Without it S03 would fail for a correction that gives a new No KK and no desa."""
    hasil = lipat(*dasar(), [[baris((1, 0), "anak", "PERBAIKAN", no_kk="kk5", shdk=1)]])
    assert hasil.keluarga["kk5"][-1][1].nilai["kode_desa"] == "32.16.06.2001"


def test_a_removed_person_is_not_held_any_more_but_may_be_entered_anew():
    """Without it HAPUS could not be undone, or a removed person could still be changed."""
    hapus = [baris((1, 0), "anak", "HAPUS")]
    ubah = [baris((2, 0), "anak", "PERBAIKAN", nama="X")]
    masuk = [baris((3, 0), "anak", "BARU", no_kk="kk1", shdk=4, tanggal=D2)]
    hasil = lipat(*dasar(), [hapus, ubah, masuk])
    assert hasil.verdik[2, 0] == {"U05"}
    assert keadaan(hasil, "anak").status == "AKTIF"


def test_a_second_husband_holds_the_rows_of_his_family_alone():
    """Without F02 a family with two husbands is published, or a neighbour's row is held for it."""
    isi = [
        baris((1, 0), "s1", "BARU", no_kk="kk1", shdk=2),
        baris((1, 1), "s2", "BARU", no_kk="kk1", shdk=2),
        baris((1, 2), "cucu", "BARU", no_kk="kk2", shdk=6),
    ]
    assert lipat(*dasar(), [isi]).verdik == {(1, 0): {"F02"}, (1, 1): {"F02"}, (1, 2): frozenset()}


def test_a_child_older_than_the_head_is_noted_and_passes():
    """Without F03 swapped birth dates go unseen; held, it would stop adopted and step children."""
    asal, keluarga = dasar()
    asal["ayah"].lahir, asal["anak"].lahir = "1987-05-12", "2015-01-01"
    hasil = lipat(asal, keluarga, [[baris((1, 0), "anak", "PERBAIKAN", tanggal_lahir="1980-01-01")]])
    assert (hasil.verdik[1, 0], hasil.catatan[1, 0]) == (frozenset(), {"F03"})
    asal, keluarga = dasar()
    asal["ayah"].lahir, asal["anak"].lahir = "1987-05-12", "1986-01-01"
    hasil = lipat(asal, keluarga, [[baris((1, 0), "ayah", "PERBAIKAN", tanggal_lahir="1990-01-01")]])
    assert hasil.catatan == {(1, 0): {"F03"}}


def test_two_kecamatan_that_disagree_about_a_person_are_both_held():
    """Without G03 whichever file has the smaller hash decides where a person lives and who is paid."""

    def dari(acuan, kecamatan, nama, tanggal=D1):
        p = baris(acuan, "anak", "PERBAIKAN", tanggal, nama=nama)
        p.kecamatan = kecamatan
        return p

    beda = lipat(*dasar(), [[dari((1, 0), "A", "X")], [dari((2, 0), "B", "Y")]])
    sama = lipat(*dasar(), [[dari((1, 0), "A", "X")], [dari((2, 0), "B", "X")]])
    lain_hari = lipat(*dasar(), [[dari((1, 0), "A", "X")], [dari((2, 0), "B", "Y", D2)]])
    satu = lipat(*dasar(), [[dari((1, 0), "A", "X")], [dari((2, 0), "A", "Y")]])
    assert beda.verdik == {(1, 0): {"G03"}, (2, 0): {"G03"}}
    assert not any(v for hasil in (sama, lain_hari, satu) for v in hasil.verdik.values())
