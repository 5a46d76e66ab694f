"""The documents agree with the code: links, paths, commands, make targets, settings."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from dtsen import cli
from dtsen.settings import Batas, Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOKUMEN = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TAUTAN = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
JALUR = re.compile(r"`((?:include|dags|plugins|docs|docker|tests|bench|fuzz|expectations)/[\w./-]+)`")
CONTOH = dict(re.findall(r"^#? ?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))


def _jangkar(berkas: Path) -> set[str]:
    """Anchors of the headings, as GitHub makes them."""
    judul = re.findall(r"^#+ (.*)$", berkas.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", j.lower()).replace(" ", "-") for j in judul}


@pytest.mark.parametrize("dokumen", DOKUMEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_and_paths_lead_somewhere(dokumen):
    """A runbook that is read at night must not point at a page or a file that has moved."""
    teks = dokumen.read_text(encoding="utf-8")
    for tautan in TAUTAN.findall(teks):
        berkas, _, jangkar = tautan.partition("#")
        if "://" in tautan:
            continue
        tujuan = dokumen.parent / berkas if berkas else dokumen
        assert tujuan.exists(), tautan
        assert not jangkar or jangkar in _jangkar(tujuan), tautan
    for jalur in JALUR.findall(teks):
        assert (ROOT / jalur).exists() or list(ROOT.glob(f"{jalur}.*")), jalur


def _perintah() -> set[str]:
    return set(typer.main.get_command(cli.app).commands)


def test_every_command_is_in_the_readme_and_every_named_one_exists():
    """Who looks for a step finds it in one place, and what is written there can be typed."""
    teks = "\n".join(d.read_text(encoding="utf-8") for d in DOKUMEN)
    assert {p for p in _perintah() if not re.search(rf"\b{p}\b", README)} == set()
    assert set(re.findall(r"(?:^|`)(?:\.venv/bin/)?dtsen ([a-z-]+)", teks, re.MULTILINE)) - _perintah() == set()


def _pilihan(perintah: typer.core.TyperCommand) -> set[str]:
    """Options of a command and of the commands under it."""
    sendiri = {o for p in perintah.params for o in (*p.opts, *p.secondary_opts)}
    return sendiri.union(*map(_pilihan, getattr(perintah, "commands", {}).values()))


def test_every_named_option_exists():
    """A command of a runbook that is refused costs minutes in the night in which it is needed."""
    ada = {n: _pilihan(p) for n, p in typer.main.get_command(cli.app).commands.items()}
    teks = "\n".join(d.read_text(encoding="utf-8") for d in DOKUMEN)
    disebut = re.findall(r"(?:^|`)(?:\.venv/bin/)?dtsen ([a-z-]+)([^`#\n]*)", teks, re.MULTILINE)
    dipakai = {(n, o) for n, sisa in disebut for o in re.findall(r"(?<!\S)--?[a-z][a-z-]*", sisa)}
    assert len(dipakai) > 10 and {(n, o) for n, o in dipakai if o not in ada[n]} == set()


def test_every_make_target_is_documented_and_every_named_one_exists():
    """`make help` is not what one reads first."""
    ada = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    disebut = {
        n for d in DOKUMEN for n in re.findall(r"(?:^|`|=\d+ )make ([a-z-]+)", d.read_text("utf-8"), re.MULTILINE)
    }
    assert (ada - disebut, disebut - ada) == (set(), set())


def test_every_package_is_in_the_architecture():
    """The page is the map of a new colleague; a package that is not on it is found by accident."""
    peta = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    paket = {p.parent.name for p in ROOT.glob("include/dtsen/*/__init__.py")} | {"dtsen_airflow"}
    assert {p for p in paket if f"`{p}`" not in peta} == set()
    disebut = {n for sel in re.findall(r"^\| (`.+?) \|", peta, re.MULTILINE) for n in re.findall(r"`(\w+)`", sel)}
    assert disebut - paket == {"reference_inputs"}  # a module


def test_every_setting_is_documented():
    """A setting that nobody can find is asked for again, as a change of code."""
    medan = {f"DTSEN_{n.upper()}" for n in Settings.model_fields}
    disebut = set(re.findall(r"DTSEN_[A-Z_]+", README)) | set(CONTOH)
    assert medan - disebut == set()
    batas = {f"DTSEN_BATAS_{f.name.upper()}": str(f.default) for f in fields(Batas)}
    assert {n: v for n, v in CONTOH.items() if n.startswith("DTSEN_BATAS_")} == batas


def test_the_example_shows_the_defaults():
    """An example that shows another number than the code uses is believed."""
    bawaan = {f"DTSEN_{n.upper()}": f.default for n, f in Settings.model_fields.items()}
    angka = {n: v for n, v in bawaan.items() if isinstance(v, int | float) and n in CONTOH}
    assert {n: float(CONTOH[n]) for n in angka} == angka
