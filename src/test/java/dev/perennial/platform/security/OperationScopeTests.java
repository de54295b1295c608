package dev.perennial.platform.security;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OperationScopeTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,    /v1/invoices,                                invoices:read
            HEAD,   /v1/invoices/{id},                           invoices:read
            POST,   /v1/invoices/{id}/void,                      invoices:write
            POST,   /v1/invoices/preview,                        invoices:read
            POST,   /v1/subscriptions/{id}/change/preview,       subscriptions:read
            POST,   /v1/estimates,                               estimates:read
            GET,    /v1/accounts/{id}/credits,                   accounts:read
            DELETE, /v1/payment-methods/{id},                    payment-methods:write
            TRACE,  /v1/accounts,                                accounts:write
            GET,    /v1/tenant,                                  tenant:read
            PATCH,  /v1/tenant,                                  admin
            GET,    /v1/api-keys,                                admin
            POST,   /v1/token-revocations,                       admin
            POST,   /v1/accounts/{id}/erase,                     admin
            GET,    /v1/accounts/{id}/export,                    admin
            POST,   /v1/tenants,                                 operator
            GET,    /v1/admin/invariants,                        admin
            POST,   /v1/admin/invariants/run,                    operator
            GET,    /v1/admin/parked-subscriptions,              admin
            POST,   /v1/admin/subscriptions/{id}/unpark,         admin
            POST,   /v1/admin/workers/pause,                     operator
            GET,    /v1/admin/gateway-events,                    operator
            GET,    /v1/admin/actions,                           operator
            """)
    void isTheResourceAndWhatIsDoneToIt(String method, String path, String scope) {
        assertThat(OperationScope.of(method, path).map(OperationScope::name)).contains(scope);
    }

    @ParameterizedTest
    @CsvSource({"POST, /v1/gateway-events/stripe", "GET, /health", "GET, /", "GET, /v1"})
    void isNoneForWhatHasNoKey(String method, String path) {
        assertThat(OperationScope.of(method, path)).isEmpty();
    }

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @CsvSource(textBlock = """
            invoices:read,  invoices:read,  true
            invoices:write, invoices:read,  true
            invoices:read,  invoices:write, false
            plans:write,    invoices:write, false
            read,           invoices:read,  true
            read,           invoices:write, false
            write,          invoices:write, true
            write,          invoices:read,  true
            write,          admin,          false
            admin,          invoices:write, true
            admin,          admin,          true
            admin,          operator,       false
            operator,       invoices:read,  false
            operator,       admin,          false
            """)
    void isGrantedByItselfAndByWhatIncludesIt(String held, String needed, boolean granted) {
        var scope = switch (needed) {
            case "admin", "operator" -> new OperationScope.Alone(needed);
            default -> new OperationScope.OfResource(needed.split(":")[0], needed.split(":")[1]);
        };

        assertThat(scope.isGrantedBy(List.of(held))).isEqualTo(granted);
    }

    @Test
    void theRulesAreReadByTheAdminOfATenantAndByTheOperator() {
        var scope = OperationScope.of("GET", "/v1/admin/invariants").orElseThrow();

        assertThat(scope.isGrantedBy(List.of("admin"))).isTrue();
        assertThat(scope.isGrantedBy(List.of("operator"))).isTrue();
        assertThat(scope.isGrantedBy(List.of("read", "write", "admin:write"))).isFalse();
    }

    @Test
    void isNotGrantedByNothing() {
        assertThat(new OperationScope.OfResource("invoices", "read").isGrantedBy(List.of()))
                .isFalse();
    }
}
