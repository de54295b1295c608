package dev.perennial.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What a process takes of the machine, as Linux counts it. */
final class ProcessFigures {
    /**
     * Fields of {@code /proc/<pid>/stat} after the name, which may hold spaces; clock ticks are hundredths of a second.
     */
    private static final int USER_TICKS = 11;

    private static final double TICKS_PER_SECOND = 100;

    private ProcessFigures() {}

    /** Memory that is really there, in MiB. */
    static long residentMegabytes(long pid) {
        return read(Path.of("/proc/" + pid + "/status"))
                        .lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                / 1024;
    }

    /** Seconds of a processor that it has used, those of children that have ended included. */
    static double cpuSeconds(long pid) {
        var stat = read(Path.of("/proc/" + pid + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int i = USER_TICKS; i < USER_TICKS + 4 && i < fields.length; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** The same of a PostgreSQL on this machine: all of its processes. */
    static double cpuSeconds(JdbcClient owner) {
        long postmaster = postmaster(owner);
        return cpuSeconds(postmaster)
                + ProcessHandle.of(postmaster).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToDouble(child -> cpuSeconds(child.pid()))
                        .sum();
    }

    private static long postmaster(JdbcClient owner) {
        var folder = owner.sql("show data_directory").query(String.class).single();
        return Long.parseLong(
                read(Path.of(folder, "postmaster.pid")).lines().findFirst().orElseThrow());
    }

    /** Empty if the process has ended meanwhile. */
    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "0 (gone) ";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
