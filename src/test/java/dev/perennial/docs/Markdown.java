package dev.perennial.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The code blocks of a page. */
record Markdown(String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern EDGE = Pattern.compile("(?m)^\\s*(\\S+) --> (\\S+?)(?:: .*)?$");

    /** One fenced block. */
    record Block(String language, String code) {
        /** The arrows of a Mermaid diagram as {@code A --> B}, without those that begin or end a life. */
        Set<String> edges() {
            var edges = new LinkedHashSet<String>();
            var matcher = EDGE.matcher(code);
            while (matcher.find()) {
                if (!matcher.group(1).equals("[*]") && !matcher.group(2).equals("[*]")) {
                    edges.add(matcher.group(1) + " --> " + matcher.group(2));
                }
            }
            return edges;
        }
    }

    static Markdown read(String file) {
        try {
            return new Markdown(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part from a heading up to the next one of its level, or to the end. */
    Markdown section(String heading) {
        int start = text.indexOf("\n" + heading + "\n");
        if (start < 0) {
            throw new IllegalArgumentException("No heading: " + heading);
        }
        var level = heading.substring(0, heading.indexOf(' ') + 1);
        int end = text.indexOf("\n" + level, start + heading.length());
        return new Markdown(end < 0 ? text.substring(start) : text.substring(start, end));
    }

    List<Block> blocks() {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    /** The only block in that language. */
    Block only(String language) {
        var found = blocks().stream()
                .filter(block -> block.language().equals(language))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " blocks of " + language);
        }
        return found.getFirst();
    }
}
