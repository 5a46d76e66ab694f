-- One line per delivered file; a file that was refused before is judged anew.
INSERT INTO intake.berkas (kecamatan, tanggal, nama, sha256, byte, arsip, outcome, aturan, pesan, format, revisi,
                           diminta_revisi, desa, kepala, dilewati, tersembunyi)
VALUES (%(kecamatan)s, %(tanggal)s, %(nama)s, %(sha256)s, %(byte)s, %(arsip)s, %(outcome)s, %(aturan)s, %(pesan)s,
        %(format)s, %(revisi)s, %(diminta_revisi)s, %(desa)s, %(kepala)s, %(dilewati)s, %(tersembunyi)s)
ON CONFLICT (kecamatan, tanggal, nama, sha256) DO UPDATE
SET outcome = excluded.outcome, aturan = excluded.aturan, pesan = excluded.pesan, format = excluded.format,
    revisi = excluded.revisi, diminta_revisi = excluded.diminta_revisi, desa = excluded.desa,
    kepala = excluded.kepala, dilewati = excluded.dilewati, tersembunyi = excluded.tersembunyi, diterima_pada = now()
RETURNING *
