-- What is sent by an action: the rows as they count now.
INSERT INTO usulan.paket_baris (sha256, urut, paket_id, kecamatan, kode_desa, tanggal, nik, isi)
SELECT t.sha256, t.urut, %(paket)s, t.kecamatan, t.kode_desa, t.tanggal, t.nik, t.normal
FROM usulan.langkah l JOIN usulan.terkini t USING (sha256, urut)
WHERE l.tindakan_id = %(tindakan)s
