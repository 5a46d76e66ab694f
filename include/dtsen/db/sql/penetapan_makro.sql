-- DuckDB: how the text of a determination is read. Variables: buang, characters that are dropped from a NIK or No KK;
-- desa_lama, codes of older editions.

CREATE MACRO bersih(x) AS translate(x, getvariable('buang'), '');

-- Whole numbers only, also as '3.0'; anything else is missing, never rounded.
CREATE MACRO angka(x) AS TRY_CAST(regexp_extract(x, '^\s*([0-9]{1,15})(\.0+)?\s*$', 1) AS BIGINT);
CREATE MACRO kecil(x) AS TRY_CAST(regexp_extract(x, '^\s*([0-9]{1,5})(\.0+)?\s*$', 1) AS SMALLINT);

CREATE MACRO jenis_kelamin_dari(x) AS CASE
    WHEN upper(trim(x)) IN ('1', '1.0', 'L', 'LK', 'LAKI-LAKI', 'LAKI LAKI', 'M') THEN 'L'
    WHEN upper(trim(x)) IN ('2', '2.0', 'P', 'PR', 'PEREMPUAN', 'F') THEN 'P'
END;

-- ISO (with or without a time) or day first.
CREATE MACRO tanggal_dari(x) AS CASE
    WHEN trim(x) LIKE '____-__-__%' THEN TRY_CAST(left(trim(x), 10) AS DATE)
    ELSE TRY_STRPTIME(trim(x), ['%d/%m/%Y', '%d-%m-%Y'])::DATE
END;

CREATE MACRO kelas_nik(b) AS CASE
    WHEN regexp_full_match(b, '[0-9]{16}') THEN CASE
        WHEN b IN ('9999999999999994', '9999999999999995', '9999999999999996', '9999999999999999') THEN 'N04'
        WHEN b = repeat(left(b, 1), 16) THEN 'N04'
        WHEN TRY_CAST(
            '20' || substr(b, 11, 2) || '-' || substr(b, 9, 2) || '-'
            || lpad((CASE WHEN substr(b, 7, 2)::INT > 40 THEN substr(b, 7, 2)::INT - 40
                          ELSE substr(b, 7, 2)::INT END)::VARCHAR, 2, '0') AS DATE
        ) IS NULL THEN 'N05'
        WHEN right(b, 4) = '0000' THEN 'N06'
    END
    WHEN regexp_matches(b, '[*xX]') THEN 'N07'
    WHEN b = '0' OR b IS NULL OR NOT regexp_matches(b, '[0-9]') THEN 'N01'
    ELSE 'N03'
END;

CREATE MACRO kelas_no_kk(b) AS CASE
    WHEN regexp_full_match(b, '[0-9]{16}') THEN CASE WHEN b = repeat(left(b, 1), 16) THEN 'K03' END
    WHEN regexp_matches(b, '[*xX]') THEN 'K07'
    WHEN b = '0' OR b IS NULL OR NOT regexp_matches(b, '[0-9]') THEN 'K01'
    ELSE 'K03'
END;

-- Dotted code of an older or the current edition; NULL when it is not ten digits.
CREATE MACRO titik_desa(x) AS regexp_replace(
    regexp_extract(replace(regexp_replace(trim(x), '^([0-9]{10})\.0+$', '\1'), '.', ''), '^[0-9]{10}$', 0),
    '^(..)(..)(..)(....)$', '\1.\2.\3.\4'
);
CREATE MACRO kode_desa_dari(x) AS coalesce(getvariable('desa_lama')[titik_desa(x)], titik_desa(x));
