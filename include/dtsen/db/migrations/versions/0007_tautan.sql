-- Record linkage: which states of which persons look like one person under two NIK. A state is a person's values
-- from a day on within one determination; mulai '0001-01-01' is the state as determined.

CREATE TABLE registry.tautan_dasar (
    versi text PRIMARY KEY REFERENCES registry.penetapan ON DELETE CASCADE,
    model text NOT NULL,
    ditautkan_pada timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.tautan_dasar IS 'Determinations whose persons were compared with each other, by which model';

CREATE TABLE registry.tautan_keadaan (
    versi text NOT NULL,
    nik text NOT NULL,
    mulai date NOT NULL,
    sampai date NOT NULL,
    sidik text NOT NULL,
    model text NOT NULL,
    PRIMARY KEY (versi, nik, mulai)
);
COMMENT ON TABLE registry.tautan_keadaan IS 'States made by events that were compared with all others; sidik: hash of what was compared';

CREATE TABLE registry.tautan (
    versi text NOT NULL,
    nik_a text NOT NULL,
    mulai_a date NOT NULL,
    nik_b text NOT NULL,
    mulai_b date NOT NULL,
    bobot numeric(8, 3) NOT NULL,
    pita text NOT NULL CHECK (pita IN ('RAGU', 'KUAT')),
    tingkat text NOT NULL,
    kecamatan_a text,
    kecamatan_b text,
    model text NOT NULL,
    PRIMARY KEY (versi, nik_a, mulai_a, nik_b, mulai_b),
    CHECK (nik_a < nik_b)
);
CREATE INDEX tautan_nik_b ON registry.tautan (nik_b);
COMMENT ON COLUMN registry.tautan.bobot IS 'Match weight: log2 of the odds that both are one person';
COMMENT ON COLUMN registry.tautan.tingkat IS 'Level reached per comparison; no values';

CREATE FUNCTION registry.tautan_masa(v text, n text, m date, OUT sejak date, OUT sampai date) STABLE LANGUAGE sql AS $$
    -- When a state counts: [sejak, sampai); NULL when it does not exist any more.
    SELECT k.mulai, k.sampai FROM registry.tautan_keadaan k
    WHERE m <> '0001-01-01' AND k.versi = v AND k.nik = n AND k.mulai = m
    UNION ALL
    SELECT p.berlaku, least(
        (SELECT min(o.mulai) FROM registry.orang o WHERE o.versi = v AND o.nik = n),
        (SELECT min(q.berlaku) FROM registry.penetapan q WHERE q.berlaku > p.berlaku),
        '9999-12-31'::date)
    FROM registry.penetapan p WHERE m = '0001-01-01' AND p.versi = v
$$;

CREATE VIEW registry.tautan_berlaku AS
SELECT t.*, greatest(a.sejak, b.sejak) AS sejak, least(a.sampai, b.sampai) AS sampai
FROM registry.tautan t
CROSS JOIN LATERAL registry.tautan_masa(t.versi, t.nik_a, t.mulai_a) a
CROSS JOIN LATERAL registry.tautan_masa(t.versi, t.nik_b, t.mulai_b) b
WHERE greatest(a.sejak, b.sejak) < least(a.sampai, b.sampai);
COMMENT ON VIEW registry.tautan_berlaku IS 'Pairs of persons who look like one, and from when to when [sejak, sampai)';

CREATE TABLE registry.tautan_jalan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tanggal date NOT NULL,
    keadaan text NOT NULL CHECK (keadaan IN ('BERJALAN', 'SELESAI', 'GAGAL')),
    alasan text,
    hitungan jsonb NOT NULL DEFAULT '{}',
    mulai timestamptz NOT NULL DEFAULT now(),
    selesai timestamptz
);
COMMENT ON TABLE registry.tautan_jalan IS 'Ledger of linkage: per run what was compared, pairs per band, cluster sizes';

CREATE TABLE review.pasangan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nik_a text NOT NULL,
    nik_b text NOT NULL,
    kecamatan text[] NOT NULL,
    bobot numeric(8, 3) NOT NULL,
    pita text NOT NULL,
    tingkat text NOT NULL,
    keadaan text NOT NULL DEFAULT 'TERBUKA' CHECK (keadaan IN ('TERBUKA', 'SAMA', 'BEDA', 'GUGUR')),
    dibuka timestamptz NOT NULL DEFAULT now(),
    ditutup timestamptz,
    UNIQUE (nik_a, nik_b),
    CHECK (nik_a < nik_b)
);
COMMENT ON TABLE review.pasangan IS 'One case per pair of persons who may be one; never merged by the machine';
COMMENT ON COLUMN review.pasangan.keadaan IS 'SAMA, BEDA: by decision; GUGUR: they do not look alike any more';

CREATE TABLE review.putusan_pasangan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pasangan_id bigint NOT NULL REFERENCES review.pasangan,
    putusan text NOT NULL CHECK (putusan IN ('SAMA', 'BEDA', 'BATAL')),
    oleh text NOT NULL CHECK (oleh <> ''),
    alasan text NOT NULL CHECK (alasan <> ''),
    diputuskan_pada timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE review.putusan_pasangan IS 'Every decision on a pair, and its undoing; the newest counts';

CREATE FUNCTION registry.orang_terakhir(n text) RETURNS jsonb STABLE LANGUAGE sql AS $$
    -- Name, birth and sex of a person as they stand last.
    SELECT jsonb_build_object(
        'nama', coalesce(o.nilai ->> 'nama', b.nama),
        'tanggal_lahir', coalesce(o.nilai ->> 'tanggal_lahir', b.tanggal_lahir::text),
        'jenis_kelamin', coalesce(o.nilai ->> 'jenis_kelamin', b.jenis_kelamin))
    FROM (SELECT n AS nik) x
    LEFT JOIN LATERAL (SELECT i.* FROM registry.penetapan_individu i JOIN registry.penetapan p USING (versi)
                       WHERE i.nik = n ORDER BY p.berlaku DESC LIMIT 1) b ON true
    LEFT JOIN LATERAL (SELECT q.nilai FROM registry.orang q WHERE q.nik = n ORDER BY q.mulai DESC, q.versi DESC LIMIT 1) o
        ON true
$$;
