package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.web.WebConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PagesAddressTest {

  private static final Optional<WebConfig.Tls> TLS =
      Optional.of(new WebConfig.Tls(Path.of("web.pem"), Path.of("web.key")));

  private static WebConfig web(String host, String address, Optional<WebConfig.Tls> tls) {
    return new WebConfig(
        host, 8080, Optional.of(address).filter(a -> !a.isEmpty()).map(URI::create), tls);
  }

  private static String of(WebConfig web, String told) {
    return PagesAddress.of(web, 8080, told, () -> "rackproof.example");
  }

  @Test
  void whatIsConfiguredForPeopleCounts() {
    assertThat(of(web("127.0.0.1", "https://proxied.example", Optional.empty()), "http://told/"))
        .isEqualTo("https://proxied.example");
    assertThat(of(web("127.0.0.1", "", Optional.empty()), "http://told/")).isEqualTo("http://told");
  }

  @Test
  void elseItIsWhereThePagesAreListenedFor() {
    assertThat(of(web("127.0.0.1", "", Optional.empty()), "")).isEqualTo("http://127.0.0.1:8080");
    assertThat(of(web("::1", "", TLS), "")).isEqualTo("https://[::1]:8080");
    assertThat(of(web("::", "", TLS), "")).isEqualTo("https://rackproof.example:8080");
  }
}
