"""Parts of a closure: small enough, and never cut through what hangs together."""

from dtsen.registry.kumpulan import bagi


def test_what_hangs_together_stays_in_one_part() -> None:
    """A family would be folded without some of its members and lose its head."""
    orang, keluarga = bagi([("a", "k1"), ("b", "k1"), ("c", "k2"), ("d", "k3"), ("b", "k3")], besar=2)
    assert orang["a"] == orang["b"] == orang["d"] == keluarga["k1"] == keluarga["k3"]
    assert orang["c"] == keluarga["k2"] != orang["a"]


def test_parts_are_filled_up_to_their_size() -> None:
    """A file of a hundred thousand families would be folded in as many queries."""
    orang, _ = bagi([(f"n{i}", f"k{i // 2}") for i in range(20)], besar=6)
    banyak = [list(orang.values()).count(n) for n in range(4)]
    assert banyak == [6, 6, 6, 2]
