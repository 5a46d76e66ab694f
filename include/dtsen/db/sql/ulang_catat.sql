-- How a file was read, anew; when it came and what became of it stay.
UPDATE intake.berkas
SET format = %(format)s, desa = %(desa)s, kepala = %(kepala)s, dilewati = %(dilewati)s, tersembunyi = %(tersembunyi)s
WHERE id = %(id)s
