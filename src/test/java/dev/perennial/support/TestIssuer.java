package dev.perennial.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;

/** An identity provider: signs tokens for people, publishes its public key over HTTP, and has pages to sign in at. */
public final class TestIssuer {
    public static final String AUDIENCE = "perennial";
    private static final TestIssuer SHARED = new TestIssuer();

    /** What it calls itself, and where it is. */
    public static final String ISSUER = SHARED.address;

    private final RSAKey key = newKey("published");
    private final String address;

    private TestIssuer() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            address = "http://127.0.0.1:" + server.getAddress().getPort();
            new TestSignIn(address, this).serveBy(server);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TestIssuer shared() {
        return SHARED;
    }

    public String jwksUri() {
        return address + "/keys";
    }

    /** The keys as they are published. */
    String keys() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    /** The key as it is published, for whoever takes it for a secret. */
    public byte[] publicKey() {
        try {
            return key.toRSAPublicKey().getEncoded();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a good token says, valid for minutes. */
    public static JWTClaimsSet.Builder claims(UUID tenant, String role) {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(SHARED.address)
                .audience(AUDIENCE)
                .subject("ada@example.com")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("tenant_id", tenant.toString())
                .claim("roles", List.of(role, "something-else"));
    }

    /** A token that this issuer signed. */
    public String sign(JWTClaimsSet claims) {
        return signedBy(key, claims);
    }

    public static String signedBy(RSAKey key, JWTClaimsSet claims) {
        return signed(JWSAlgorithm.RS256, key.getKeyID(), claims, header -> {}, signer(key));
    }

    /** A token signed with the published key as if it were a shared secret. */
    public String signedByPublicKeyAsSecret(JWTClaimsSet claims) {
        try {
            return signed(JWSAlgorithm.HS256, key.getKeyID(), claims, header -> {}, new MACSigner(publicKey()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token signed by another key, which it brings along and asks to be checked with. */
    public static String withItsOwnKey(RSAKey other, JWTClaimsSet claims) {
        return signed(
                JWSAlgorithm.RS256, "published", claims, header -> header.jwk(other.toPublicJWK()), signer(other));
    }

    public static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private static JWSSigner signer(RSAKey key) {
        try {
            return new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(
            JWSAlgorithm algorithm,
            String keyId,
            JWTClaimsSet claims,
            Consumer<JWSHeader.Builder> more,
            JWSSigner signer) {
        try {
            var header = new JWSHeader.Builder(algorithm).keyID(keyId);
            more.accept(header);
            var token = new SignedJWT(header.build(), claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
