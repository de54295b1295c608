package dev.perennial.plan;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/** Plans in PostgreSQL. */
interface PlanRepository extends JpaRepository<Plan, UUID>, JpaSpecificationExecutor<Plan> {

    Optional<Plan> findByCode(String code);

    List<Plan> findByCodeIn(Collection<String> codes);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Plan p where p.id = :id")
    Optional<Plan> findForUpdate(UUID id);

    @Query("select p.active as active, v.id as versionId from Plan p join PlanVersion v"
            + " on v.planId = p.id and v.number = p.latestVersion where p.id = :id")
    Optional<Sale> findSale(UUID id);

    @Query("select p.active as active, v.id as versionId from Plan p join PlanVersion v"
            + " on v.planId = p.id and v.number = p.latestVersion where p.code = :code")
    Optional<Sale> findSaleByCode(String code);

    /** Which version of a plan new subscriptions get, and whether there may be any. */
    interface Sale {
        boolean getActive();

        UUID getVersionId();
    }
}
