#!/usr/bin/env bash
# Replaces the replicas of the profile "full" one by one, also by those of a new image, while requests and work go on:
#   docker compose --env-file deploy/full.env --profile full build
#   deploy/rolling-restart.sh
# Further arguments go to Compose, such as -f docker-compose.yml -f deploy/two-logins.yml.
set -euo pipefail
cd "$(dirname "$0")/.."
READY_MAX_SECONDS=180
compose=(docker compose)
docker compose version >/dev/null 2>&1 || compose=(docker-compose)
compose+=("$@" --env-file deploy/full.env --profile full)

# How the balancer sees a replica: UP, DOWN, or on its way.
standing() {
  curl -sSf 'http://127.0.0.1:8404/;csv' | awk -F, -v server="$1" '$1 == "perennial" && $2 == server { print $18 }'
}

# The balancer, not the replica, says when the next one may go: until it has seen this one, there would be none.
await_up() {
  for ((second = 0; second < READY_MAX_SECONDS; second++)); do
    if [[ $(standing "$1") == UP ]]; then
      echo "$1 is up after $second s"
      return
    fi
    sleep 1
  done
  echo "$1 is $(standing "$1") after $READY_MAX_SECONDS s; the other replica still serves" >&2
  exit 1
}

replace() {
  await_up "$3" >/dev/null
  "${compose[@]}" up --detach --no-deps --no-build --force-recreate "$1"
  await_up "$2"
}

replace perennial one two
replace perennial-2 two one
