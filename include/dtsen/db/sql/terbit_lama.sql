-- Versions with files beyond the newest `simpan`, but for the current one and the one that a rollback would show.
SELECT v.id, v.tanggal, v.versi, v.tempat
FROM publish.versi v
WHERE v.dipangkas IS NULL
  AND v.id NOT IN (SELECT id FROM publish.versi WHERE dipangkas IS NULL ORDER BY id DESC LIMIT %(simpan)s)
  AND v.id NOT IN (SELECT versi_id FROM publish.terkini)
  AND NOT EXISTS (
      SELECT FROM publish.terkini t JOIN publish.versi k ON k.id = t.versi_id
      WHERE v.tanggal = (k.manifest #>> '{diff,previous_version,tanggal}')::date
        AND v.versi = (k.manifest #>> '{diff,previous_version,versi}')::integer)
ORDER BY v.id
