#!/usr/bin/env bash
# Copies the whole database cluster, while it runs, into a folder of its own below BACKUP_DIRECTORY, and checks the copy.
# Connects as libpq does: PGHOST, PGPORT, PGUSER (a role with REPLICATION), PGPASSWORD or ~/.pgpass.
set -euo pipefail
: "${BACKUP_DIRECTORY:?where backups go, for example /var/backups/perennial}"
: "${BACKUPS_KEPT:=7}"

folder="$BACKUP_DIRECTORY/base-$(date -u +%Y%m%dT%H%M%SZ)"
mkdir -p "$BACKUP_DIRECTORY"
# Under another name until it is whole, so that nobody restores half of one.
pg_basebackup --pgdata="$folder.part" --format=plain --wal-method=stream --checkpoint=fast
pg_verifybackup "$folder.part"
mv "$folder.part" "$folder"
echo "$folder"

ls -d "$BACKUP_DIRECTORY"/base-*Z | sort -r | tail -n "+$((BACKUPS_KEPT + 1))" | while read -r old; do
  rm -rf "$old"
done
