#!/bin/sh
# Backups of both databases: `terus` takes one now if there is none of the last day, then one every night; `sekali`
# takes one; `daftar` lists them; `pulihkan FILE` replaces a database by what a dump holds.
set -eu
folder=${CADANGAN_FOLDER:-/var/lib/postgresql/data} # there the image's user may write

cadangkan() {
  waktu=$(date +%Y%m%d-%H%M%S)
  for nama in airflow dtsen; do
    berkas=$folder/$nama-$waktu.dump
    pg_dump --format=custom --file="$berkas.sementara" "$nama"
    pg_restore --list "$berkas.sementara" > /dev/null  # what cannot be read back is no backup
    mv "$berkas.sementara" "$berkas"
  done
  find "$folder" -name '*.dump' -mtime "+$CADANGAN_HARI" -delete
  echo "Cadangan $waktu selesai."
}

pulihkan() {
  berkas=$folder/$(basename "$1")
  nama=$(basename "$1" | cut -d- -f1)
  case $nama in airflow | dtsen) ;; *) echo "Bukan cadangan: $1. Lihat daftarnya: cadangan.sh daftar" >&2; exit 2 ;; esac
  pg_restore --list "$berkas" > /dev/null
  dropdb --force --if-exists "$nama"
  createdb --owner="$nama" --template=template0 --encoding=UTF8 --lc-collate=C --lc-ctype=C "$nama"
  pg_restore --exit-on-error --dbname="$nama" "$berkas"
  echo "Basis data $nama dipulihkan dari $(basename "$1")."
}

tidur_sampai_jam() {
  jam=${CADANGAN_JAM#0} kini=$(date +%s) besok=$(date -d "tomorrow ${jam:-0}:00" +%s) nanti=$(date -d "today ${jam:-0}:00" +%s)
  [ "$nanti" -gt "$kini" ] || nanti=$besok
  sleep "$((nanti - kini))" &
  wait $!  # so that a stop does not wait for the night
}

trap 'exit 0' TERM INT
case "${1:-terus}" in
  sekali) cadangkan ;;
  daftar) ls -lh "$folder"/*.dump ;;
  pulihkan) pulihkan "${2:?nama berkas cadangan}" ;;
  terus)
    find "$folder" -name 'dtsen-*.dump' -mmin -1440 | grep -q . || cadangkan
    while :; do
      tidur_sampai_jam
      cadangkan || echo "Cadangan gagal; dicoba lagi malam berikutnya." >&2
    done
    ;;
  *) echo "Pakai: terus | sekali | daftar | pulihkan BERKAS" >&2; exit 2 ;;
esac
