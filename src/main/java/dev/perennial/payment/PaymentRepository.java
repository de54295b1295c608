package dev.perennial.payment;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

import dev.perennial.payment.domain.PaymentStatus;

/** Payments in PostgreSQL, one at a time. {@link PaymentQueue} does what is done to many. */
interface PaymentRepository extends JpaRepository<Payment, UUID>, JpaSpecificationExecutor<Payment> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Payment p where p.id = :id")
    Optional<Payment> findForUpdate(UUID id);

    @Query("select p.invoiceId from Payment p where p.id = :id")
    Optional<UUID> invoiceOf(UUID id);

    @Query(
            "select p.id from Payment p where p.invoiceId = :invoiceId and p.status = dev.perennial.payment.domain.PaymentStatus.REQUIRES_ACTION")
    Optional<UUID> findWaitingForCustomer(UUID invoiceId);

    List<Payment> findByInvoiceIdInOrderByIdDesc(Collection<UUID> invoiceIds);

    /** What an invoice was paid with, newest first, held until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query(
            "select p from Payment p where p.invoiceId = :invoiceId and p.status = dev.perennial.payment.domain.PaymentStatus.SUCCEEDED order by p.id desc")
    List<Payment> findSucceededForUpdate(UUID invoiceId);

    boolean existsByInvoiceIdAndStatusIn(UUID invoiceId, Collection<PaymentStatus> statuses);

    @Query(
            "select p.id from Payment p where p.status = dev.perennial.payment.domain.PaymentStatus.UNKNOWN order by p.id")
    List<UUID> findUnknown();
}
