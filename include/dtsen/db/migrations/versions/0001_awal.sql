-- Schemas of the product: intake (what came in), review (held rows), registry (the fold), publish (what went out).

CREATE SCHEMA intake;
CREATE SCHEMA review;
CREATE SCHEMA registry;
CREATE SCHEMA publish;

-- intake ------------------------------------------------------------------------------------------------

CREATE TABLE intake.hasil (
    kecamatan text NOT NULL,
    tanggal date NOT NULL,
    keadaan text NOT NULL CHECK (keadaan IN ('BERJALAN', 'SELESAI', 'SEBAGIAN', 'DITOLAK', 'GAGAL', 'DIAM')),
    alasan text,
    mulai timestamptz NOT NULL DEFAULT now(),
    selesai timestamptz,
    PRIMARY KEY (kecamatan, tanggal)
);
COMMENT ON TABLE intake.hasil IS 'Outcome ledger: the state of every (kecamatan, D)';

CREATE TABLE intake.berkas (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kecamatan text NOT NULL,
    tanggal date NOT NULL,
    nama text NOT NULL,
    sha256 text NOT NULL,
    byte bigint NOT NULL,
    arsip text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('DITERIMA', 'DITOLAK', 'DUPLIKAT')),
    aturan text,
    pesan text,
    format text,
    revisi boolean NOT NULL DEFAULT false,
    digantikan boolean NOT NULL DEFAULT false,
    desa text[] NOT NULL DEFAULT '{}',
    rows_read integer NOT NULL DEFAULT 0,
    accepted integer NOT NULL DEFAULT 0,
    noted integer NOT NULL DEFAULT 0,
    held integer NOT NULL DEFAULT 0,
    kepala jsonb NOT NULL DEFAULT '[]',
    dilewati jsonb NOT NULL DEFAULT '[]',
    tersembunyi jsonb NOT NULL DEFAULT '[]',
    diterima_pada timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kecamatan, tanggal, nama, sha256),
    CHECK (rows_read = accepted + noted + held)
);
CREATE UNIQUE INDEX berkas_satu_berlaku ON intake.berkas (sha256) WHERE outcome = 'DITERIMA';
CREATE INDEX berkas_tanggal ON intake.berkas (tanggal, kecamatan);

CREATE TABLE intake.baris (
    berkas_id bigint NOT NULL REFERENCES intake.berkas ON DELETE CASCADE,
    urut integer NOT NULL,
    lembar text,
    baris integer NOT NULL,
    nik text,
    no_kk text,
    jenis_usulan text,
    kecamatan_antrian text,
    mentah jsonb NOT NULL,
    normal jsonb NOT NULL,
    temuan jsonb NOT NULL DEFAULT '[]',
    temuan_registri jsonb NOT NULL DEFAULT '[]',
    ulangan_dari integer,
    ditahan_sendiri boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('DITERIMA', 'DITERIMA_CATATAN', 'DITAHAN')),
    PRIMARY KEY (berkas_id, urut)
);
COMMENT ON COLUMN intake.baris.temuan IS 'Findings of the row and its file: [{kode, dampak, kolom}]';
COMMENT ON COLUMN intake.baris.temuan_registri IS 'Findings against the registry (U04, U05, F01), restated by the fold';
CREATE INDEX baris_nik ON intake.baris (nik) WHERE nik IS NOT NULL;
CREATE INDEX baris_no_kk ON intake.baris (no_kk) WHERE no_kk IS NOT NULL;

-- review ------------------------------------------------------------------------------------------------

CREATE TABLE review.kasus (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    berkas_id bigint NOT NULL,
    urut integer NOT NULL,
    kecamatan text NOT NULL,
    keadaan text NOT NULL DEFAULT 'TERBUKA' CHECK (keadaan IN ('TERBUKA', 'SELESAI_BARIS_BARU', 'GUGUR')),
    kode text[] NOT NULL,
    dibuka timestamptz NOT NULL DEFAULT now(),
    ditutup timestamptz,
    UNIQUE (berkas_id, urut),
    FOREIGN KEY (berkas_id, urut) REFERENCES intake.baris ON DELETE CASCADE
);
COMMENT ON COLUMN review.kasus.keadaan IS
    'SELESAI_BARIS_BARU: a later row for the NIK and kecamatan passed; GUGUR: the row is not held any more';
COMMENT ON COLUMN review.kasus.kecamatan IS 'Whose queue: the kecamatan of the desa for W02, else the submitting one';
CREATE INDEX kasus_antrian ON review.kasus (kecamatan, keadaan);

CREATE VIEW review.kasus_lengkap AS
SELECT k.id, k.kecamatan AS antrian, k.keadaan, k.kode, b.temuan || b.temuan_registri AS temuan,
       f.kecamatan, f.tanggal, f.nama AS berkas, b.lembar, b.baris, b.mentah, b.normal, k.dibuka, k.ditutup
