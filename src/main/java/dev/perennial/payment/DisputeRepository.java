package dev.perennial.payment;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

/** Disputes in PostgreSQL. */
interface DisputeRepository extends JpaRepository<Dispute, UUID>, JpaSpecificationExecutor<Dispute> {

    Optional<Dispute> findByGatewayDisputeId(String gatewayDisputeId);

    List<Dispute> findByPaymentIdOrderByIdDesc(UUID paymentId);
}
