package dev.perennial.platform.security;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.platform.web.Problems;

/** Who may call what: keys as bearer tokens, scopes per method, everything else closed. */
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
        "/v1/gateway-events/**"
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
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain securityFilterChain(HttpSecurity http, OpaqueTokenIntrospector keys, Problems problems)
            throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().access(SecurityConfiguration::hasScope))
                .oauth2ResourceServer(server -> server.opaqueToken(token -> token.introspector(keys))
                        .authenticationEntryPoint(unauthorized(problems))
                        .accessDeniedHandler(forbidden(problems)))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(unauthorized(problems))
                        .accessDeniedHandler(forbidden(problems)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Callers send a bearer token, never a cookie: there is no session that another site could ride on.
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .anonymous(Customizer.withDefaults())
                .build();
    }

    /** Everybody who is known may call what has no scope: there is nothing there but a 404. */
    private static AuthorizationDecision hasScope(
            Supplier<? extends @Nullable Authentication> caller, RequestAuthorizationContext context) {
        var authentication = caller.get();
        if (authentication == null
                || !authentication.isAuthenticated()
                || authentication instanceof AnonymousAuthenticationToken) {
            return new AuthorizationDecision(false);
        }
        var scopes = authentication.getAuthorities().stream()
                .map(granted -> String.valueOf(granted.getAuthority()))
                .filter(authority -> authority.startsWith(ApiKeyIntrospector.SCOPE_PREFIX))
                .map(authority -> authority.substring(ApiKeyIntrospector.SCOPE_PREFIX.length()))
                .toList();
        var request = context.getRequest();
        // The container has decoded this path, as the router does: /v1/%61pi-keys is /v1/api-keys to both.
        return new AuthorizationDecision(OperationScope.of(request.getMethod(), request.getServletPath())
                .map(needed -> needed.isGrantedBy(scopes))
                .orElse(true));
    }

    /** The same answer whatever is wrong with the key, so that guessing teaches nothing. */
    private static AuthenticationEntryPoint unauthorized(Problems problems) {
        return (request, response, e) -> {
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

    /** Runs right after the security chain (order -100), where the caller is known. */
    @Bean
    FilterRegistrationBean<TenantFilter> tenantFilter(TenantScopes scopes) {
        var registration = new FilterRegistrationBean<>(new TenantFilter(scopes));
        registration.setOrder(-90);
        return registration;
    }
}
