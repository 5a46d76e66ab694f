-- Units of one programme that are eligible now and were not in the list {lama}, or the other way round.
-- {kunci}: how a unit of then is found now; {acuan}: the words for that list.
CREATE TABLE perubahan_{program} AS
WITH lama AS (SELECT * FROM read_parquet({lama})),
kini AS (SELECT * FROM hasil_{program}),
pasangan AS (
    SELECT l.no_kk, l.nik, coalesce(k.no_kk, b.no_kk) AS kini_kk, coalesce(k.nik, b.nik) AS kini_nik
    FROM lama AS l
    LEFT JOIN kini AS k ON {kunci}
    LEFT JOIN kini AS b ON {kunci_kedua} AND k.no_kk IS NULL AND b.no_kk NOT IN (SELECT no_kk FROM lama)
),
-- First the few keys, then their rows: the sentences of a million others are never read.
kunci_beda AS (
    SELECT l.no_kk AS lama_kk, l.nik AS lama_nik, k.no_kk AS kini_kk, k.nik AS kini_nik
    FROM (SELECT no_kk, nik, status FROM lama) AS l
    JOIN pasangan AS p ON p.no_kk = l.no_kk AND p.nik IS NOT DISTINCT FROM l.nik
    FULL JOIN (SELECT no_kk, nik, status FROM kini) AS k
        ON k.no_kk = p.kini_kk AND k.nik IS NOT DISTINCT FROM p.kini_nik
    WHERE (coalesce(l.status, '') = 'LAYAK') <> (coalesce(k.status, '') = 'LAYAK')
),
beda AS (
    SELECT l, k
    FROM kunci_beda AS b
    LEFT JOIN lama AS l ON l.no_kk = b.lama_kk AND l.nik IS NOT DISTINCT FROM b.lama_nik
    LEFT JOIN kini AS k ON k.no_kk = b.kini_kk AND k.nik IS NOT DISTINCT FROM b.kini_nik
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
