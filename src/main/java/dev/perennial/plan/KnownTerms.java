package dev.perennial.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.perennial.platform.redis.CacheLookups;
import dev.perennial.platform.redis.CacheLookups.Source;
import dev.perennial.platform.redis.SharedDocuments;
import dev.perennial.platform.tenancy.CurrentTenant;

/**
 * Terms of versions. Since a version never changes, its terms may be remembered for as long as they are used, here and
 * for all replicas; each tenant has his own. What a transaction read is remembered once it commits: it may have made
 * the version itself.
 */
@Component
class KnownTerms {
    private final Cache<Version, PlanTerms> remembered =
            Caffeine.newBuilder().maximumSize(10_000).build();
    private final SharedDocuments<PlanTerms> shared;
    private final CacheLookups lookups;

    private record Version(UUID tenantId, UUID id) {
        String name() {
            return tenantId + ":" + id;
        }
    }

    KnownTerms(SharedDocuments.Factory documents, CacheLookups.Factory lookups) {
        this.shared = documents.of("plan", PlanTerms.class);
        this.lookups = lookups.of("plans");
    }

    /**
     * Those of the current tenant's versions that there are, by id.
     *
     * @param database reads the versions that are known nowhere else
     */
    Map<UUID, PlanTerms> find(Collection<UUID> versionIds, Function<Collection<UUID>, List<PlanTerms>> database) {
        var result = new HashMap<UUID, PlanTerms>();
        var missing = new LinkedHashSet<Version>();
        for (var id : Set.copyOf(versionIds)) {
            var version = new Version(CurrentTenant.id(), id);
            var known = remembered.getIfPresent(version);
            if (known == null) {
                missing.add(version);
            } else {
                result.put(id, known);
            }
        }
        lookups.count(Source.LOCAL, result.size());
        if (!missing.isEmpty()) {
            findElsewhere(missing, database).forEach(terms -> result.put(terms.versionId(), terms));
        }
        return result;
    }

    private Collection<PlanTerms> findElsewhere(
            Set<Version> missing, Function<Collection<UUID>, List<PlanTerms>> database) {
        var left = shared.find(missing.stream().map(Version::name).toList());
        var found = new HashMap<UUID, PlanTerms>();
        for (var version : missing) {
            var terms = left.documents().get(version.name());
            if (terms != null && terms.versionId().equals(version.id())) {
                remembered.put(version, terms);
                found.put(version.id(), terms);
            }
        }
        lookups.count(Source.SHARED, found.size());
        var unknown = missing.stream()
                .map(Version::id)
                .filter(id -> !found.containsKey(id))
                .toList();
        if (!unknown.isEmpty()) {
            lookups.count(left.away() ? Source.FALLBACK : Source.DATABASE, unknown.size());
            var read = database.apply(unknown);
            var tenantId = CurrentTenant.id();
            afterCommit(() -> remember(tenantId, read));
            read.forEach(terms -> found.put(terms.versionId(), terms));
        }
        return found.values();
    }

    private void remember(UUID tenantId, Collection<PlanTerms> read) {
        var versions = read.stream()
                .collect(Collectors.toMap(terms -> new Version(tenantId, terms.versionId()), Function.identity()));
        remembered.putAll(versions);
        versions.forEach((version, terms) -> shared.leave(version.name(), terms));
    }

    private static void afterCommit(Runnable work) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            work.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }
}
