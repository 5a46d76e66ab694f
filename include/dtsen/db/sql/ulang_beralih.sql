-- Rows of a file that somebody decided on, or that are on their way as proposals, and that read otherwise now.
SELECT count(*) AS jumlah
FROM (SELECT urut FROM review.keputusan WHERE sha256 = %(sha256)s
      UNION SELECT urut FROM usulan.langkah WHERE sha256 = %(sha256)s
      UNION SELECT urut FROM usulan.paket_baris WHERE sha256 = %(sha256)s) t
LEFT JOIN baris_lama l USING (urut)
LEFT JOIN intake.baris b ON b.berkas_id = %(id)s AND b.urut = t.urut
WHERE b.mentah IS DISTINCT FROM l.mentah
