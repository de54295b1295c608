#!/usr/bin/env bash
# Makes a data folder that, when PostgreSQL is started on it, recovers to a moment and then takes writes.
#   restore.sh BASE_BACKUP ARCHIVE NEW_DATA_FOLDER MOMENT
#   restore.sh /var/backups/perennial/base-20260131T020000Z /var/backups/perennial/wal /var/lib/postgresql/restored '2026-01-31 14:05:00+00'
set -euo pipefail
[[ $# -eq 4 ]] || { sed -n '2,4p' "$0"; exit 2; }
base=$1 archive=$2 data=$3 moment=$4
[[ -f $base/backup_label ]] || { echo "$base is no base backup" >&2; exit 1; }
[[ ! -e $data ]] || { echo "$data exists; name a new folder, so that nothing is overwritten" >&2; exit 1; }

cp -a "$base" "$data"
chmod 700 "$data"
cat >>"$data/postgresql.auto.conf" <<SETTINGS
restore_command = 'cp "$archive/%f" "%p"'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
SETTINGS
touch "$data/recovery.signal"
echo "Start PostgreSQL on $data, and Perennial with its workers at rest: docs/backup.md"
