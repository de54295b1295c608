package dev.perennial.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A web service of Spring Boot that does nothing, made of the libraries of ours: what starting costs anybody. */
final class EmptyService {
    /** What the starters for web (webmvc) and health (actuator) bring, and no more. */
    private static final Pattern LIBRARIES = Pattern.compile("""
            (spring-boot(-(starter|starter-logging|starter-jackson|starter-tomcat|starter-tomcat-runtime|starter-webmvc|starter-actuator\
            |starter-micrometer-metrics|autoconfigure|actuator|actuator-autoconfigure|health|http-converter|jackson|micrometer-metrics\
            |micrometer-observation|servlet|tomcat|web-server|webmvc))?|spring-(aop|beans|context|core|expression|web|webmvc)\
            |micrometer-(commons|core|jakarta9|observation)|HdrHistogram|LatencyUtils|tomcat-embed-(core|el|websocket)|jackson-.*|snakeyaml\
            |logback-.*|slf4j-api|jul-to-slf4j|log4j-(api|to-slf4j)|jakarta.annotation-api|commons-logging|jspecify)-\\d.*\\.jar""");

    private static final String NAME = "EmptyApplication";
    private static final String SOURCE = """
            @org.springframework.boot.autoconfigure.SpringBootApplication
            public class EmptyApplication {
                public static void main(String[] args) {
                    org.springframework.boot.SpringApplication.run(EmptyApplication.class, args);
                }
            }
            """;

    private EmptyService() {}

    /** Makes it in a folder, of the libraries in another; returns its jar, which names them. */
    static Path build(Path folder, Path libraries) throws IOException, InterruptedException {
        var source = Files.createDirectories(folder.resolve("empty")).resolve(NAME + ".java");
        Files.writeString(source, "package empty;\n" + SOURCE);
        List<Path> needed;
        try (var files = Files.list(libraries)) {
            needed = files.filter(file ->
                            LIBRARIES.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
        var classPath = needed.stream().map(Path::toString).collect(Collectors.joining(":"));
        StartUpBench.run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-d",
                folder.toString(),
                "-cp",
                classPath,
                source.toString()));
        var jar = folder.resolve("empty.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest(needed))) {
            out.putNextEntry(new JarEntry("empty/" + NAME + ".class"));
            Files.copy(folder.resolve("empty/" + NAME + ".class"), out);
        }
        return jar;
    }

    private static Manifest manifest(List<Path> libraries) {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "empty." + NAME);
        attributes.put(
                Attributes.Name.CLASS_PATH,
                libraries.stream().map(file -> file.toUri().toString()).collect(Collectors.joining(" ")));
        return manifest;
    }
}
