package dev.perennial.migration.web;

import java.io.InputStream;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;

import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.perennial.migration.ImportContent;
import dev.perennial.migration.ImportSnapshot;
import dev.perennial.platform.web.BodyStream;

/** Content of imports as a stream over HTTP: any number of rows, of which it holds a batch at a time. */
@RestController
@RequestMapping("/v1/imports/{id}/content")
@Tag(name = "Migration")
class ImportStreamController {
    private final ImportContent content;

    ImportStreamController(ImportContent content) {
        this.content = content;
    }

    @PutMapping(consumes = BodyStream.NDJSON)
    ImportSnapshot lines(@PathVariable UUID id, HttpServletRequest request) {
        return content.receiveLines(id, body(request));
    }

    @PutMapping(consumes = BodyStream.CSV)
    ImportSnapshot cells(@PathVariable UUID id, HttpServletRequest request) {
        return content.receiveCells(id, body(request));
    }

    private static InputStream body(HttpServletRequest request) {
        var body = BodyStream.of(request);
        return body == null ? InputStream.nullInputStream() : body;
    }
}