FROM review.kasus k
JOIN intake.baris b USING (berkas_id, urut)
JOIN intake.berkas f ON f.id = k.berkas_id;

CREATE TABLE review.akses (
    waktu timestamptz NOT NULL DEFAULT now(),
    siapa text NOT NULL,
    perintah text NOT NULL,
    pseudonim text NOT NULL,
    tujuan text NOT NULL
);
COMMENT ON TABLE review.akses IS 'Unmasked reads of one person or family, with their purpose';

-- registry ----------------------------------------------------------------------------------------------

CREATE TABLE registry.penetapan (
    versi text PRIMARY KEY,
    berlaku date NOT NULL UNIQUE,
    tata_letak text NOT NULL,
    individu integer NOT NULL,
    keluarga integer NOT NULL,
    ditahan integer NOT NULL,
    sumber jsonb NOT NULL,
    dimuat_pada timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE registry.penetapan IS 'Determinations by BPS; the base of the fold from their date on';

CREATE TABLE registry.penetapan_individu (
    versi text NOT NULL,
    nik text NOT NULL,
    no_kk text NOT NULL,
    nama text,
    tanggal_lahir date,
    jenis_kelamin text,
    shdk smallint,
    nama_ibu_kandung text,
    tempat_lahir text,
    status_kawin smallint,
    pendidikan smallint,
    pekerjaan smallint,
    penghasilan_bulanan bigint,
    hamil boolean,
    usia_kehamilan_minggu smallint,
    disabilitas smallint,
    disabilitas_berat boolean,
    status_sekolah smallint,
    jenjang_sekolah smallint,
    pbi_nas text,
    pbi_pemda text,
    id_pelanggan_pln text,
    kelas_tertinggi_yang_diduduki text,
    ijazah_tertinggi_yang_dimiliki text,
    status_bekerja text,
    lapangan_usaha_dari_pekerjaan_utama text,
    status_dalam_pekerjaan_utama text,
    kepemilikan_usaha text,
    jumlah_usaha text,
    lapangan_usaha_dari_usaha_utama text,
    jumlah_pekerja_yang_dibayar_dari_usaha_utama text,
    jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama text,
    omzet_usaha_utama text,
    kondisi_gizi text,
    penglihatan text,
    pendengaran text,
    berjalan_atau_naik_tangga text,
    menggunakan_tangan_jari text,
    belajar_kemampuan_intelektual text,
    pengendalian_perilaku text,
    berbicara_komunikasi text,
    mengurus_diri text,
    mengingat_berkonsentrasi text,
    kesedihan_depresi text,
    penyakit_kronis text,
    kode_kelurahan_desa_ktp text,
    kode_provinsi_ktp text,
    kode_kabupaten_kota_ktp text,
    kode_kecamatan_ktp text,
    dusun_ktp text,
    rt_ktp text,
    rw_ktp text,
    alamat_ktp text,
    gaji text,
    shdk_sistem text,
    shdk_asal text
) PARTITION BY LIST (versi);

CREATE TABLE registry.penetapan_keluarga (
    versi text NOT NULL,
    no_kk text NOT NULL,
    kode_desa text,
    alamat text,
    rt text,
    rw text,
    jumlah_anggota_keluarga text,
    nama_kepala_keluarga text,
    desil_nasional smallint,
    desil_provinsi smallint,
    desil_kabupaten_kota smallint,
    pbi_nas text,
    pbi_pemda text,
    id_pelanggan_pln text,
    status_kepemilikan_rumah smallint,
    jenis_lantai_terluas smallint,
    luas_lantai text,
    jenis_dinding_terluas smallint,
    jenis_atap_terluas smallint,
    sumber_air_minum_utama smallint,
    sumber_penerangan_utama smallint,
    daya_terpasang smallint,
    bahan_bakar_utama_memasak smallint,
    fasilitas_bab smallint,
    jenis_kloset smallint,
    pembuangan_akhir_tinja smallint,
    kepemilikan_aset smallint,
    aset_bergerak_tabung_gas smallint,
    aset_bergerak_lemari_es smallint,
    aset_bergerak_ac smallint,
    aset_bergerak_pemanas_air smallint,
    aset_bergerak_telepon_rumah smallint,
    aset_bergerak_tv_datar smallint,
    aset_bergerak_emas_perhiasan smallint,
    aset_bergerak_komputer_laptop_tablet smallint,
    aset_bergerak_sepeda_motor smallint,
    aset_bergerak_sepeda smallint,
    aset_bergerak_mobil smallint,
    aset_bergerak_perahu smallint,
    aset_bergerak_kapal_perahu_motor smallint,
    aset_bergerak_smartphone smallint,
    aset_tidak_bergerak_lahan_lainnya smallint,
    aset_tidak_bergerak_rumah_lainnya smallint,
    jumlah_ternak_sapi text,
    jumlah_ternak_kerbau text,
    jumlah_ternak_kuda text,
    jumlah_ternak_babi text,
    jumlah_ternak_kambing_domba text
) PARTITION BY LIST (versi);

CREATE TABLE registry.penetapan_ditahan (
    versi text NOT NULL REFERENCES registry.penetapan ON DELETE CASCADE,
    tingkat text NOT NULL,
    nik text,
    no_kk text,
    alasan text NOT NULL,
    mentah jsonb NOT NULL
);
COMMENT ON TABLE registry.penetapan_ditahan IS 'Rows of a determination that cannot enter the registry, with the reason';

-- The overlay: what events made of persons and families, per epoch (determination) and period.
CREATE TABLE registry.orang (
    nik text NOT NULL,
    versi text NOT NULL,
    mulai date NOT NULL,
    sampai date NOT NULL,
    status text NOT NULL CHECK (status IN ('AKTIF', 'MENINGGAL', 'PINDAH', 'HAPUS')),
    no_kk text NOT NULL,
    nilai jsonb NOT NULL,
    peristiwa jsonb NOT NULL,
    PRIMARY KEY (nik, versi, mulai),
    CHECK (mulai < sampai)
);
COMMENT ON COLUMN registry.orang.versi IS 'Determination this state lies on; empty before the first one';
COMMENT ON COLUMN registry.orang.nilai IS 'Columns that events set; the others stand as determined';
COMMENT ON COLUMN registry.orang.peristiwa IS 'The rows that made this state, in order: [[berkas_id, urut], ...]';
CREATE INDEX orang_no_kk ON registry.orang (no_kk);
CREATE INDEX orang_versi ON registry.orang (versi, mulai, sampai);

CREATE TABLE registry.keluarga (
    no_kk text NOT NULL,
    versi text NOT NULL,
    mulai date NOT NULL,
    sampai date NOT NULL,
    nilai jsonb NOT NULL,
    peristiwa jsonb NOT NULL,
    PRIMARY KEY (no_kk, versi, mulai),
    CHECK (mulai < sampai)
);
CREATE INDEX keluarga_versi ON registry.keluarga (versi, mulai, sampai);

-- Reference inputs (contract 1.3)
CREATE TABLE registry.rujukan_berkas (
    jenis text NOT NULL,
    tanggal date,
    nama text NOT NULL,
    sha256 text NOT NULL,
    baris integer NOT NULL,
    ditahan integer NOT NULL,
    dimuat_pada timestamptz NOT NULL DEFAULT now(),
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    UNIQUE NULLS NOT DISTINCT (jenis, tanggal, nama, sha256)
);
CREATE TABLE registry.dukcapil (
    berkas_id bigint NOT NULL REFERENCES registry.rujukan_berkas ON DELETE CASCADE,
    nik text NOT NULL, status_padan text NOT NULL, tanggal_padan date NOT NULL
);
CREATE INDEX dukcapil_nik ON registry.dukcapil (nik, tanggal_padan DESC);
CREATE TABLE registry.pengecualian (
    berkas_id bigint NOT NULL REFERENCES registry.rujukan_berkas ON DELETE CASCADE,
    nik text NOT NULL, kode_alasan text NOT NULL, sumber text, sifat text NOT NULL,
    berlaku_mulai date NOT NULL, berlaku_sampai date
);
CREATE INDEX pengecualian_nik ON registry.pengecualian (nik);
CREATE TABLE registry.penerima (
    berkas_id bigint NOT NULL REFERENCES registry.rujukan_berkas ON DELETE CASCADE,
    nik text, no_kk text, program text NOT NULL, periode text NOT NULL
);
CREATE TABLE registry.operator (
    berkas_id bigint NOT NULL REFERENCES registry.rujukan_berkas ON DELETE CASCADE,
    operator_id text NOT NULL, kode_desa text NOT NULL, mulai date, selesai date
);

-- publish -----------------------------------------------------------------------------------------------

CREATE TABLE publish.versi (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tanggal date NOT NULL,
    versi integer NOT NULL,
    checksum text NOT NULL,
    penetapan text NOT NULL,
    manifest jsonb NOT NULL,
    tempat text NOT NULL,
    diterbitkan timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tanggal, versi)
);
CREATE TABLE publish.terkini (
    satu boolean PRIMARY KEY DEFAULT true CHECK (satu),
    versi_id bigint NOT NULL REFERENCES publish.versi
);
COMMENT ON TABLE publish.terkini IS 'The version that the views show; one row at most';

