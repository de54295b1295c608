#!/usr/bin/env bash
# Sends a file as an import, waits until it is over, and writes down what came of it and which rows are wrong. Ends with 1 when any is.
#   import.sh ENTITY FILE [--dry-run]      FILE is newline-delimited JSON, or CSV if it is called so
#   URL       of the service               KEY       an admin key of the tenant
#   SOURCE    optional, whose export it is: GENERIC, STRIPE_BILLING, LAGO, KILL_BILL
set -euo pipefail
: "${URL:?address of the service, for example https://billing.example.com}"
: "${KEY:?an admin key of the tenant}"
entity=${1:?entity, for example ACCOUNTS}
file=${2:?file with its rows}
[ -r "$file" ] || { echo "$file cannot be read" >&2; exit 1; }
dry=false
[ "${3:-}" != --dry-run ] || dry=true
case $file in *.csv) type=text/csv ;; *) type=application/x-ndjson ;; esac

call() { # METHOD PATH and options of curl: the answer on standard output; a refusal goes to the other and ends the script
  local answer
  if ! answer=$(curl -sS --fail-with-body -X "$1" "$URL$2" -H "Authorization: Bearer $KEY" "${@:3}"); then
    echo "$1 $2: $answer" >&2
    return 1
  fi
  printf '%s\n' "$answer"
}

id=$(call POST /v1/imports -H 'Content-Type: application/json' \
  -d "{\"entity\": \"$entity\", \"source\": \"${SOURCE:-GENERIC}\", \"dry_run\": $dry}" | jq -r .id)
call PUT "/v1/imports/$id/content" -H "Content-Type: $type" -T "$file" >/dev/null
while :; do
  import=$(call GET "/v1/imports/$id")
  case $(jq -r .status <<<"$import") in PENDING | RUNNING) sleep 1 ;; *) break ;; esac
done
jq -r '"\(.id) \(.entity)\(if .dry_run then " dry run" else "" end) \(.status): \(.rows_created) created, \(.rows_unchanged) unchanged, \(.rows_failed) failed"' <<<"$import"

cursor=''
while [ "$(jq .rows_failed <<<"$import")" -gt 0 ]; do
  page=$(call GET "/v1/imports/$id/errors?limit=100${cursor:+&cursor=$cursor}")
  jq -r '.data[] | "row \(.row_number) \(.external_id): \(.field) \(.code): \(.message)"' <<<"$page"
  cursor=$(jq -r '.next_cursor // empty' <<<"$page")
  [ -n "$cursor" ] || exit 1
done
[ "$(jq -r .status <<<"$import")" = COMPLETED ]
