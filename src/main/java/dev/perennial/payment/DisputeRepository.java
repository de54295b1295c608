package dev.perennial.payment;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.data.jpa.repository.JpaRepository;

interface DisputeRepository extends JpaRepository<Dispute, UUID> {

    Optional<Dispute> findByGatewayDisputeId(String gatewayDisputeId);

    List<Dispute> findByPaymentIdOrderByIdDesc(UUID paymentId);
}
