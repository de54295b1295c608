package dev.perennial.platform.security;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.perennial.platform.tenancy.CurrentTenant;
import dev.perennial.platform.tenancy.TenantScopes;
import dev.perennial.platform.web.RequestAttributes;
import dev.perennial.platform.web.RequestIds;

/** Binds the tenant of the caller's key for the rest of the request. Nothing else in a request can choose a tenant. */
class TenantFilter extends OncePerRequestFilter {
    private final TenantScopes scopes;

    TenantFilter(TenantScopes scopes) {
        this.scopes = scopes;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null
                || !(authentication.getPrincipal() instanceof OAuth2AuthenticatedPrincipal principal)) {
            chain.doFilter(request, response);
            return;
        }
        var keyId = ApiKeyIntrospector.keyId(principal);
        var scope = scopes.open(ApiKeyIntrospector.tenantId(principal), "key:" + keyId, RequestIds.of(request));
        request.setAttribute(RequestAttributes.TENANT, scope.tenantId());
        request.setAttribute(RequestAttributes.KEY_ID, keyId);
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
