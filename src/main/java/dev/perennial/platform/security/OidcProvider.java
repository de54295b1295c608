package dev.perennial.platform.security;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.web.client.RestClient;

/**
 * The issuer as one who lets people sign in. What it can do it says itself, and is asked for when the first person
 * wants to: a service whose issuer is down starts all the same.
 */
final class OidcProvider {
    static final String REGISTRATION = "console";
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final String ALGORITHMS = "id_token_signing_alg_values_supported";
    private final ClientRegistrationRepository registrations;
    private final OidcAuthorizationCodeAuthenticationProvider codes;

    /** @param redirectPath below our own address, for where none is configured */
    OidcProvider(OidcProperties oidc, String redirectPath) {
        this.registrations = new SupplierClientRegistrationRepository(
                () -> new InMemoryClientRegistrationRepository(discover(oidc, redirectPath)));
        var tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(http());
        this.codes = new OidcAuthorizationCodeAuthenticationProvider(
                tokens,
                // Who it is and what he may do is read from the token, as of any caller; the issuer is not asked again.
                signedIn -> new DefaultOidcUser(Set.of(), signedIn.getIdToken()));
        var decoders = new OidcIdTokenDecoderFactory();
        decoders.setJwsAlgorithmResolver(OidcProvider::algorithm);
        codes.setJwtDecoderFactory(decoders);
    }

    private static ClientRegistration discover(OidcProperties oidc, String redirectPath) {
        var registration = ClientRegistrations.fromOidcIssuerLocation(oidc.issuer())
                .registrationId(REGISTRATION)
                .clientId(oidc.clientId())
                .clientSecret(oidc.clientSecret())
                .scope(oidc.scopes())
                .redirectUri(oidc.redirectUri().isBlank() ? "{baseUrl}" + redirectPath : oidc.redirectUri());
        if (oidc.clientSecret().isBlank()) {
            registration.clientAuthenticationMethod(ClientAuthenticationMethod.NONE);
        }
        return registration.build();
    }

    private static SignatureAlgorithm algorithm(ClientRegistration registration) {
        var known = registration.getProviderDetails().getConfigurationMetadata().get(ALGORITHMS);
        return known instanceof List<?> names && !names.contains(SignatureAlgorithm.RS256.getName())
                ? SignatureAlgorithm.ES256
                : SignatureAlgorithm.RS256;
    }

    private static RestClient http() {
        var requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT_MAX).build());
        requests.setReadTimeout(ANSWER_MAX);
        return RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }

    ClientRegistrationRepository registrations() {
        return registrations;
    }

    /**
     * Redeems the code of an answer. Throws {@code AuthenticationException} if the answer or what it brings is not
     * good.
     */
    OAuth2LoginAuthenticationToken redeem(OAuth2AuthorizationExchange exchange) {
        var registration = registrations.findByRegistrationId(REGISTRATION);
        var redeemed = codes.authenticate(new OAuth2LoginAuthenticationToken(registration, exchange));
        if (redeemed instanceof OAuth2LoginAuthenticationToken known) {
            return known;
        }
        throw new IllegalStateException("The scopes must hold openid");
    }
}
