-- DuckDB: who receives what; alasan where a row is held. A family is named by No KK alone, a person by NIK.
SELECT nullif(bersih(nik), '') AS nik,
       CASE WHEN aturan_no_kk(no_kk, bersih(no_kk)) IS NULL THEN bersih(no_kk) END AS no_kk,
       nullif(regexp_replace(upper(trim(program)), '[ -]+', '_', 'g'), '') AS program,
       nullif(upper(trim(periode)), '') AS periode,
       CASE WHEN coalesce(bersih(nik), '') <> '' AND aturan_nik(nik, bersih(nik)) IS NOT NULL
                THEN aturan_nik(nik, bersih(nik))
            WHEN coalesce(bersih(nik), '') = '' AND aturan_no_kk(no_kk, bersih(no_kk)) IS NOT NULL
                THEN aturan_no_kk(no_kk, bersih(no_kk))
            WHEN coalesce(trim(program), '') = '' THEN 'PROGRAM'
            WHEN coalesce(trim(periode), '') = '' THEN 'PERIODE' END AS alasan
FROM mentah
