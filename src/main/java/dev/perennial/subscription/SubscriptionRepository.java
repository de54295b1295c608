package dev.perennial.subscription;

import java.util.UUID;

import org.springframework.data.jpa.repository.JpaRepository;

/** Subscriptions in PostgreSQL, one at a time. */
interface SubscriptionRepository extends JpaRepository<Subscription, UUID> {}
