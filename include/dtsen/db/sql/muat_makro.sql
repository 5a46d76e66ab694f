-- DuckDB: how the text of a delivered file is read. Variables: buang, the characters dropped from a NIK or No KK;
-- desa_lama, codes of desa of older editions; kamus_*, words of the code tables.

-- Plain digits are let through first: ten times as fast.
CREATE MACRO bersih(x) AS CASE
    WHEN regexp_full_match(x, '[0-9]*') THEN x
    ELSE translate(x, getvariable('buang'), '')
END;

-- Whole numbers only, also as '3.0'; anything else is missing, never rounded.
CREATE MACRO angka(x) AS TRY_CAST(regexp_extract(x, '^\s*([0-9]{1,15})(\.0+)?\s*$', 1) AS BIGINT);
CREATE MACRO kecil(x) AS TRY_CAST(regexp_extract(x, '^\s*([0-9]{1,5})(\.0+)?\s*$', 1) AS SMALLINT);

-- A word or number by a code table; compared as dtsen.normalise.kode does.
CREATE MACRO kata(x, kamus) AS getvariable(kamus)[regexp_replace(upper(x), '[^A-Z0-9>/]', '', 'g')];

-- ISO (with or without a time) or day first.
CREATE MACRO tanggal_dari(x) AS CASE
    WHEN trim(x) LIKE '____-__-__%' THEN TRY_CAST(left(trim(x), 10) AS DATE)
    ELSE TRY_STRPTIME(trim(x), ['%d/%m/%Y', '%d-%m-%Y'])::DATE
END;

-- Why a text is no sixteen digits: blank 01, a damaged number 02, masked 07, else 03.
CREATE MACRO bentuk_nomor(x, b) AS CASE
    WHEN regexp_matches(b, '[0-9].*[*xX]|[*xX].*[0-9]|^[*xX]+$') THEN '07'
    WHEN b IS NULL OR NOT regexp_matches(b, '[1-9]') THEN '01'
    WHEN regexp_full_match(trim(x), '[0-9]([.,][0-9]+)?[Ee]\+?[0-9]+|[0-9]+[.,]0+') THEN '02'
    ELSE '03'
END;

-- Rule that a NIK breaks, or NULL; x as read, b cleaned.
CREATE MACRO aturan_nik(x, b) AS CASE
    WHEN regexp_full_match(b, '[0-9]{16}') THEN CASE
        WHEN b IN ('9999999999999994', '9999999999999995', '9999999999999996', '9999999999999999')
            OR b = repeat(left(b, 1), 16) THEN 'N04'
        WHEN TRY_CAST('20' || b[11:12] || '-' || b[9:10] || '-'
            || CASE WHEN b[7] >= '4' AND b[7:8] <> '40' THEN (b[7]::INT - 4)::VARCHAR || b[8] ELSE b[7:8] END
            AS DATE) IS NULL THEN 'N05'
        WHEN b[13:16] = '0000' THEN 'N06'
    END
    ELSE 'N' || bentuk_nomor(x, b)
END;

-- The same for a No KK; sixteen equal digits group people who have no card.
CREATE MACRO aturan_no_kk(x, b) AS CASE
    WHEN regexp_full_match(b, '[0-9]{16}') THEN CASE WHEN b = repeat(left(b, 1), 16) THEN 'K03' END
    ELSE 'K' || bentuk_nomor(x, b)
END;

-- Dotted current code of a desa from a dotted or plain one; NULL when it is not ten digits.
CREATE MACRO titik_desa(x) AS nullif(regexp_replace(
    regexp_extract(replace(regexp_replace(trim(x), '^([0-9]{10})\.0+$', '\1'), '.', ''), '^[0-9]{10}$', 0),
    '^(..)(..)(..)(....)$', '\1.\2.\3.\4'
), '');
CREATE MACRO kode_desa_dari(x) AS coalesce(getvariable('desa_lama')[titik_desa(x)], titik_desa(x));

-- The column that a reason for holding a row is about, named as in kolom.csv and contract 1.3.
CREATE MACRO kolom_alasan(alasan, tingkat) AS CASE
    WHEN regexp_full_match(alasan, 'N[0-9]+') OR (alasan IN ('G01', 'G02') AND tingkat = 'individu') THEN 'nik'
    WHEN regexp_full_match(alasan, 'K[0-9]+') OR starts_with(alasan, 'KELUARGA_') OR alasan IN ('G01', 'G02')
        THEN 'no_kk'
    WHEN alasan = 'TANPA_ANGGOTA' THEN 'no_kk'
    WHEN alasan IN ('W01', 'W03') THEN 'kode_desa'
    WHEN alasan = 'F01' THEN 'shdk'
    ELSE lower(alasan)
END;
