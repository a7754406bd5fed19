#!/bin/sh
# Starts Redis for the job queue. It accepts only connections over TLS as the user `apoyo`. This user can access the keys
# `bull:*` and all channels, and run INFO and FLUSHDB, but cannot administer the server. The folder SECRETS contains
# redis_password, redis_certificate and redis_key, which the user that runs this script must be able to read. The
# arguments are further settings of redis-server.
set -eu
secrets=${SECRETS:-/run/secrets}
password=$(tr -d '\r\n' <"$secrets/redis_password" | sha256sum | cut -c1-64)
exec redis-server \
  --port 0 --tls-port "${PORT:-6379}" --tls-auth-clients no \
  --tls-cert-file "$secrets/redis_certificate" --tls-key-file "$secrets/redis_key" \
  --user default off \
  --user apoyo on "#$password" '~bull:*' '&*' +@all -@admin -@dangerous +info +flushdb \
  "$@"
