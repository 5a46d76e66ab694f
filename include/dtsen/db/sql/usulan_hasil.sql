-- The verdicts: of an end (MENINGGAL, PINDAH, HAPUS) that the person is gone, else that every value is as proposed.
INSERT INTO usulan.hasil (sha256, urut, versi, ke, beda)
SELECT sha256, urut, %(versi)s,
       CASE WHEN CASE WHEN akhir THEN NOT ada ELSE beda = '{}' END THEN 'DITETAPKAN' ELSE 'TIDAK_DITETAPKAN' END,
       CASE WHEN akhir THEN '{}' ELSE beda END
FROM banding
