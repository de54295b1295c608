package dev.perennial.migration;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.perennial.migration.domain.ImportEntity;
import dev.perennial.migration.domain.SourceSystem;
import dev.perennial.platform.persistence.BulkInsert;
import dev.perennial.platform.persistence.FreshPlans;
import dev.perennial.platform.persistence.Rows;
import dev.perennial.platform.tenancy.CurrentTenant;

/** Which object of ours each object of another system became. */
@Repository
class ImportedObjects {
    private final JdbcClient jdbc;
    private final JdbcOperations bulk;
    private final FreshPlans plans;

    /** @param hash of the row that the object was made from */
    record Known(UUID id, UUID hash) {}

    /** An object that a row just became. */
    record Made(String externalId, UUID id, UUID hash) {}

    ImportedObjects(JdbcClient jdbc, JdbcOperations bulk, FreshPlans plans) {
        this.jdbc = jdbc;
        this.bulk = bulk;
        this.plans = plans;
    }

    /** Those of the external ids that were brought in. */
    Map<String, Known> find(SourceSystem source, ImportEntity entity, Collection<String> externalIds) {
        return externalIds.isEmpty() ? Map.of() : plans.run(() -> findSome(source, entity, externalIds));
    }

    private Map<String, Known> findSome(SourceSystem source, ImportEntity entity, Collection<String> externalIds) {
        return jdbc
                .sql("""
                        select external_id, object_id, content_hash from imported_object
                         where tenant_id = :tenant and source = :source and entity = :entity and external_id = any(:ids::text[])
                        """)
                .param("tenant", CurrentTenant.id())
                .param("source", source.name())
                .param("entity", entity.name())
                .param("ids", Rows.texts(externalIds))
                .query((row, index) -> Map.entry(
                        row.getString("external_id"),
                        new Known(Rows.uuid(row, "object_id"), Rows.uuid(row, "content_hash"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void insert(ImportSnapshot job, List<Made> made) {
        new BulkInsert<Made>("imported_object")
                .column("source", "text", one -> job.source())
                .column("entity", "text", one -> job.entity())
                .column("external_id", "text", Made::externalId)
                .column("object_id", "uuid", Made::id)
                .column("content_hash", "uuid", Made::hash)
                .column("import_id", "uuid", one -> job.id())
                .execute(bulk, made);
    }
}
