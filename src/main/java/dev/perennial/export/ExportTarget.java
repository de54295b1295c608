package dev.perennial.export;

import java.io.IOException;
import java.nio.file.Path;

/** Port: a place that takes the files of a run. What is there under the same name is replaced. */
interface ExportTarget {

    /**
     * Puts a file there, whole or not at all.
     *
     * @param name with slashes, below the destination
     * @throws Refused with a reason that its owner may read
     */
    void put(String name, String contentType, Path file) throws IOException, Refused;

    /** The place did not take a file. */
    final class Refused extends Exception {
        Refused(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