CREATE TABLE publish.individu_semua (
    versi_id bigint NOT NULL,
    nik text NOT NULL,
    no_kk text NOT NULL,
    nama text,
    tanggal_lahir date,
    jenis_kelamin text,
    shdk smallint,
    nama_ibu_kandung text,
    tempat_lahir text,
    status_kawin smallint,
    pendidikan smallint,
    pekerjaan smallint,
    penghasilan_bulanan bigint,
    hamil boolean,
    usia_kehamilan_minggu smallint,
    disabilitas smallint,
    disabilitas_berat boolean,
    status_sekolah smallint,
    jenjang_sekolah smallint,
    pbi_nas text,
    pbi_pemda text,
    id_pelanggan_pln text,
    kelas_tertinggi_yang_diduduki text,
    ijazah_tertinggi_yang_dimiliki text,
    status_bekerja text,
    lapangan_usaha_dari_pekerjaan_utama text,
    status_dalam_pekerjaan_utama text,
    kepemilikan_usaha text,
    jumlah_usaha text,
    lapangan_usaha_dari_usaha_utama text,
    jumlah_pekerja_yang_dibayar_dari_usaha_utama text,
    jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama text,
    omzet_usaha_utama text,
    kondisi_gizi text,
    penglihatan text,
    pendengaran text,
    berjalan_atau_naik_tangga text,
    menggunakan_tangan_jari text,
    belajar_kemampuan_intelektual text,
    pengendalian_perilaku text,
    berbicara_komunikasi text,
    mengurus_diri text,
    mengingat_berkonsentrasi text,
    kesedihan_depresi text,
    penyakit_kronis text,
    kode_kelurahan_desa_ktp text,
    kode_provinsi_ktp text,
    kode_kabupaten_kota_ktp text,
    kode_kecamatan_ktp text,
    dusun_ktp text,
    rt_ktp text,
    rw_ktp text,
    alamat_ktp text,
    gaji text,
    shdk_sistem text,
    shdk_asal text,
    kode_desa text,
    kode_kecamatan text,
    status_nilai text NOT NULL,
    penetapan text,
    nilai_penetapan jsonb
) PARTITION BY LIST (versi_id);
COMMENT ON COLUMN publish.individu_semua.nilai_penetapan IS 'Determined values that proposals changed';

