package dev.perennial.payment;

import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/** Refunds in PostgreSQL. */
interface RefundRepository extends JpaRepository<Refund, UUID>, JpaSpecificationExecutor<Refund> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from Refund r where r.id = :id")
    Optional<Refund> findForUpdate(UUID id);

    @Query("select r.paymentId from Refund r where r.id = :id")
    Optional<UUID> paymentOf(UUID id);

    @Query("select r.id from Refund r where r.gatewayRefundId = :gatewayRefundId")
    Optional<UUID> idOf(String gatewayRefundId);
}
