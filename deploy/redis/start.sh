#!/bin/sh
# Starts Redis for the job queue: only over TLS, and only for the user `apoyo`, who reaches nothing but the keys of the
# queue and can empty it. SECRETS holds redis_password, redis_certificate and redis_key, readable by the user that runs this. The
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
