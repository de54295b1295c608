package dev.perennial.operations;

import org.springframework.stereotype.Repository;

import dev.perennial.platform.tenancy.CrossTenantReader;

/** What the database says of itself. */
@Repository
class DatabaseFigures {
    private final CrossTenantReader crossTenant;

    DatabaseFigures(CrossTenantReader crossTenant) {
        this.crossTenant = crossTenant;
    }

    /**
     * How it stands.
     *
     * @param oldestSnapshotSeconds how long the oldest transaction has run that holds back vacuum
     * @param oldestXminTransactions how many transactions have begun since; also of replicas and slots, which have no
     *     time
     * @param sessionsHidden sessions that these figures could not see into
     * @param replicationLagSeconds by how much the slowest replica is behind
     * @param slotBytes what is kept for the slot that is farthest behind
     */
    record Standing(
            long oldestSnapshotSeconds,
            long oldestXminTransactions,
            long sessionsHidden,
            long sizeBytes,
            long replicationLagSeconds,
            long slotBytes) {
        static final Standing UNKNOWN = new Standing(0, 0, 0, 0, 0, 0);
    }

    Standing read() {
        return crossTenant.read(sql -> sql.sql("select * from database_figures()")
                .query((row, index) -> new Standing(
                        row.getLong("oldest_snapshot_seconds"),
                        row.getLong("oldest_xmin_transactions"),
                        row.getLong("sessions_hidden"),
                        row.getLong("size_bytes"),
                        row.getLong("replication_lag_seconds"),
                        row.getLong("slot_bytes")))
                .single());
    }
}
