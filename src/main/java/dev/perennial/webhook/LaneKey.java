package dev.perennial.webhook;

import java.util.UUID;

/** The lane of one endpoint: what waits for it, and nothing else. */
record LaneKey(UUID tenantId, UUID endpointId) {}
