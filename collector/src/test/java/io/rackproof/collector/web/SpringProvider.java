package io.rackproof.collector.web;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/**
 * Spring's authorization server in a Tomcat, as sites run it: its own pages, sessions, codes and
 * keys. People sign in with their name as the password.
 */
final class SpringProvider implements AutoCloseable {

  static final String CLIENT = "rackproof";
  static final String SECRET = "of the client, known to two";

  /** What the provider says of whom. */
  private static final Map<String, List<String>> GROUPS =
      Map.of(
          "carol", List.of("rack-approvers", "everybody"),
          "erik", List.of("rack-engineers"),
          "nora", List.of("canteen", "parking"),
          "ann", List.of("rack-approvers"));

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final Tomcat tomcat = new Tomcat();
  private final AnnotationConfigWebApplicationContext spring =
      new AnnotationConfigWebApplicationContext();
  private final Keys keys = new Keys();
  private final Clients clients = new Clients();

  SpringProvider(Path directory) throws Exception {
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxThreads", "8");
    Context context = tomcat.addContext("", directory.toString());
    spring.setServletContext(context.getServletContext());
    spring.register(Settings.class);
    spring.addBeanFactoryPostProcessor(
        beans -> {
          beans.registerSingleton("keys", keys);
          beans.registerSingleton("clients", clients);
        });
    FilterDef filter = new FilterDef();
    filter.setFilterName("springSecurityFilterChain");
    filter.setFilter(new DelegatingFilterProxy("springSecurityFilterChain", spring));
    context.addFilterDef(filter);
    FilterMap everywhere = new FilterMap();
    everywhere.setFilterName(filter.getFilterName());
    everywhere.addURLPattern("/*");
    context.addFilterMap(everywhere);
    Tomcat.addServlet(
            context,
            "nothing",
            new HttpServlet() {
              private static final long serialVersionUID = 1;
            })
        .addMapping("/");
    context.addServletContainerInitializer((classes, servlets) -> spring.refresh(), null);
    tomcat.start();
  }

  /** Its address; another name than the collector's, so that browsers take it for another site. */
  URI issuer() {
    return URI.create("http://localhost:" + tomcat.getConnector().getLocalPort());
  }

  /** Knows a collector from now on. */
  void register(String collector) {
    clients.client =
        RegisteredClient.withId(UUID.randomUUID().toString())
            .clientId(CLIENT)
            .clientSecret("{noop}" + SECRET)
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .redirectUri(collector + OpenIdApi.CALLBACK)
            .postLogoutRedirectUri(collector + "/sign-in")
            .scope("openid")
            .scope("profile")
            .clientSettings(ClientSettings.builder().requireProofKey(true).build())
            .build();
  }

  /** Signs by another key from now on, and publishes that one alone. */
  void rotate() throws JOSEException {
    keys.renew();
  }

  /**
   * Fills in its page for signing in.
   *
   * @param page that it showed
   * @return what it answers
   */
  static HttpResponse<String> signIn(Browsing browser, HttpResponse<String> page, String name)
      throws Exception {
    Matcher csrf = CSRF.matcher(page.body());
    if (!csrf.find()) {
      throw new AssertionError(page.uri() + " shows no form: " + page.body());
    }
    return browser.form(
        page.uri().resolve("/login"),
        Map.of("username", name, "password", name, "_csrf", csrf.group(1)));
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
      spring.close();
    } catch (org.apache.catalina.LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key by which it signs now. */
  private static final class Keys implements JWKSource<SecurityContext> {
    private volatile RSAKey key;

    Keys() {
      key = next();
    }

    void renew() {
      key = next();
    }

    private static RSAKey next() {
      try {
        return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<com.nimbusds.jose.jwk.JWK> get(
        com.nimbusds.jose.jwk.JWKSelector selector, @Nullable SecurityContext context) {
      return selector.select(new JWKSet(key));
    }
  }

  /** The one that it knows. */
  private static final class Clients implements RegisteredClientRepository {
    private volatile @Nullable RegisteredClient client;

    @Override
    public void save(RegisteredClient given) {
      client = given;
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
      return Optional.ofNullable(client).filter(c -> c.getId().equals(id)).orElse(null);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String id) {
      return Optional.ofNullable(client).filter(c -> c.getClientId().equals(id)).orElse(null);
    }
  }

  /** How it is set up. */
  @Configuration
  @EnableWebSecurity
  static class Settings {

    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .formLogin(Customizer.withDefaults());
      return http.build();
    }

    @Bean
    AuthorizationServerSettings settings() {
      return AuthorizationServerSettings.builder().build();
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> source) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(source);
    }

    @Bean
    UserDetailsService people() {
      return new InMemoryUserDetailsManager(
          GROUPS.keySet().stream()
              .map(n -> User.withUsername(n).password("{noop}" + n).roles("PERSON").build())
              .toList());
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims() {
      return context -> {
        Authentication person = Objects.requireNonNull(context.getPrincipal());
        String name = person.getName();
        context
            .getClaims()
            .claim("preferred_username", name)
            .claim("realm_access", Map.of("roles", GROUPS.getOrDefault(name, List.of())));
      };
    }
  }
}
