-- One step for every chosen proposal from whose state the action leads on.
INSERT INTO usulan.langkah (sha256, urut, nomor, tindakan_id, aksi, dari, ke)
SELECT p.sha256, p.urut,
       1 + coalesce((SELECT max(l.nomor) FROM usulan.langkah l WHERE l.sha256 = p.sha256 AND l.urut = p.urut), 0),
       %(tindakan)s, t.aksi, t.dari, t.ke
FROM pilihan p JOIN usulan.transisi t ON t.dari = p.keadaan AND t.aksi = %(aksi)s
