"""Work ahead: the next item is made in a thread while this one is used, for instance while PostgreSQL takes it in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def didahului(semua: Iterator[T]) -> Iterator[T]:
    """The same items in the same order, one made ahead; an error of the making is raised where its item was due."""
    habis = object()
    with ThreadPoolExecutor(1) as kerja:
        nanti = kerja.submit(next, semua, habis)
        while (isi := nanti.result()) is not habis:
            nanti = kerja.submit(next, semua, habis)
            yield isi
