package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two approvers put a waiver in force, each with a session of the own, in a real browser. */
class WaiverInChromiumTest {

  @TempDir Path store;
  @TempDir Path profile;
  private SignedIn site;
  private Chromium chromium;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(Chromium.PROGRAM), "needs the Debian package 'chromium'");
    site = new SignedIn(store, WebConfig.loopback(0));
    assertThat(site.commands.setPassword("ben", SignedIn.PASSWORD)).isTrue();
    chromium = Chromium.start(profile);
    chromium.look(1280, 900, false);
  }

  @AfterEach
  void stop() throws Exception {
    if (chromium != null) {
      chromium.close();
    }
    if (site != null) {
      site.close();
    }
  }

  private void signIn(String name, String page) throws Exception {
    chromium.open(site.collector.url() + "/sign-in?next=" + page.replace("/", "%2F"));
    chromium.awaitTrue("document.getElementById('sign-in')");
    chromium.evaluate(
        "(() => { const form = document.getElementById('sign-in');"
            + " form.elements.name.value = '%s'; form.elements.password.value = '%s';"
                .formatted(name, SignedIn.PASSWORD)
            + " form.requestSubmit(); })()");
    chromium.awaitTrue(
        "location.pathname === '" + page + "' && document.querySelector('#sign-out')");
    chromium.awaitTrue("document.readyState === 'complete'");
  }

  @Test
  void whoAskedCannotSignTwiceAndAnotherPutsItInForce() throws Exception {
    String page = "/campaigns/" + site.begin();
    signIn("ann", page);
    chromium.evaluate(
        "(() => { const form = document.querySelector('form[data-post=waivers]');"
            + " form.elements.criterion.value = 'COOL-14'; form.elements.reason.value = 'known';"
            + " form.elements.expires.value = '2030-12-31'; form.requestSubmit(); })()");
    chromium.awaitTrue("document.querySelector('[data-sign=\"1\"]')");
    chromium.evaluate("window.confirm = () => true");
    chromium.evaluate("document.querySelector('[data-sign=\"1\"]').click()");
    chromium.awaitTrue("!document.getElementById('refusal').hidden");
    assertThat(chromium.evaluate("document.getElementById('refusal').innerText").asText())
        .contains("ann has signed waiver 1 already: the second signature is another's");
    chromium.screenshot(Path.of("target/screenshots/waiver-signed-twice.png"));

    chromium.evaluate("document.getElementById('sign-out').click()");
    chromium.awaitTrue("location.pathname === '/sign-in'");
    signIn("ben", page);
    chromium.evaluate("window.confirm = () => true");
    chromium.evaluate("document.querySelector('[data-sign=\"1\"]').click()");
    chromium.awaitTrue("!document.querySelector('[data-sign=\"1\"]')");
    String waivers = chromium.evaluate("document.getElementById('decisions').innerText").asText();
    assertThat(waivers).contains("ann").contains("ben");
    chromium.screenshot(Path.of("target/screenshots/waiver-in-force.png"));
    assertThat(chromium.complaints()).isEmpty();
  }
}
