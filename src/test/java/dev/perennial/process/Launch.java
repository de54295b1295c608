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
    /** What must hold wherever the service runs. */
    static final List<String> ALWAYS = List.of("-Dsun.net.http.retryPost=false", "--enable-native-access=ALL-UNNAMED");

    /** What the image has besides: the second compiler leaves alone what works only at the start. */
    static final List<String> START_ONLY_CODE = List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:CompilerDirectivesFile="
                    + Path.of("src", "main", "jvm", "start-only.json").toAbsolutePath());

    /** Several of them start at once beside a test: little memory, and the quick compiler alone. */
    static Launch small() {
        return new Launch(ownClassPath(), List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    /** As in a small container, for which the JVM would choose this collector by itself. */
    static Launch inProduction(int heapMegabytes) {
        var flags = new ArrayList<>(
                List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        flags.addAll(START_ONLY_CODE);
        return new Launch(ownClassPath(), flags);
    }

    Launch withClassPath(String other) {
        return new Launch(other, flags);
    }

    /** This version and its libraries, without the test classes. */
    private static String ownClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(ALWAYS);
        command.addAll(List.of("-cp", classPath, PerennialApplication.class.getName()));
        return command;
    }
}
