UPDATE review.kasus k SET keadaan = 'GUGUR', ditutup = now()
FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
WHERE k.berkas_id = ANY(%(berkas)s) AND k.keadaan <> 'GUGUR'
  AND b.berkas_id = k.berkas_id AND b.urut = k.urut AND (b.status <> 'DITAHAN' OR f.digantikan)
