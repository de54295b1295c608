package dev.perennial.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

import dev.perennial.platform.outbound.Answer;
import dev.perennial.platform.outbound.OutboundClient;
import dev.perennial.platform.outbound.Reach;

/**
 * A bucket of an S3-compatible store: one signed PUT a file (Signature Version 4), addressed by path because that is
 * what stores other than Amazon's understand. A file may have 5 GB, as the protocol has it.
 */
final class S3Target implements ExportTarget {
    private static final Pattern ERROR_CODE = Pattern.compile("<Code>([A-Za-z0-9]{1,64})</Code>");
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
    private final OutboundClient client;
    private final Reach reach;
    private final URI bucket;
    private final String region;
    private final AwsCredentialsIdentity credentials;

    /** @param bucket its address, without a slash at the end */
    S3Target(OutboundClient client, Reach reach, URI bucket, String region, AwsCredentialsIdentity credentials) {
        this.client = client;
        this.reach = reach;
        this.bucket = bucket;
        this.region = region;
        this.credentials = credentials;
    }

    @Override
    public void put(String name, String contentType, Path file) throws Refused {
        var url = URI.create(bucket + "/" + name);
        var answer = client.put(url, reach, signed(url, contentType, file), file);
        if (!answer.accepts()) {
            throw new Refused(reason(answer));
        }
    }

    private Map<String, String> signed(URI url, String contentType, Path file) {
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.PUT)
                .uri(url)
                .putHeader("Content-Type", contentType)
                .build();
        var signed = SIGNER.sign(sign -> sign.identity(credentials)
                .request(request)
                .payload(content(file))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                // Keys of S3 are signed as they are written.
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false));
        var headers = new HashMap<String, String>();
        signed.request().forEachHeader((header, values) -> headers.put(header, String.join(",", values)));
        // The client says it by itself, and says the same.
        headers.remove("Host");
        return headers;
    }

    private static ContentStreamProvider content(Path file) {
        return () -> {
            try {
                return Files.newInputStream(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static String reason(Answer answer) {
        if (answer.status() == null) {
            return "The store cannot be reached: " + answer.failure() + ".";
        }
        var code = ERROR_CODE.matcher(answer.head());
        return "The store answered " + answer.status() + (code.find() ? " " + code.group(1) : "") + ".";
    }
}
