package dev.perennial.process;

import java.util.ArrayList;
import java.util.List;

/** A figure that was read again and again, and whether it grows. */
final class Series {
    private record Reading(double second, double value) {}

    private final List<Reading> readings = new ArrayList<>();

    void add(double second, double value) {
        readings.add(new Reading(second, value));
    }

    double max() {
        return readings.stream().mapToDouble(Reading::value).max().orElse(0);
    }

    double mean() {
        return readings.stream().mapToDouble(Reading::value).average().orElse(0);
    }

    /** By how much it grows in a second: the slope of the line through all readings that is nearest to them. */
    double slope() {
        double meanSecond =
                readings.stream().mapToDouble(Reading::second).average().orElse(0);
        double mean = mean();
        double together = 0;
        double spread = 0;
        for (var reading : readings) {
            together += (reading.second() - meanSecond) * (reading.value() - mean);
            spread += (reading.second() - meanSecond) * (reading.second() - meanSecond);
        }
        return spread == 0 ? 0 : together / spread;
    }
}
