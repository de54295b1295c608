package dev.perennial.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.perennial.PerennialApplication;

/**
 * How a process of the service begins: which code it runs, and how much of the machine it may take.
 *
 * @param flags of the JVM, beside those that every service has
 */
record Launch(String classPath, List<String> flags) {

    /** Several of them start at once beside a test: little memory, and the quick compiler alone. */
    static Launch small() {
        return new Launch(ownClassPath(), List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    /** As in a small container, for which the JVM would choose this collector by itself. */
    static Launch inProduction(int heapMegabytes) {
        return new Launch(
                ownClassPath(),
                List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    }

    Launch withClassPath(String other) {
        return new Launch(other, flags);
    }

    /** This version and its libraries, without the test classes: its component scan would find them. */
    private static String ownClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-Dsun.net.http.retryPost=false",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                PerennialApplication.class.getName()));
        return command;
    }
}
