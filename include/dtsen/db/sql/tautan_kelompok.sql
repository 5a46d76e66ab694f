-- Open and confirmed pairs per band and state.
SELECT keadaan, pita, count(*)::int AS jumlah FROM review.pasangan GROUP BY keadaan, pita ORDER BY keadaan, pita
