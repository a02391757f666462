#!/bin/sh
# Gives the portal's two database roles their passwords; run once, when the database is first made.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" \
     --username "$POSTGRES_USER" --dbname postgres <<'SQL'
ALTER ROLE portal_owner PASSWORD :'owner';
ALTER ROLE portal_app PASSWORD :'app';
SQL
