package dev.perennial.tenant;

import java.util.UUID;

import org.springframework.data.jpa.repository.JpaRepository;

/** Tenants in PostgreSQL. */
interface TenantRepository extends JpaRepository<Tenant, UUID> {}
