package dev.perennial.support;

import java.io.IOException;

import org.junit.jupiter.api.Assumptions;

/** Programs that a test needs beside Java. */
public final class Tools {
    private Tools() {}

    /** Leaves the test out where the program is not installed, and says so. */
    public static void require(String tool, String otherwise) throws InterruptedException {
        boolean works;
        try {
            works = new ProcessBuilder(tool, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            works = false;
        }
        Assumptions.assumeTrue(works, otherwise + ": '" + tool + "' is not installed");
    }
}
