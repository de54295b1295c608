package dev.perennial.dunning;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** Dunning cases in PostgreSQL, one at a time. {@link DueCases} finds those with something to do. */
interface DunningCaseRepository extends JpaRepository<DunningCase, UUID> {

    Optional<DunningCase> findByInvoiceId(UUID invoiceId);

    @Query(
            "select c from DunningCase c where c.accountId = :accountId and c.state <> dev.perennial.dunning.domain.CaseState.CLOSED")
    List<DunningCase> findLivingOf(UUID accountId);

    @Query("""
            select count(c) > 0 from DunningCase c
             where c.accountId = :accountId and c.late and c.state <> dev.perennial.dunning.domain.CaseState.CLOSED
            """)
    boolean owesAnythingLate(UUID accountId);
}
