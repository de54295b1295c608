package dev.perennial.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** A directory of a tenant's. Files get their name last, so that nobody reads half of one. */
final class DirectoryTarget implements ExportTarget {
    private final Path home;

    /** @param home the tenant's own; made when it is first needed */
    DirectoryTarget(Path home) {
        this.home = home;
    }

    @Override
    public void put(String name, String contentType, Path file) throws IOException, Refused {
        Files.createDirectories(home);
        var target = home.resolve(name).normalize();
        var directory = Objects.requireNonNull(target.getParent(), "a file lies in a directory");
        Files.createDirectories(directory);
        // Names were checked when they were given; a link that somebody laid since then would lead out all the same.
        if (!directory.toRealPath().startsWith(home.toRealPath())) {
            throw new Refused("The directory leads out of the one for exports.");
        }
        var part = target.resolveSibling("." + target.getFileName() + ".part");
        Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
