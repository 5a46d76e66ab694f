-- Units of one programme that are eligible now and were not in the list {lama}, or the other way round.
-- {kunci}: how a unit of then is found now; {acuan}: the words for that list.
CREATE TABLE perubahan_{program} AS
WITH lama AS (
    SELECT no_kk, nik, nama, kode_desa, nama_desa, kecamatan, desil, status FROM read_parquet({lama})
),
kini AS (
    SELECT no_kk, nik, nama, kode_desa, nama_desa, kecamatan, desil, status, alasan_kode, alasan FROM hasil_{program}
),
-- First the few keys of who is eligible in one list alone, then their rows.
satu_sisi AS (
    SELECT l.no_kk AS lama_kk, l.nik AS lama_nik, k.no_kk AS kini_kk, k.nik AS kini_nik
    FROM (SELECT no_kk, nik FROM lama WHERE status = 'LAYAK') AS l
    FULL JOIN (SELECT no_kk, nik FROM kini WHERE status = 'LAYAK') AS k ON {kunci}
    WHERE l.no_kk IS NULL OR k.no_kk IS NULL
),
-- A family under a new No KK: the one that went and the one that came have the same head.
ganti_kk AS (
    SELECT l.no_kk AS lama_kk, l.nik AS lama_nik, k.no_kk AS kini_kk, k.nik AS kini_nik
    FROM (SELECT no_kk, nik FROM lama ANTI JOIN (SELECT no_kk FROM kini) USING (no_kk)) AS l
    JOIN (SELECT no_kk, nik FROM kini ANTI JOIN (SELECT no_kk FROM lama) USING (no_kk)) AS k ON {kunci_kedua}
),
pasangan AS (
    SELECT
        coalesce(s.lama_kk, g.lama_kk, s.kini_kk) AS lama_kk,
        coalesce(s.lama_nik, g.lama_nik, s.kini_nik) AS lama_nik,
        coalesce(s.kini_kk, h.kini_kk, s.lama_kk) AS kini_kk,
        coalesce(s.kini_nik, h.kini_nik, s.lama_nik) AS kini_nik
    FROM satu_sisi AS s
    LEFT JOIN ganti_kk AS g ON g.kini_kk = s.kini_kk
    LEFT JOIN ganti_kk AS h ON h.lama_kk = s.lama_kk
),
beda AS (
    SELECT DISTINCT l, k
    FROM pasangan AS p
    LEFT JOIN lama AS l ON {lama_ini}
    LEFT JOIN kini AS k ON {kini_ini}
    WHERE (coalesce(l.status, '') = 'LAYAK') <> (coalesce(k.status, '') = 'LAYAK')
),
hilang AS (
    SELECT
        b.*,
        string_split(k.alasan_kode, ',') AS kode,
        CASE
            WHEN k.no_kk IS NOT NULL THEN NULL
            WHEN r.status IN ('MENINGGAL', 'PINDAH', 'HAPUS', 'GABUNG') THEN 'TERCATAT_' || r.status
            WHEN l.nik IN (SELECT nik FROM individu) THEN 'BERGABUNG_KELUARGA_LAIN'
            ELSE 'TIDAK_ADA_DI_SNAPSHOT'
        END AS sebab
    FROM beda AS b
    LEFT JOIN keluar_registri AS r ON r.nik = l.nik
)
SELECT
    '{program}' AS program,
    getvariable('periode') AS periode,
    {acuan} AS acuan,
    CASE WHEN k.status = 'LAYAK' THEN 'BARU_LAYAK' ELSE 'TIDAK_LAGI_LAYAK' END AS perubahan,
    CASE
        WHEN k.status = 'LAYAK' THEN NULL
        WHEN sebab IS NOT NULL THEN CASE WHEN sebab IN ({sebab_alami}) THEN 'ALAMI' ELSE 'DATA' END
        WHEN list_has_any(kode, [{alami}]) THEN 'ALAMI'
        WHEN list_has_any(kode, [{mandiri}]) AND k.desil > l.desil THEN 'MANDIRI'
        ELSE 'DATA'
    END AS jenis,
    coalesce(k.no_kk, l.no_kk) AS no_kk,
    coalesce(k.nik, l.nik) AS nik,
    coalesce(k.nama, l.nama) AS nama,
    coalesce(k.kode_desa, l.kode_desa) AS kode_desa,
    coalesce(k.nama_desa, l.nama_desa) AS nama_desa,
    coalesce(k.kecamatan, l.kecamatan) AS kecamatan,
    l.desil AS desil_lalu,
    k.desil AS desil_kini,
    l.status AS status_lalu,
    k.status AS status_kini,
    coalesce(sebab, k.alasan_kode) AS alasan_kode,
    CASE sebab
        WHEN 'TERCATAT_MENINGGAL' THEN 'Tercatat meninggal.'
        WHEN 'TERCATAT_PINDAH' THEN 'Tercatat pindah.'
        WHEN 'TERCATAT_HAPUS' THEN 'Dihapus karena salah masuk.'
        WHEN 'TERCATAT_GABUNG' THEN 'Digabung dengan NIK lain dari orang yang sama.'
        WHEN 'BERGABUNG_KELUARGA_LAIN' THEN 'Sekarang anggota keluarga lain.'
        WHEN 'TIDAK_ADA_DI_SNAPSHOT' THEN 'Tidak ada lagi dalam data terbit.'
        ELSE k.alasan
    END AS alasan
FROM hilang;
