package dev.perennial.account;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/** Accounts in PostgreSQL, deleted ones too. */
interface AccountRepository extends JpaRepository<Account, UUID>, JpaSpecificationExecutor<Account> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from Account a where a.id = :id")
    Optional<Account> findForUpdate(UUID id);

    /**
     * Holds an account also against whoever is about to store something for it: he waits, or is waited for. To be asked
     * before it is held in any other way.
     */
    @Query(
            nativeQuery = true,
            value = "select id from account where tenant_id = current_tenant() and id = :id for update")
    Optional<UUID> holdAgainstNewReferences(UUID id);

    /** Deleted accounts keep their invoices, but nothing can be done with them any more. */
    default Optional<Account> findLiving(UUID id) {
        return findById(id).filter(account -> !account.isDeleted());
    }

    /** As {@link #findLiving}, held against other changes until the transaction ends. */
    default Optional<Account> findLivingForUpdate(UUID id) {
        return findForUpdate(id).filter(account -> !account.isDeleted());
    }

    List<Account> findByExternalIdInAndDeletedAtIsNull(Collection<String> externalIds);

    boolean existsByExternalIdAndDeletedAtIsNullAndIdNot(String externalId, UUID id);
}
