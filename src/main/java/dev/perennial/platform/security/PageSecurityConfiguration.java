package dev.perennial.platform.security;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

import dev.perennial.platform.web.PageReplies;

/** Pages: a session by cookie, a token in each form, and everything closed but the way in. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class PageSecurityConfiguration {

    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http, PageAreas areas, PageSessions sessions) throws Exception {
        return http.securityMatcher(request -> areas.of(request).isPresent())
                .authorizeHttpRequests(requests -> requests.anyRequest()
                        .access((known, context) -> new AuthorizationDecision(
                                known.get() instanceof PageAuthentication || isOpen(areas, context.getRequest()))))
                .addFilterBefore(new PageSessionFilter(areas, sessions), AnonymousAuthenticationFilter.class)
                .csrf(csrf -> csrf.csrfTokenRepository(new PageFormTokens(areas)))
                .exceptionHandling(errors ->
                        errors.authenticationEntryPoint(toSignIn(areas)).accessDeniedHandler(refusal()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                // ResponseHeadersFilter sets them, and PageSessionFilter what pages need.
                .headers(headers -> headers.disable())
                .build();
    }

    private static boolean isOpen(PageAreas areas, HttpServletRequest request) {
        return areas.of(request)
                .filter(area -> area.isOpen(request.getServletPath()))
                .isPresent();
    }

    private static AuthenticationEntryPoint toSignIn(PageAreas areas) {
        return (request, response, e) -> {
            var area = areas.of(request).orElseThrow();
            var wanted = request.getMethod().equals("GET") && !PageReplies.isPart(request)
                    ? "?next=" + URLEncoder.encode(wanted(request), StandardCharsets.UTF_8)
                    : "";
            PageReplies.sendTo(area.signInPath() + wanted, request, response);
        };
    }

    private static String wanted(HttpServletRequest request) {
        return request.getQueryString() == null
                ? request.getRequestURI()
                : request.getRequestURI() + "?" + request.getQueryString();
    }

    /** A form without its token: forged, or from before the browser lost its cookies. */
    private static AccessDeniedHandler refusal() {
        return (request, response, e) -> response.sendError(HttpStatus.FORBIDDEN.value());
    }
}
