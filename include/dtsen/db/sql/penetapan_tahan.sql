-- DuckDB: which rows of a determination cannot enter the registry, and why.
-- In: views asal_individu and asal_keluarga (r = row, raw text under canonical names), expression {shdk}.
-- Out: tahan_individu and tahan_keluarga (r, alasan). Codes of rules.csv, and KELUARGA_TIDAK_ADA, KELUARGA_DITAHAN,
-- TANPA_ANGGOTA. Numbers stand for NIK and No KK here: half the memory of text.

CREATE TABLE kunci_individu AS
SELECT r, TRY_CAST(b AS BIGINT) AS nik, TRY_CAST(k AS BIGINT) AS no_kk, kepala,
       coalesce(aturan_nik(nik, b), aturan_no_kk(no_kk, k)) AS alasan
FROM (
    SELECT r, nik, no_kk, bersih(nik) AS b, bersih(no_kk) AS k, coalesce({shdk} = 1, false) AS kepala
    FROM asal_individu
);

CREATE TABLE kunci_keluarga AS
SELECT r, TRY_CAST(k AS BIGINT) AS no_kk,
       CASE WHEN aturan_no_kk(no_kk, k) IS NOT NULL THEN aturan_no_kk(no_kk, k)
            WHEN NOT starts_with(kode, getvariable('wilayah') || '.') THEN 'W03'
            WHEN kode IS NULL OR kode NOT IN (SELECT kode_desa FROM desa) THEN 'W01' END AS alasan
FROM (SELECT r, no_kk, bersih(no_kk) AS k, kode_desa_dari(kode_desa) AS kode FROM asal_keluarga);

-- The same key twice: rows equal in every column count once (G02 for the others), else all are held (G01).
CREATE TABLE ulang_individu AS
WITH ganda AS (SELECT nik FROM kunci_individu WHERE alasan IS NULL GROUP BY nik HAVING count(*) > 1),
isi AS (
    SELECT k.nik, k.r, md5(to_json(m.m)::VARCHAR) AS isi
    FROM kunci_individu k JOIN ganda USING (nik) JOIN isi_individu m USING (r) WHERE k.alasan IS NULL
)
SELECT r, CASE WHEN count(DISTINCT isi) OVER (PARTITION BY nik) > 1 THEN 'G01' ELSE 'G02' END AS alasan,
       row_number() OVER (PARTITION BY nik ORDER BY r) AS ke
FROM isi;

CREATE TABLE ulang_keluarga AS
WITH ganda AS (SELECT no_kk FROM kunci_keluarga WHERE alasan IS NULL GROUP BY no_kk HAVING count(*) > 1),
isi AS (
    SELECT k.no_kk, k.r, md5(to_json(m.m)::VARCHAR) AS isi
    FROM kunci_keluarga k JOIN ganda USING (no_kk) JOIN isi_keluarga m USING (r) WHERE k.alasan IS NULL
)
SELECT r, CASE WHEN count(DISTINCT isi) OVER (PARTITION BY no_kk) > 1 THEN 'G01' ELSE 'G02' END AS alasan,
       row_number() OVER (PARTITION BY no_kk ORDER BY r) AS ke
FROM isi;

CREATE TABLE tahan_sendiri_individu AS
SELECT r, alasan FROM kunci_individu WHERE alasan IS NOT NULL
UNION ALL SELECT r, alasan FROM ulang_individu WHERE alasan = 'G01' OR ke > 1;

CREATE TABLE tahan_sendiri_keluarga AS
SELECT r, alasan FROM kunci_keluarga WHERE alasan IS NOT NULL
UNION ALL SELECT r, alasan FROM ulang_keluarga WHERE alasan = 'G01' OR ke > 1;

-- A family needs exactly one head among the members that can enter.
CREATE TABLE tahan_keluarga AS
WITH anggota AS (
    SELECT no_kk, count_if(kepala) AS kepala FROM kunci_individu ANTI JOIN tahan_sendiri_individu USING (r) GROUP BY no_kk
)
SELECT r, CASE WHEN a.no_kk IS NULL THEN 'TANPA_ANGGOTA' ELSE 'F01' END AS alasan
FROM (FROM kunci_keluarga ANTI JOIN tahan_sendiri_keluarga USING (r)) k LEFT JOIN anggota a USING (no_kk)
WHERE a.kepala IS DISTINCT FROM 1
UNION ALL FROM tahan_sendiri_keluarga;

CREATE TABLE tahan_individu AS
WITH masuk AS (SELECT no_kk FROM kunci_keluarga ANTI JOIN tahan_keluarga USING (r)),
tersisa AS (
    SELECT r, no_kk FROM kunci_individu ANTI JOIN tahan_sendiri_individu USING (r) ANTI JOIN masuk USING (no_kk)
)
SELECT r, CASE WHEN no_kk IN (SELECT no_kk FROM kunci_keluarga WHERE no_kk IS NOT NULL)
               THEN 'KELUARGA_DITAHAN' ELSE 'KELUARGA_TIDAK_ADA' END AS alasan
FROM tersisa
UNION ALL FROM tahan_sendiri_individu;
