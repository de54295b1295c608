package dev.perennial.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

/** Payment methods in PostgreSQL. */
interface PaymentMethodRepository extends JpaRepository<PaymentMethod, UUID>, JpaSpecificationExecutor<PaymentMethod> {

    List<PaymentMethod> findByAccountId(UUID accountId);

    Optional<PaymentMethod> findByGatewayPaymentMethodIdAndDetachedAtIsNull(String gatewayPaymentMethodId);

    List<PaymentMethod> findByAccountIdAndDetachedAtIsNullOrderByIdDesc(UUID accountId);
}
