package dev.perennial.platform.security;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * The scope that an operation needs. The filter that asks for it, the OpenAPI document that names it and the check of
 * new keys all read this one rule: the first part of the path and {@code read} or {@code write}, as in
 * {@code invoices:read}. A broad scope ({@code read}, {@code write}, {@code admin}) holds for every resource, and each
 * includes the one before.
 */
public sealed interface OperationScope {
    String READ = "read";
    String WRITE = "write";
    String ADMIN = "admin";
    /** Of whoever runs the service, who belongs to no tenant. */
    String OPERATOR = "operator";

    /** Operations that change nothing although they are POSTs. */
    Set<String> CALCULATIONS = Set.of("preview", "estimates");

    /** What of the administration is about the service rather than about a tenant. */
    Set<String> OF_THE_SERVICE = Set.of("workers", "gateway-events", "actions");

    /** Resources that decide who may do what, or where everything is sent. */
    Set<String> ADMINISTRATION = Set.of("api-keys", "token-revocations", "export-schedules");

    /** As keys and the document write it. */
    String name();

    boolean isGrantedBy(Collection<String> scopes);

    /** One resource, to read or to write. */
    record OfResource(String resource, String access) implements OperationScope {
        /** From how it is written: {@code invoices:read}. */
        static OfResource parse(String name) {
            int colon = name.indexOf(':');
            return new OfResource(name.substring(0, colon), name.substring(colon + 1));
        }

        @Override
        public String name() {
            return resource + ":" + access;
        }

        @Override
        public boolean isGrantedBy(Collection<String> scopes) {
            return scopes.contains(ADMIN)
                    || scopes.contains(WRITE)
                    || scopes.contains(resource + ":" + WRITE)
                    || (access.equals(READ) && (scopes.contains(READ) || scopes.contains(name())));
        }
    }

    /** What no scope of a resource is enough for. */
    record Alone(String name) implements OperationScope {
        @Override
        public boolean isGrantedBy(Collection<String> scopes) {
            return scopes.contains(name);
        }
    }

    /** What an admin of a tenant reads for the tenant, and the operator for all. */
    record AdminOrOperator() implements OperationScope {
        @Override
        public String name() {
            return ADMIN;
        }

        @Override
        public boolean isGrantedBy(Collection<String> scopes) {
            return scopes.contains(ADMIN) || scopes.contains(OPERATOR);
        }
    }

    /**
     * @param path decoded, with or without templates: {@code /v1/accounts/{id}}
     * @return empty for a path outside {@code /v1}, and for what a gateway calls: those prove by signature who they are
     */
    static Optional<OperationScope> of(String method, String path) {
        var parts = path.split("/");
        if (parts.length < 3 || !parts[1].equals("v1") || parts[2].equals("gateway-events")) {
            return Optional.empty();
        }
        var resource = parts[2];
        var last = parts[parts.length - 1];
        boolean reads = method.equals("GET") || method.equals("HEAD") || CALCULATIONS.contains(last);
        if (resource.equals("admin")) {
            return Optional.of(ofAdministration(parts.length > 3 ? parts[3] : "", reads));
        }
        if (resource.equals("tenants") || (resource.equals("exchange-rates") && !reads)) {
            return Optional.of(new Alone(OPERATOR));
        }
        if (ADMINISTRATION.contains(resource)
                || (resource.equals("tenant") && !reads)
                || isAboutAPerson(resource, last)) {
            return Optional.of(new Alone(ADMIN));
        }
        return Optional.of(new OfResource(resource, reads ? READ : WRITE));
    }

    private static OperationScope ofAdministration(String about, boolean reads) {
        if (about.equals("invariants")) {
            return reads ? new AdminOrOperator() : new Alone(OPERATOR);
        }
        return new Alone(OF_THE_SERVICE.contains(about) ? OPERATOR : ADMIN);
    }

    /** They gather, or end, everything that is known of somebody. */
    private static boolean isAboutAPerson(String resource, String last) {
        return resource.equals("accounts") && (last.equals("erase") || last.equals("export"));
    }
}
