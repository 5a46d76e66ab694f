-- The formal way of a proposal (contract 2.2). A proposal is an accepted row, known like a case by the bytes of its file
-- and the row in it (an event of a decision by its name), so that its way outlives a file that is taken in anew.

CREATE SCHEMA usulan;

CREATE TABLE usulan.transisi (
    dari text NOT NULL,
    aksi text NOT NULL,
    ke text NOT NULL,
    pelaku text NOT NULL CHECK (pelaku IN ('SIAPA_PUN', 'BUKAN_PEMVERIFIKASI', 'PENETAPAN')),
    PRIMARY KEY (dari, aksi, ke)
);
COMMENT ON TABLE usulan.transisi IS 'The only table of what may happen to a proposal, and who may do it';
COMMENT ON COLUMN usulan.transisi.pelaku IS 'PENETAPAN: nobody, it follows from a determination';
INSERT INTO usulan.transisi (dari, aksi, ke, pelaku) VALUES
    ('DIAJUKAN_DESA', 'VERIFIKASI', 'VERIFIKASI_DINSOS', 'SIAPA_PUN'),
    ('VERIFIKASI_DINSOS', 'SAHKAN', 'DISAHKAN', 'BUKAN_PEMVERIFIKASI'),
    ('VERIFIKASI_DINSOS', 'TOLAK', 'DITOLAK_DINSOS', 'SIAPA_PUN'),
    ('VERIFIKASI_DINSOS', 'KEMBALIKAN', 'DIKEMBALIKAN', 'SIAPA_PUN'),
    ('DISAHKAN', 'KIRIM', 'DIKIRIM', 'SIAPA_PUN'),
    ('DIKIRIM', 'COCOKKAN', 'DITETAPKAN', 'PENETAPAN'),
    ('DIKIRIM', 'COCOKKAN', 'TIDAK_DITETAPKAN', 'PENETAPAN');

CREATE TABLE usulan.tindakan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    aksi text NOT NULL,
    periode text NOT NULL CHECK (periode ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'),
    oleh text NOT NULL CHECK (btrim(oleh) <> ''),
    alasan text NOT NULL CHECK (btrim(alasan) <> ''),
    pada timestamptz NOT NULL DEFAULT now(),
    UNIQUE (id, aksi)
);
COMMENT ON TABLE usulan.tindakan IS 'What a person did to many proposals or to one: who, when, why; never changed';

-- The keys make a chain of every way: the first step starts at DIAJUKAN_DESA, each other one where the one before ended.
CREATE TABLE usulan.langkah (
    sha256 text NOT NULL,
    urut integer NOT NULL,
    nomor integer NOT NULL CHECK (nomor > 0),
    sebelum integer GENERATED ALWAYS AS (nullif(nomor - 1, 0)) STORED,
    tindakan_id bigint NOT NULL,
    aksi text NOT NULL,
    dari text NOT NULL,
    ke text NOT NULL,
    PRIMARY KEY (sha256, urut, nomor),
    UNIQUE (sha256, urut, nomor, ke),
    CHECK (nomor > 1 OR dari = 'DIAJUKAN_DESA'),
    FOREIGN KEY (dari, aksi, ke) REFERENCES usulan.transisi,
    FOREIGN KEY (tindakan_id, aksi) REFERENCES usulan.tindakan (id, aksi),
    FOREIGN KEY (sha256, urut, sebelum, dari) REFERENCES usulan.langkah (sha256, urut, nomor, ke)
);
COMMENT ON TABLE usulan.langkah IS 'Every step of every proposal, append-only; the last one is its state';
CREATE INDEX langkah_tindakan ON usulan.langkah (tindakan_id);

