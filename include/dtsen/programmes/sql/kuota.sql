-- Who is LAYAK beyond the quota of the kecamatan gets the reason {di_luar_kuota} (its bit). The order is desil, then
-- number of components, most first, then SHA-256 of the NIK. Where no quota holds, kuota and urutan stay missing.
CREATE OR REPLACE TABLE unit AS
SELECT k, no_kk, nik, nama, topeng | CASE WHEN urutan > kuota THEN {di_luar_kuota} ELSE 0 END AS topeng, f, o, kuota, urutan
FROM (
    SELECT
        u.* EXCLUDE (kuota, urutan),
        q.kuota,
        CASE WHEN q.kuota IS NOT NULL AND status = 'LAYAK' THEN row_number() OVER (
            PARTITION BY q.kode_kecamatan, status ORDER BY desil, jumlah_jiwa DESC, sha256(nik), nik
        ) END AS urutan
    FROM (
        SELECT unit.*, fk.kode_desa, fk.desil, {jiwa} AS jumlah_jiwa, {status} AS status
        FROM unit JOIN fakta_keluarga AS fk USING (k)
    ) AS u
    LEFT JOIN konf_kuota AS q ON q.program = '{program}' AND q.kode_kecamatan = (u.kode_desa::VARCHAR)[:8]
);
