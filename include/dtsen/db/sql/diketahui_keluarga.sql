-- Families that are or were in a kecamatan: determined there, moved there by an event, or submitted by it.
SELECT no_kk FROM registry.penetapan_keluarga WHERE left(kode_desa, 8) = %(kecamatan)s
UNION
SELECT no_kk FROM registry.keluarga WHERE left(nilai ->> 'kode_desa', 8) = %(kecamatan)s
UNION
SELECT b.no_kk FROM intake.baris b JOIN intake.berkas f ON f.id = b.berkas_id
WHERE f.kecamatan = %(kecamatan)s AND b.no_kk IS NOT NULL
