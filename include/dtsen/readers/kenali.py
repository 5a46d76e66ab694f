"""Recognise a format by its bytes; the file name is never looked at."""

import io
import re
import zipfile

MULAI_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Letters and pictures, by how they begin: some look like text at a glance.
BUKAN_TABEL = {b"%PDF": "PDF", b"{\\rtf": "dokumen RTF"} | dict.fromkeys(
    (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"II*\x00", b"MM\x00*"), "gambar"
)
ARSIP_LAIN = (b"\x1f\x8b", b"BZh", b"Rar!", b"7z\xbc\xaf")
BOM = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Text formats of spreadsheet programs that are no table to us, by how they begin.
TEKS_LAIN = (
    ("DIF", re.compile(r"TABLE\s*\n0,1\s*\n")),
    ("SYLK", re.compile(r"ID;P")),
    ("MHTML", re.compile(r"MIME-Version:", re.IGNORECASE)),
)
TAG_HTML = re.compile(r"<(table|html)[\s>]", re.IGNORECASE)
MULAI_HTML = re.compile(r"\s*(<!doctype\s+html|<html[\s>]|<table[\s>])", re.IGNORECASE)
BARIS_SEBELUM_HTML = 10  # a web application may write warnings above its page


def sniff(data: bytes) -> str:
    """The format of `data`: XLSX, XLSB, ODS, ZIP, ZIP_TERKUNCI, ARSIP_LAIN, XLS, OLE_TERKUNCI, PARQUET, HTML, XML,
    SPREADSHEETML, FODS, DIF, SYLK, MHTML, JSON, JSONL, CSV, KOSONG (no bytes or only blanks) or TAK_DIKENAL."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kenali_zip(data)
    if data.startswith(MULAI_OLE):
        return _kenali_ole(data)
    if data.startswith(b"PAR1"):
        return "PARQUET"
    if data.startswith(ARSIP_LAIN):
        return "ARSIP_LAIN"
    if data.startswith(tuple(BUKAN_TABEL)):
        return "TAK_DIKENAL"
    return _kenali_teks(data)


def bukan_tabel(data: bytes) -> str | None:
    """What kind of letter, picture or presentation `data` surely is; a damaged workbook is not surely so."""
    awal = next((jenis for tanda, jenis in BUKAN_TABEL.items() if data.startswith(tanda)), None)
    if awal is not None or data[4:8] == b"ftyp":
        return awal or "gambar atau video"
    if data.startswith(MULAI_OLE):
        word = "WordDocument".encode("utf-16-le") in data and sniff(data) == "TAK_DIKENAL"
        return "dokumen Word" if word else None
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as arsip:
            isi = arsip.namelist()
    except Exception:  # a broken archive raises many kinds of error
        return None
    jenis = (("word/", "dokumen Word"), ("ppt/", "presentasi"))
    return next((nama for awal, nama in jenis if any(n.startswith(awal) for n in isi)), None)


def _kenali_ole(data: bytes) -> str:
    """An OLE compound file by the streams in its directory: an encrypted OOXML package, or an XLS."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "OLE_TERKUNCI"
    if not any(nama.encode("utf-16-le") in data for nama in ("Workbook", "Book")):
        return "TAK_DIKENAL"
    return "OLE_TERKUNCI" if _xls_terkunci(data) else "XLS"


def _xls_terkunci(data: bytes) -> bool:
    """Whether a FilePass record is among the first records of the workbook stream (MS-XLS 2.4.117)."""
    i = data.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    for _ in range(10):
        if i < 0 or i + 4 > len(data):
            return False
        if data[i : i + 2] == b"\x2f\x00":
            return True
        i += 4 + int.from_bytes(data[i + 2 : i + 4], "little")
    return False


def _kenali_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as arsip:
            entri = arsip.infolist()
            nama = {e.filename.replace("\\", "/").lower() for e in entri}
            if any(e.flag_bits & 0x1 for e in entri):
                return "ZIP_TERKUNCI"
            if "mimetype" in nama and b"opendocument.spreadsheet" in arsip.read("mimetype")[:100]:
                return "ZIP_TERKUNCI" if _ods_terkunci(arsip) else "ODS"
    except Exception:  # a broken archive raises many kinds of error
        return "TAK_DIKENAL"
    if "xl/workbook.bin" in nama:
        return "XLSB"
    if "[content_types].xml" in nama and any(n.startswith("xl/") for n in nama):
        return "XLSX"
    return "TAK_DIKENAL" if "[content_types].xml" in nama else "ZIP"


def _ods_terkunci(arsip: zipfile.ZipFile) -> bool:
    daftar = "META-INF/manifest.xml"
    return daftar in arsip.namelist() and b"encryption-data" in arsip.read(daftar)


def utf16_tanpa_bom(data: bytes) -> str | None:
    """'utf-16-le' or 'utf-16-be' when the zero bytes of mostly Latin text lie that way, else None."""
    contoh = data[:4096]
    genap, ganjil = contoh[0::2], contoh[1::2]
    if len(contoh) < 4:
        return None
    if ganjil.count(0) > 0.6 * len(ganjil) and genap.count(0) < 0.05 * len(genap):
        return "utf-16-le"
    if genap.count(0) > 0.6 * len(genap) and ganjil.count(0) < 0.05 * len(ganjil):
        return "utf-16-be"
    return None


def decode(data: bytes) -> str:
    """The text of `data`: by BOM (UTF-8, UTF-16, UTF-32), else UTF-16 by its zero bytes, else UTF-8 if it is
    valid, else Windows-1252. Never raises; a byte without a meaning becomes U+FFFD."""
    for bom, nama in ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(bom):
            return data.decode(nama, errors="replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    tanpa_bom = utf16_tanpa_bom(data)
    if tanpa_bom:
        return data.decode(tanpa_bom, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _kenali_teks(data: bytes) -> str:
    contoh = data[:65536]
    if not data.startswith(BOM) and not utf16_tanpa_bom(data):
        kendali = sum(contoh.count(b) for b in range(32) if b not in b"\t\n\r\x0b\x0c\x1a\x1b")
        if kendali > 0.005 * len(contoh) + 2:
            return "TAK_DIKENAL"
    teks = decode(contoh).lstrip("\ufeff").lstrip()
    if not teks:
        return "KOSONG" if not data.strip() else "CSV"
    lain = next((nama for nama, awal in TEKS_LAIN if awal.match(teks)), None)
    if lain is not None:
        return lain
    if teks.startswith("<"):
        return _kenali_xml(teks)
    if teks.startswith("["):
        return "JSON" if teks[1:].lstrip()[:1] in ("{", "[", "]") else "CSV"
    if teks.startswith("{"):
        baris = [b for b in teks.split("\n", 2)[:2] if b.strip()]
        return "JSONL" if len(baris) == 2 and baris[0].strip().endswith("}") else "JSON"
    return (
        "HTML" if any(MULAI_HTML.match(b) for b in teks.split("\n", BARIS_SEBELUM_HTML)[:BARIS_SEBELUM_HTML]) else "CSV"
    )


def _kenali_xml(teks: str) -> str:
    """HTML, or which XML it is: Excel 2003 and flat OpenDocument are known by name only."""
    if "urn:schemas-microsoft-com:office:spreadsheet" in teks and "<html" not in teks.lower():
        return "SPREADSHEETML"
    if "urn:oasis:names:tc:opendocument" in teks:
        return "FODS"
    return "HTML" if TAG_HTML.search(teks) else "XML"
