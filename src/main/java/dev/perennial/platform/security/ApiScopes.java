package dev.perennial.platform.security;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The scopes that a key can have: the broad ones, and two for every resource that the service routes to. */
@Component
public class ApiScopes {
    private final ObjectProvider<RequestMappingHandlerMapping> routes;

    /** Routes are known once all controllers are made, and some of those ask for scopes: hence the provider. */
    ApiScopes(@Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> routes) {
        this.routes = routes;
    }

    /** In alphabetical order. */
    public Set<String> all() {
        var scopes = new TreeSet<>(List.of(OperationScope.READ, OperationScope.WRITE, OperationScope.ADMIN));
        routes.getObject().getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternValues().stream())
                .flatMap(path -> OperationScope.of("GET", path).stream())
                .forEach(scope -> {
                    if (scope instanceof OperationScope.OfResource(var resource, var access)) {
                        scopes.add(resource + ":" + OperationScope.READ);
                        scopes.add(resource + ":" + OperationScope.WRITE);
                    }
                });
        return scopes;
    }
}
