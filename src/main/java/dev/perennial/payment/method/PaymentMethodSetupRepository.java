package dev.perennial.payment.method;

import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/** Pages for payment methods in PostgreSQL. */
interface PaymentMethodSetupRepository extends JpaRepository<PaymentMethodSetup, UUID> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select s from PaymentMethodSetup s where s.id = :id")
    Optional<PaymentMethodSetup> findForUpdate(UUID id);
}