CREATE TABLE publish.keluarga_semua (
    versi_id bigint NOT NULL,
    no_kk text NOT NULL,
    nama_desa text,
    kode_kecamatan text,
    nama_kecamatan text,
    jumlah_anggota integer NOT NULL,
    kode_desa text,
    alamat text,
    rt text,
    rw text,
    jumlah_anggota_keluarga text,
    nama_kepala_keluarga text,
    desil_nasional smallint,
    desil_provinsi smallint,
    desil_kabupaten_kota smallint,
    pbi_nas text,
    pbi_pemda text,
    id_pelanggan_pln text,
    status_kepemilikan_rumah smallint,
    jenis_lantai_terluas smallint,
    luas_lantai text,
    jenis_dinding_terluas smallint,
    jenis_atap_terluas smallint,
    sumber_air_minum_utama smallint,
    sumber_penerangan_utama smallint,
    daya_terpasang smallint,
    bahan_bakar_utama_memasak smallint,
    fasilitas_bab smallint,
    jenis_kloset smallint,
    pembuangan_akhir_tinja smallint,
    kepemilikan_aset smallint,
    aset_bergerak_tabung_gas smallint,
    aset_bergerak_lemari_es smallint,
    aset_bergerak_ac smallint,
    aset_bergerak_pemanas_air smallint,
    aset_bergerak_telepon_rumah smallint,
    aset_bergerak_tv_datar smallint,
    aset_bergerak_emas_perhiasan smallint,
    aset_bergerak_komputer_laptop_tablet smallint,
    aset_bergerak_sepeda_motor smallint,
    aset_bergerak_sepeda smallint,
    aset_bergerak_mobil smallint,
    aset_bergerak_perahu smallint,
    aset_bergerak_kapal_perahu_motor smallint,
    aset_bergerak_smartphone smallint,
    aset_tidak_bergerak_lahan_lainnya smallint,
    aset_tidak_bergerak_rumah_lainnya smallint,
    jumlah_ternak_sapi text,
    jumlah_ternak_kerbau text,
    jumlah_ternak_kuda text,
    jumlah_ternak_babi text,
    jumlah_ternak_kambing_domba text,
    status_nilai text NOT NULL,
    penetapan text,
    nilai_penetapan jsonb
) PARTITION BY LIST (versi_id);

CREATE VIEW publish.individu AS
SELECT i.* FROM publish.individu_semua i WHERE i.versi_id = (SELECT versi_id FROM publish.terkini);
CREATE VIEW publish.keluarga AS
SELECT k.* FROM publish.keluarga_semua k WHERE k.versi_id = (SELECT versi_id FROM publish.terkini);

