package dev.perennial.platform.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Answers that are no JSON: pages and files. */
public final class Documents {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private Documents() {}

    /** Tells in the description of the API that an operation answers with a page. */
    @ApiResponse(
            responseCode = "200",
            description = "The page",
            content = @Content(mediaType = MediaType.TEXT_HTML_VALUE, schema = @Schema(type = "string")))
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface AnswersPage {}

    /** Tells in the description of the API that an operation answers with a PDF file. */
    @ApiResponse(
            responseCode = "200",
            description = "The file",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PDF_VALUE,
                            schema = @Schema(type = "string", format = "binary")))
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface AnswersPdf {}

    /** Tells in the description of the API that an operation answers with an XML document. */
    @ApiResponse(
            responseCode = "200",
            description = "The document",
            content = @Content(mediaType = MediaType.APPLICATION_XML_VALUE, schema = @Schema(type = "string")))
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface AnswersXml {}

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
