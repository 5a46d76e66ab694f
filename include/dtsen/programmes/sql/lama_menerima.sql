-- Families that have received a programme for {tahun} years or more at the reference date, by the earliest receipt on
-- record; none where somebody has one of the components {rentan} (bits), and none at all unless {aktif}.
CREATE TABLE lama_menerima AS
WITH pertama AS (
    SELECT nik, no_kk, program, min(mulai) AS mulai
    FROM (
        SELECT
            nik, no_kk, program,
            CASE
                WHEN regexp_matches(kapan, '^20\d\dTW[1-4]$')
                    THEN make_date(kapan[:4]::INTEGER, 3 * kapan[7]::INTEGER - 2, 1)
                ELSE try_strptime(rpad(kapan, 8, '0101'), '%Y%m%d')::DATE
            END AS mulai
        FROM (SELECT *, regexp_replace(periode, '[^0-9A-Z]', '', 'g') AS kapan FROM penerima WHERE {aktif})
    )
    GROUP BY nik, no_kk, program
),
keluarga_sejak AS (
    SELECT a.k, p.program, p.mulai FROM pertama AS p JOIN anggota AS a USING (nik)
    UNION ALL
    SELECT kk.rowid::INTEGER, p.program, p.mulai FROM pertama AS p JOIN kk USING (no_kk)
)
SELECT k, program, {'nilai': min(mulai)::VARCHAR, 'asal': 'daftar penerima', 'tanggal': min(mulai)} AS x
FROM keluarga_sejak
WHERE k NOT IN (SELECT k FROM anggota WHERE (topeng & {rentan}) <> 0)
GROUP BY k, program
HAVING min(mulai) <= getvariable('tanggal') - to_years({tahun});
