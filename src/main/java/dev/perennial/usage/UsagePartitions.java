package dev.perennial.usage;

import java.time.Clock;
import java.time.ZoneOffset;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Sees to it that the months in which events will arrive have their partitions before they begin. */
@Component
class UsagePartitions {
    private static final int MONTHS_BACK = 2;
    private static final int MONTHS = 6;
    private final Ticks ticks;
    private final JdbcClient jdbc;
    private final Clock clock;

    UsagePartitions(Ticks ticks, JdbcClient jdbc, Clock clock) {
        this.ticks = ticks;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${perennial.usage.partitions-tick:6h}", initialDelayString = "10s")
    void ensure() {
        // No tenant is bound here, so this is the wall clock, by which almost all events arrive.
        var first = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().minusMonths(MONTHS_BACK);
        ticks.run(
                "usage-partitions",
                () -> jdbc.sql("select ensure_usage_partitions(:first, :months)")
                        .param("first", first)
                        .param("months", MONTHS)
                        .query(Integer.class)
                        .single());
    }
}
