package dev.perennial.plan;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

/** Versions of plans in PostgreSQL. */
interface PlanVersionRepository extends JpaRepository<PlanVersion, UUID>, JpaSpecificationExecutor<PlanVersion> {

    List<PlanVersion> findByPlanIdOrderByNumberDesc(UUID planId);

    PlanVersion getByPlanIdAndNumber(UUID planId, int number);

    @Query(
            "select v from PlanVersion v join Plan p on p.id = v.planId and p.latestVersion = v.number where p.id in :planIds")
    List<PlanVersion> findLatest(Collection<UUID> planIds);
}
