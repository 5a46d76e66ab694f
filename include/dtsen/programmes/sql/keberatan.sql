-- Whose objection was accepted: the reasons it spoke against that are a person's to decide ({lunak}, bits) no longer
-- hold in {program}; {diterima} (its bit) says so. Reasons that came later hold, and so do all others.
CREATE OR REPLACE TABLE kena AS
SELECT
    u.k, u.nik, u.topeng & b.bit AS lepas,
    (1000000000 + row_number() OVER ())::INTEGER AS o,
    concat_ws(
        chr(31), nullif(ro.rinci, ''), b.teks,
        sebagai_teks('MEMENUHI_SYARAT', teks_satu(fk.desil, fk.penetapan, fk.nilai_penetapan, 'desil_nasional'))
    ) AS rinci
FROM unit AS u
JOIN (
    SELECT
        {kunci} AS kunci,
        bit_or(a.bit) AS bit,
        sebagai_teks(
            'KEBERATAN_DITERIMA',
            teks_temuan(temuan(list(a.kode), list('keberatan ' || kb.nomor), max(kb.diputuskan)))
        ) AS teks
    FROM keberatan AS kb
    JOIN konf_alasan AS a ON list_contains(string_split(kb.alasan_kode, ','), a.kode) AND (a.bit & {lunak}) <> 0
    WHERE kb.program = '{program}'
    GROUP BY ALL
) AS b ON b.kunci = u.{kunci}
JOIN rinci_orang AS ro USING (o)
JOIN fakta_keluarga AS fk USING (k)
WHERE (u.topeng & b.bit) <> 0;

INSERT INTO rinci_orang SELECT o, rinci FROM kena;

UPDATE unit SET topeng = (topeng & ~lepas) | {diterima}, o = kena.o
FROM kena
WHERE unit.k = kena.k AND unit.nik IS NOT DISTINCT FROM kena.nik;
