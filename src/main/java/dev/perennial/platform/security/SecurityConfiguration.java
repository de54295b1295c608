package dev.perennial.platform.security;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;

import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.platform.web.Problems;

/** Who may call what: keys as bearer tokens, scopes per method, everything else closed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class SecurityConfiguration {
    private static final String ADMIN = "SCOPE_admin";
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
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/v1/api-keys", "/v1/api-keys/**")
                        .hasAuthority(ADMIN)
                        .requestMatchers(HttpMethod.PATCH, "/v1/tenant")
                        .hasAuthority(ADMIN)
                        .requestMatchers(HttpMethod.GET, "/v1/**")
                        .hasAuthority("SCOPE_read")
                        .requestMatchers("/v1/**")
                        .hasAuthority("SCOPE_write")
                        .anyRequest()
                        .authenticated())
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
