package dev.perennial.platform.web;

import java.nio.charset.StandardCharsets;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Answers that are no JSON: pages and files. */
public final class Documents {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private Documents() {}

    /** A page that loads and runs only what its policy allows. */
    public static ResponseEntity<String> page(String html, String contentSecurityPolicy) {
        return ResponseEntity.ok()
                .contentType(HTML)
                .header("Content-Security-Policy", contentSecurityPolicy)
                .body(html);
    }

    /** A file that a browser shows if it can, and saves under its name. */
    public static ResponseEntity<byte[]> file(MediaType type, byte[] bytes, String name) {
        var disposition = ContentDisposition.inline().filename(name).build();
        return ResponseEntity.ok()
                .contentType(type)
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
                .body(bytes);
    }
}