CREATE FUNCTION usulan.nama(orang text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    -- A name as names are compared.
    SELECT lower(btrim(regexp_replace(orang, '\s+', ' ', 'g')))
$$;

CREATE FUNCTION usulan.periksa_pelaku() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    n integer;
BEGIN
    SELECT count(*) INTO n
    FROM baru b
    JOIN usulan.transisi t ON t.dari = b.dari AND t.aksi = b.aksi AND t.ke = b.ke
    JOIN usulan.tindakan a ON a.id = b.tindakan_id
    WHERE t.pelaku = 'PENETAPAN' OR t.pelaku = 'BUKAN_PEMVERIFIKASI' AND EXISTS (
        SELECT FROM usulan.langkah v JOIN usulan.tindakan w ON w.id = v.tindakan_id
        WHERE v.sha256 = b.sha256 AND v.urut = b.urut AND v.ke = 'VERIFIKASI_DINSOS'
          AND usulan.nama(w.oleh) = usulan.nama(a.oleh));
    IF n > 0 THEN
        RAISE EXCEPTION USING CONSTRAINT = 'usulan_pelaku',
            MESSAGE = 'Yang memverifikasi usulan tidak boleh mengesahkannya: ' || n || ' usulan.';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER langkah_pelaku AFTER INSERT ON usulan.langkah REFERENCING NEW TABLE AS baru
FOR EACH STATEMENT EXECUTE FUNCTION usulan.periksa_pelaku();

CREATE TABLE usulan.paket (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tindakan_id bigint NOT NULL UNIQUE REFERENCES usulan.tindakan,
    periode text NOT NULL,
    versi integer NOT NULL,
    tanggal date NOT NULL,
    manifest jsonb NOT NULL,
    UNIQUE (periode, versi)
);
COMMENT ON TABLE usulan.paket IS 'Packages that left for the ministry; tanggal: the day they were sent';

CREATE TABLE usulan.paket_baris (
    sha256 text NOT NULL,
    urut integer NOT NULL,
    paket_id bigint NOT NULL REFERENCES usulan.paket DEFERRABLE INITIALLY DEFERRED,
    kecamatan text NOT NULL,
    kode_desa text,
    tanggal date NOT NULL,
    nik text NOT NULL,
    isi jsonb NOT NULL,
    PRIMARY KEY (sha256, urut)
);
COMMENT ON TABLE usulan.paket_baris IS
    'What was sent, as it was sent: a proposal leaves once, and its package can be written again';
CREATE INDEX paket_baris_desa ON usulan.paket_baris (paket_id, kode_desa);

CREATE FUNCTION usulan.tidak_berubah() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME || ' is append-only';
END $$;
CREATE TRIGGER tetap BEFORE UPDATE OR DELETE ON usulan.tindakan
FOR EACH STATEMENT EXECUTE FUNCTION usulan.tidak_berubah();
CREATE TRIGGER tetap BEFORE UPDATE OR DELETE ON usulan.langkah
FOR EACH STATEMENT EXECUTE FUNCTION usulan.tidak_berubah();
CREATE TRIGGER tetap BEFORE UPDATE OR DELETE ON usulan.paket
FOR EACH STATEMENT EXECUTE FUNCTION usulan.tidak_berubah();
CREATE TRIGGER tetap BEFORE UPDATE OR DELETE ON usulan.paket_baris
FOR EACH STATEMENT EXECUTE FUNCTION usulan.tidak_berubah();

CREATE TABLE usulan.hasil (
    sha256 text NOT NULL,
    urut integer NOT NULL,
    versi text NOT NULL,
    dari text NOT NULL GENERATED ALWAYS AS ('DIKIRIM') STORED,
    aksi text NOT NULL GENERATED ALWAYS AS ('COCOKKAN') STORED,
    ke text NOT NULL,
    beda text[] NOT NULL,
    PRIMARY KEY (sha256, urut),
    FOREIGN KEY (sha256, urut) REFERENCES usulan.paket_baris,
    FOREIGN KEY (dari, aksi, ke) REFERENCES usulan.transisi
);
COMMENT ON TABLE usulan.hasil IS 'Derived: what the next determination says of a sent proposal; may be emptied at any time';
COMMENT ON COLUMN usulan.hasil.beda IS 'Proposed columns that the determination has otherwise; nik: it has no such person';

CREATE FUNCTION usulan.keadaan(s text, u integer) RETURNS text STABLE LANGUAGE sql AS $$
    -- The state of an accepted row.
    SELECT coalesce(
        (SELECT h.ke FROM usulan.hasil h WHERE h.sha256 = s AND h.urut = u),
        (SELECT l.ke FROM usulan.langkah l WHERE l.sha256 = s AND l.urut = u ORDER BY l.nomor DESC LIMIT 1),
        'DIAJUKAN_DESA')
$$;

CREATE FUNCTION usulan.jejak(s text, u integer) RETURNS jsonb STABLE LANGUAGE sql AS $$
    -- The steps of a row, the oldest first.
    SELECT coalesce(jsonb_agg(jsonb_build_object(
        'aksi', l.aksi, 'keadaan', l.ke, 'oleh', t.oleh, 'pada', t.pada, 'alasan', t.alasan) ORDER BY l.nomor), '[]')
    FROM usulan.langkah l JOIN usulan.tindakan t ON t.id = l.tindakan_id WHERE l.sha256 = s AND l.urut = u
$$;

CREATE FUNCTION usulan.desa(n text, d date) RETURNS text STABLE LANGUAGE sql AS $$
    -- Where the registry has a person on a day: for rows that need not name a desa.
    WITH e AS (
        SELECT coalesce((SELECT versi FROM registry.penetapan WHERE berlaku <= d ORDER BY berlaku DESC LIMIT 1), '')
                   AS versi
    ), o AS (
        SELECT e.versi, coalesce(
            (SELECT x.no_kk FROM registry.orang x
             WHERE x.versi = e.versi AND x.nik = n AND x.mulai <= d AND d < x.sampai),
            (SELECT b.no_kk FROM registry.penetapan_individu b WHERE b.versi = e.versi AND b.nik = n)) AS no_kk
        FROM e
    )
    SELECT coalesce(
        (SELECT k.nilai ->> 'kode_desa' FROM registry.keluarga k
         WHERE k.versi = o.versi AND k.no_kk = o.no_kk AND k.mulai <= d AND d < k.sampai),
        (SELECT b.kode_desa FROM registry.penetapan_keluarga b WHERE b.versi = o.versi AND b.no_kk = o.no_kk))
    FROM o
$$;

CREATE FUNCTION usulan.sama(a text, b text) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$
    -- Two values that say the same: figures as figures, texts by their letters and digits.
    SELECT coalesce(
        CASE WHEN a ~ '^[0-9]{1,15}([.][0-9]+)?$' AND b ~ '^[0-9]{1,15}([.][0-9]+)?$' THEN a::numeric = b::numeric
             ELSE regexp_replace(upper(a), '[^A-Z0-9]', '', 'g') = regexp_replace(upper(b), '[^A-Z0-9]', '', 'g') END,
        false)
$$;

CREATE VIEW usulan.terkini AS
SELECT CASE WHEN f.keputusan_id IS NULL THEN left(f.sha256, 12) ELSE f.sha256 END || '-' || b.urut AS usulan,
       f.sha256, b.urut, f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.nik, b.jenis_usulan, b.normal,
       coalesce(b.normal ->> 'kode_desa', usulan.desa(b.nik, f.tanggal)) AS kode_desa,
       usulan.keadaan(f.sha256, b.urut) AS keadaan
FROM intake.berkas f
JOIN intake.baris b ON b.berkas_id = f.id
WHERE f.outcome = 'DITERIMA' AND NOT f.digantikan AND b.status <> 'DITAHAN' AND b.ulangan_dari IS NULL
  AND NOT EXISTS (
      SELECT FROM review.keputusan p
      JOIN intake.berkas e ON e.keputusan_id = p.id AND NOT e.digantikan
      JOIN intake.baris d ON d.berkas_id = e.id AND d.status <> 'DITAHAN'
      WHERE p.sha256 = f.sha256 AND p.urut = b.urut);
COMMENT ON VIEW usulan.terkini IS
    'Every proposal that counts: accepted rows, repeats (G02) with the first, a decided row as its decision has it';
