package dev.perennial.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A file of the European Central Bank, by its address or on disk. */
final class EcbSource {
    private static final Duration TIME_OUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    /** All days since 1999 are some six megabytes. */
    private static final int FILE_BYTES_MAX = 16 * 1024 * 1024;

    private final String place;

    /** @param place {@code https://…}, or the path of a file */
    EcbSource(String place) {
        this.place = place.strip();
    }

    /** Throws {@link IllegalStateException} when it cannot be had, which may pass. */
    byte[] read() {
        try {
            return place.startsWith("https://") || place.startsWith("http://")
                    ? download()
                    : readAll(Files.newInputStream(Path.of(place)));
        } catch (IOException e) {
            throw new IllegalStateException("Exchange rates cannot be read from " + place, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while fetching exchange rates", e);
        }
    }

    private byte[] download() throws IOException, InterruptedException {
        try (var http = HttpClient.newBuilder()
                .connectTimeout(TIME_OUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            var request =
                    HttpRequest.newBuilder(URI.create(place)).timeout(TIME_OUT).build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != OK) {
                answer.body().close();
                throw new IOException("answered with status " + answer.statusCode());
            }
            return readAll(answer.body());
        }
    }

    private static byte[] readAll(InputStream source) throws IOException {
        try (source) {
            var bytes = source.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new IOException("more than " + FILE_BYTES_MAX + " bytes");
            }
            return bytes;
        }
    }
}
