package dev.perennial.platform.security;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.platform.web.Problems;

/** Who may call what: keys and people's tokens as bearer, a scope per operation, everything else closed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {
    private static final String[] OPEN = {
        "/",
        "/error",
        "/health",
        "/health/ready",
        "/metrics",
        "/openapi.json",
        "/openapi.json/**",
        "/docs",
        "/docs/**",
        "/swagger-ui/**",
        "/webjars/**",
        "/assets/**",
        "/v1/gateway-events/**",
        "/simulated-gateway/**"
    };

    /** Open paths are open whatever is sent along: a scraper with a token of its own must not be turned away for it. */
    @Bean
    @Order(1)
    SecurityFilterChain openPaths(HttpSecurity http) throws Exception {
        return http.securityMatcher(OPEN)
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .headers(headers -> headers.disable())
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain securityFilterChain(
            HttpSecurity http,
            BearerTokens tokens,
            FailedLogins failedLogins,
            Problems problems,
            @Value("${perennial.cors.allowed-origins:}") List<String> allowedOrigins)
            throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().access(SecurityConfiguration::hasScope))
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(
                                request -> failedLogins.guard(request.getRemoteAddr(), tokens))
                        .authenticationEntryPoint(unauthorized(problems))
                        .accessDeniedHandler(forbidden(problems)))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(unauthorized(problems))
                        .accessDeniedHandler(forbidden(problems)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Callers send a bearer token, never a cookie: there is no session that another site could ride on.
                .csrf(csrf -> csrf.disable())
                .cors(cors -> cors.configurationSource(crossOrigin(allowedOrigins)))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .anonymous(Customizer.withDefaults())
                // ResponseHeadersFilter sets them, also where this chain is not reached.
                .headers(headers -> headers.disable())
                .build();
    }

    /** Closed unless the operator opens it to a web application of his own. */
    private static UrlBasedCorsConfigurationSource crossOrigin(List<String> allowedOrigins) {
        var source = new UrlBasedCorsConfigurationSource();
        if (!allowedOrigins.isEmpty()) {
            var configuration = new CorsConfiguration();
            configuration.setAllowedOrigins(allowedOrigins);
            configuration.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
            configuration.setAllowedHeaders(
                    List.of("Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"));
            configuration.setExposedHeaders(List.of(
                    "X-Request-Id",
                    "Idempotent-Replayed",
                    "Retry-After",
                    "RateLimit-Limit",
                    "RateLimit-Remaining",
                    "RateLimit-Reset"));
            source.registerCorsConfiguration("/v1/**", configuration);
        }
        return source;
    }

    /**
     * What has no scope of its own is open to everybody of a tenant: /graphql asks for scopes field by field, and
     * elsewhere there is nothing but a 404.
     */
    private static AuthorizationDecision hasScope(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        var known = authentication.get();
        if (known == null || !(known.getPrincipal() instanceof Caller caller)) {
            return new AuthorizationDecision(false);
        }
        var request = context.getRequest();
        // The container has decoded this path, as the router does: /v1/%61pi-keys is /v1/api-keys to both.
        return new AuthorizationDecision(OperationScope.of(request.getMethod(), request.getServletPath())
                .map(needed -> needed.isGrantedBy(caller.scopes()))
                .orElse(caller.tenantId() != null));
    }

    /** The same answer whatever is wrong with the key, so that guessing teaches nothing. */
    private static AuthenticationEntryPoint unauthorized(Problems problems) {
        return (request, response, e) -> {
            if (e instanceof TooManyFailedLogins tooMany) {
                RateLimitFilter.refuse(
                        problems,
                        request,
                        response,
                        tooMany.waitNanos(),
                        "Too many keys that are not valid came from this address. Retry after the time given.");
                return;
            }
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            problems.write(
                    request,
                    response,
                    HttpStatus.UNAUTHORIZED,
                    "unauthorized",
                    "Send a valid API key: Authorization: Bearer prn_…");
        };
    }

    private static AccessDeniedHandler forbidden(Problems problems) {
        return (request, response, e) -> problems.write(
                request,
                response,
                HttpStatus.FORBIDDEN,
                "insufficient_scope",
                "The scopes of this API key do not allow this operation.");
    }

    /** A span around each of a dozen filters costs more than the filters do, and tells nobody anything. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Runs right after the security chain (order -100), where the caller is known. */
    @Bean
    FilterRegistrationBean<TenantFilter> tenantFilter(TenantScopes scopes, Problems problems) {
        var registration = new FilterRegistrationBean<>(new TenantFilter(scopes, problems));
        registration.setOrder(-90);
        return registration;
    }

    /** Before anything of the caller's is looked at. */
    @Bean
    FilterRegistrationBean<RateLimitFilter> rateLimitFilter(RateLimits limits, Problems problems) {
        var registration = new FilterRegistrationBean<>(new RateLimitFilter(limits, problems));
        registration.setOrder(-95);
        return registration;
    }
}
