package dev.perennial.journal;

import java.util.UUID;

/** An event that was written down, and the object it is about. */
public record RecordedEvent(UUID id, String type, UUID objectId) {}
