#!/bin/sh
# Runs once, when the data volume is empty: one role and one database each for Airflow and for the product.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
  -v airflow_sandi="$AIRFLOW_DB_PASSWORD" -v dtsen_sandi="$DTSEN_DB_PASSWORD" <<'SQL'
CREATE ROLE airflow LOGIN PASSWORD :'airflow_sandi';
CREATE DATABASE airflow OWNER airflow TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
CREATE ROLE dtsen LOGIN CREATEROLE PASSWORD :'dtsen_sandi';
CREATE DATABASE dtsen OWNER dtsen TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
SQL
