#!/usr/bin/env bash
# Compares what was sent with what is there, check by check, by the queries that GET /v1/imports/validation runs; ends with 1 when
# anything differs. It only reads: it logs in to DATABASE as whoever may become perennial_auditor, and becomes that role.
#   DATABASE  a connection string      TENANT  its id      FILE  the queries
set -euo pipefail
: "${DATABASE:?connection string of the database}"
: "${TENANT:?id of the tenant}"
: "${FILE:=$(dirname "$0")/../../src/main/resources/migration/validation.sql}"
export PGOPTIONS="${PGOPTIONS:-} -c role=perennial_auditor -c default_transaction_read_only=on"

# The name of each check goes out before what it finds.
found=$(sed 's/^-- name: \(.*\)$/\\echo = \1/' "$FILE" |
  psql "$DATABASE" -X -q -A -t -F '|' -v ON_ERROR_STOP=1 -v tenant="'$TENANT'" -f -)
awk -F'|' '
  /^= / { check = substr($0, 3); next }
  NF == 3 { differs = $2 != $3; bad += differs; printf "%-8s %s: %s: sent %s, there %s\n", differs ? "DIFFERS" : "ok", check, $1, $2, $3 }
  END { exit bad > 0 }' <<<"$found"
