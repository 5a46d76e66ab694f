-- A text on one line without control characters; a blank one is missing.
CREATE TEMP MACRO rapi(x) AS nullif(trim(regexp_replace(x, '[\s\x00-\x1f]+', ' ', 'g')), '');

-- A finding is what a rule read: `nilai` (NULL: nothing there), `asal` (where it came from) and `tanggal` (of when it
-- is). As a text it is code, value, source and date between chr(30); several of them stand between chr(31).
CREATE TEMP MACRO temuan(nilai, asal, tanggal) AS {
    'nilai': array_to_string(list_sort(list_distinct(nilai)), ', '),
    'asal': array_to_string(list_sort(list_distinct(asal)), '; '),
    'tanggal': tanggal
};

-- Where a value of the snapshot came from: a determination, or a proposal since and then what the determination had.
CREATE TEMP MACRO asal(penetapan, lama, kolom) AS CASE
    WHEN penetapan IS NULL THEN 'usulan, belum ada penetapan'
    WHEN json_exists(lama, '$.' || kolom)
        THEN 'usulan sesudah penetapan ' || penetapan || ', yang mencatat ' || coalesce(rapi(lama ->> ('$.' || kolom)), 'kosong')
    ELSE 'penetapan ' || penetapan
END;

CREATE TEMP MACRO tanggal_asal(penetapan, lama, kolom) AS CASE
    WHEN NOT coalesce(json_exists(lama, '$.' || kolom), false) THEN getvariable('tanggal_penetapan')[penetapan]
END;

CREATE TEMP MACRO satu(nilai, penetapan, lama, kolom) AS {
    'nilai': nilai::VARCHAR,
    'asal': asal(penetapan, lama, kolom),
    'tanggal': tanggal_asal(penetapan, lama, kolom)
};

-- Findings as texts, less the code; concat leaves out what is missing. `teks_satu` is `teks_temuan(satu(...))` without
-- working out the finding three times.
CREATE TEMP MACRO teks_temuan(x) AS concat(x.nilai, chr(30), x.asal, chr(30), x.tanggal);
CREATE TEMP MACRO teks_satu(nilai, penetapan, lama, kolom) AS
    concat(nilai, chr(30), asal(penetapan, lama, kolom), chr(30), tanggal_asal(penetapan, lama, kolom));
CREATE TEMP MACRO sebagai_teks(kode, isi) AS kode || chr(30) || isi;
