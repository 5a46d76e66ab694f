-- The rows of a package for one desa, in the order of the fold.
SELECT isi FROM usulan.paket_baris
WHERE paket_id = %(paket)s AND kode_desa IS NOT DISTINCT FROM %(desa)s
ORDER BY tanggal, kecamatan, sha256, urut
