#!/usr/bin/env bash
# Takes back every import of a tenant, dry ones too, in the reverse order of references: what refers to something goes before it.
# Stops at the first that cannot go, and says what depends on it; run again, it goes on where it stopped.
#   URL       of the service                       KEY       an admin key of the tenant
#   DATABASE  optional, a connection string of the database's owner: then it also proves that nothing is left
set -euo pipefail
: "${URL:?address of the service, for example https://billing.example.com}"
: "${KEY:?an admin key of the tenant}"

call() { # METHOD PATH, the answer on standard output; a refusal ends the script
  local answer status
  answer=$(curl -sS -X "$1" "$URL$2" -H "Authorization: Bearer $KEY" -w '\n%{http_code}')
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  if [ "$status" -ge 300 ]; then
    echo "$1 $2: $(jq -r '"\(.status) \(.code): \(.detail)"' <<<"$answer" 2>/dev/null || echo "$status $answer")" >&2
    return 1
  fi
  printf '%s\n' "$answer"
}

imports() { # ENTITY, newest first: id and status
  local cursor='' page
  while :; do
    page=$(call GET "/v1/imports?entity=$1&limit=100${cursor:+&cursor=$cursor}") || return 1
    jq -r '.data[] | "\(.id) \(.status)"' <<<"$page"
    cursor=$(jq -r '.next_cursor // empty' <<<"$page")
    [ -n "$cursor" ] || break
  done
}

entities=(USAGE CREDITS PAYMENTS INVOICES SUBSCRIPTIONS PLANS PAYMENT_METHODS ACCOUNTS)
# First nothing may come in any more.
for entity in "${entities[@]}"; do
  listed=$(imports "$entity")
  while read -r id status; do
    case $status in PENDING | RUNNING) call POST "/v1/imports/$id/cancel" >/dev/null ;; esac
  done <<<"$listed"
done
for entity in "${entities[@]}"; do
  listed=$(imports "$entity")
  while read -r id status; do
    if [ -n "$id" ] && [ "$status" != ROLLED_BACK ]; then
      call POST "/v1/imports/$id/rollback" | jq -r '"\(.id) \(.entity) \(if .dry_run then "dry run" else "\(.rows_created) made" end): gone"'
    fi
  done <<<"$listed"
done

if [ -n "${DATABASE:-}" ]; then
  tenant=$(call GET /v1/tenant | jq -r .id)
  left=$(psql "$DATABASE" -X -A -t -v ON_ERROR_STOP=1 -v tenant="'$tenant'" -f "$(dirname "$0")/no-trace.sql" | awk -F'|' '$2 > 0')
  if [ -n "$left" ]; then
    printf 'left behind:\n%s\n' "$left" >&2
    exit 1
  fi
  echo "nothing is left"
fi
