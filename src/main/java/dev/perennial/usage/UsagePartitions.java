package dev.perennial.usage;

import java.time.Clock;
import java.time.ZoneOffset;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import dev.perennial.platform.job.Ticks;

/** Makes the partitions of the months in which events will arrive, and drops those of months past keeping. */
@Component
@EnableConfigurationProperties(UsageProperties.class)
class UsagePartitions {
    private static final Logger log = LoggerFactory.getLogger(UsagePartitions.class);
    private static final int MONTHS_BACK = 2;
    private static final int MONTHS = 6;
    private final UsageProperties properties;
    private final Ticks ticks;
    private final JdbcClient jdbc;
    private final Clock clock;

    UsagePartitions(UsageProperties properties, Ticks ticks, JdbcClient jdbc, Clock clock) {
        this.properties = properties;
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

    @Scheduled(fixedDelayString = "${perennial.usage.partitions-tick:6h}", initialDelayString = "20m")
    void dropOld() {
        ticks.run("usage-months", () -> {
            int months = jdbc.sql("select drop_usage_partitions(:months)")
                    .param("months", properties.eventMonths())
                    .query(Integer.class)
                    .single();
            if (months > 0) {
                log.info("Dropped {} months of usage events, past {} months", months, properties.eventMonths());
            }
        });
    }
}
