package dev.perennial.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.perennial.support.TestDatabase;
import dev.perennial.support.TestTenants;

import static org.assertj.core.api.Assertions.assertThat;

/** A list of a million rows through a service whose heap (256 MB) could not hold it. */
class ExportBench {
    private static final Logger log = LoggerFactory.getLogger(ExportBench.class);
    private static final String KEY = "prn_test_OneMillionRowsInASmallHeap00000000";
    private static final int ROWS = Integer.getInteger("bench.rows", 1_000_000);
    private ServiceProcess service;
    private JdbcClient owner;

    @BeforeEach
    void start() {
        var database = TestDatabase.shared().createDatabase("exports");
        owner = JdbcClient.create(database.asOwner());
        service = ServiceProcess.start("exports", database, KEY, Path.of("target", "export-bench"));
        service.awaitReady();
        fill();
    }

    private void fill() {
        service.api().account("UTC");
        owner.sql("""
                        insert into account (tenant_id, id, name, email, currency, time_zone, tax_exempt, net_terms_days, dunning_status,
                                             address, metadata, version, created_at, updated_at)
                        select tenant_id, uuidv7(), 'Customer ' || i, 'customer' || i || '@example.com', currency, time_zone, tax_exempt,
                               net_terms_days, dunning_status,
                               '{"line1": "Weg 1", "city": "Bonn", "postal_code": "53111", "country": "DE"}', metadata, version, created_at, updated_at
                          from account, generate_series(2, :rows) i where tenant_id = :tenant
                        """)
                .param("rows", ROWS)
                .param("tenant", TestTenants.tenantOf(owner, KEY))
                .update();
        owner.sql("analyze account").update();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CSV", "NDJSON"})
    void streamsAMillionRows(String format) throws IOException, InterruptedException {
        long startedNanos = System.nanoTime();
        long bytes = 0;
        long rows = 0;

        try (var lines = new BufferedReader(new InputStreamReader(download(format), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                rows++;
                bytes += line.length() + 1;
            }
        }

        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        log.info(
                "{} rows as {}, {} MB, in {} ms: {} a second",
                rows,
                format,
                bytes / 1_000_000,
                millis,
                rows * 1000 / millis);
        assertThat(rows).isEqualTo(format.equals("CSV") ? ROWS + 1 : ROWS);
        assertThat(service.isAlive()).isTrue();
    }

    private InputStream download(String format) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create(service.baseUrl() + "/v1/exports/download?list=ACCOUNTS&format=" + format))
                .header("Authorization", "Bearer " + KEY)
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }
}
