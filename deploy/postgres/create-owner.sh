#!/bin/sh
# Runs once, when PostgreSQL creates its data folder: the owner of the database, who is not a superuser.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set password="$(cat /run/secrets/owner_password)" <<'SQL'
create role apoyo_owner login createrole password :'password';
alter database apoyo owner to apoyo_owner;
alter schema public owner to apoyo_owner;
SQL
