package dev.perennial.platform.security;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScope;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.platform.web.Problems;
import dev.perennial.platform.web.RequestAttributes;
import dev.perennial.platform.web.RequestIds;

/** Binds the tenant of the caller for the rest of the request. Nothing else in a request can choose a tenant. */
class TenantFilter extends OncePerRequestFilter {
    private final TenantScopes scopes;
    private final Problems problems;

    TenantFilter(TenantScopes scopes, Problems problems) {
        this.scopes = scopes;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null
                || !(authentication.getPrincipal() instanceof Caller caller)
                || caller.tenantId() == null) {
            chain.doFilter(request, response);
            return;
        }
        TenantScope scope;
        try {
            scope = scopes.open(caller.tenantId(), caller.actor(), RequestIds.of(request));
        } catch (IllegalArgumentException e) {
            // Keys belong to tenants that exist; a person's token may name any.
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            problems.write(
                    request, response, HttpStatus.UNAUTHORIZED, "unauthorized", "The token names no tenant here.");
            return;
        }
        request.setAttribute(RequestAttributes.TENANT, scope.tenantId());
        request.setAttribute(RequestAttributes.ACTOR, caller.actor());
        try {
            CurrentTenant.callAs(scope, () -> {
                chain.doFilter(request, response);
                return true;
            });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
