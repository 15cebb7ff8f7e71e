package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.live.SentRack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people do on the pages, in a real browser, at the width of a desk and of a phone, with axe's
 * check of accessibility on each. Screenshots stay in {@code target/screenshots}.
 */
class PagesInChromiumTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path SHOTS = Path.of("target/screenshots");
  private static final String AXE = "/axe.min.js";
  private static final String RACK = "gen2-007";

  @TempDir Path store;
  @TempDir Path profile;
  private ServedCollector collector;
  private Chromium chromium;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(Chromium.PROGRAM), "needs the Debian package 'chromium'");
    collector = ServedCollector.start(store);
    chromium = Chromium.start(profile);
  }

  @AfterEach
  void stop() throws Exception {
    if (chromium != null) {
      chromium.close();
    }
    if (collector != null) {
      collector.close();
    }
  }

  private void seconds(int from, int to, double celsius) throws Exception {
    for (int second = from; second < to; second++) {
      collector.second(RACK, second, celsius);
    }
    collector.at(to);
  }

  private void campaign() throws Exception {
    collector.post("/api/campaigns", Map.of("rack", RACK, "plan", SentRack.PLAN_BY_HAND));
    collector.second("gen2-008", 0, 20);
    seconds(0, 20, 25);
    for (int second : List.of(28, 29, 30, 31)) {
      collector.second(RACK, second, 40);
    }
    collector.at(32);
    collector.second(RACK, 32, 25);
    collector.clock(RACK, 12, 30);
    collector.connected(
        List.of(
            new AgentStatus(RACK, "e", "127.0.0.1", "rackproof-agent 0.1.0", 0, 20, 21, 1, 12)));
  }

  private String id() throws Exception {
    return ServedCollector.json(collector.get("/api/campaigns")).at("/campaigns/0/id").asText();
  }

  /** A picture at both widths, light and dark, and no serious finding of axe at either. */
  private void check(String name) throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {1280, 390}) {
        chromium.look(width, width == 390 ? 844 : 900, dark);
        chromium.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
        String shot = name + (width == 390 ? "-phone" : "") + (dark ? "-dark" : "");
        chromium.screenshot(SHOTS.resolve(shot + ".png"));
        assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt())
            .as("%s does not scroll sideways", shot)
            .isLessThanOrEqualTo(width);
        // Each width and each scheme once: the colours of a scheme are the same at both widths.
        if (dark == (width == 390)) {
          accessible(shot);
        }
      }
    }
    chromium.look(1280, 900, false);
    assertThat(chromium.complaints()).isEmpty();
    // Symbols of the browser's own controls are data: and leave nothing.
    assertThat(chromium.requests())
        .allMatch(url -> url.startsWith(collector.url() + "/") || url.startsWith("data:"));
  }

  private void accessible(String shot) throws Exception {
    chromium.run(AXE);
    JsonNode found =
        MAPPER.readTree(
            chromium
                .evaluate(
                    "axe.run({resultTypes: ['violations']}).then(r => JSON.stringify("
                        + "r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                        + ".map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html + ' '"
                        + " + n.failureSummary).join(' | '))))")
                .asText());
    assertThat(found).as("serious findings on %s", shot).isEmpty();
  }

  @Test
  void theFleetGoesOnByItselfAndIsFilteredByKeys() throws Exception {
    campaign();
    chromium.look(1280, 900, false);
    chromium.open(collector.url() + "/racks");
    chromium.awaitTrue("document.getElementById('link').textContent === 'live'");
    chromium.press("b");
    chromium.awaitTrue("document.querySelectorAll('[data-item]:not([hidden])').length === 1");
    chromium.press("0");
    chromium.press("j");
    assertThat(chromium.evaluate("document.activeElement.id").asText()).isEqualTo("rack-gen2-007");
    collector.deviceDown(RACK, "pdu-b", 33);
    chromium.awaitTrue("document.body.textContent.includes('no answer from pdu-b')");
    check("fleet");
    chromium.evaluate("document.getElementById('rack-gen2-007').focus()");
    chromium.press("Enter");
    chromium.awaitTrue("location.pathname.startsWith('/campaigns/')");
  }

  @Test
  void aCampaignIsBegunDrivenWaivedTwiceSignedNotedAndFinished() throws Exception {
    collector.second(RACK, 0, 25);
    chromium.look(1280, 900, false);
    chromium.open(collector.url() + "/campaigns/new");
    chromium.evaluate("document.querySelector('input[value=gen2-007]').click()");
    chromium.evaluate("document.querySelector('textarea').focus()");
    chromium.type("plan: [broken");
    chromium.evaluate("document.querySelector('button[type=submit]').click()");
    chromium.awaitTrue("document.getElementById('refusal').textContent.includes('line ')");
    check("begin");
    chromium.evaluate("document.querySelector('textarea').value = ''");
    chromium.evaluate("document.querySelector('textarea').focus()");
    chromium.type(SentRack.PLAN);
    chromium.evaluate("document.querySelector('button[type=submit]').click()");
    chromium.awaitTrue("document.getElementById('campaign')");
    seconds(1, 10, 40);
    chromium.awaitTrue("document.querySelector('.word').textContent.startsWith('FAIL')");

    chromium.evaluate("document.querySelector('[data-mark=failover]').click()");
    chromium.awaitTrue(
        "document.querySelector('[data-mark=failover]').dataset.entered === 'false'");
    fill("annotations", Map.of("text", "pump 2 unplugged", "author", "ann"));
    chromium.awaitTrue("document.getElementById('notes').textContent.includes('pump 2 unplugged')");
    fill(
        "waivers",
        Map.of("criterion", "COOL-14", "reason", "filter", "expires", "2026-12-31", "by", "ann"));
    chromium.awaitTrue("document.querySelector('[data-sign]')");
    chromium.evaluate("window.prompt = () => 'ben'");
    chromium.evaluate("document.querySelector('[data-sign]').click()");
    chromium.awaitTrue("document.getElementById('decisions').textContent.includes('in force')");
    chromium.evaluate("window.confirm = () => true");
    chromium.evaluate("document.querySelector('[data-end=finish]').click()");
    chromium.awaitTrue("document.querySelector('[data-end=retest]')");
    chromium.open(collector.url() + "/");
    check("front");
  }

  private String text(String selector) throws Exception {
    return chromium.evaluate("document.querySelector('" + selector + "').innerText").asText();
  }

  @Test
  void aRunIsEnteredByHandAbortedTriedAgainDecidedComparedAndTakenAlong() throws Exception {
    collector.second(RACK, 0, 25);
    collector.post("/api/campaigns", Map.of("rack", RACK, "plan", SentRack.PLAN_BY_HAND));
    seconds(1, 10, 30);
    String first = id();
    chromium.look(1280, 900, false);
    chromium.open(collector.url() + "/campaigns/" + first);
    chromium.awaitTrue("document.querySelectorAll('form[data-post=entries]').length === 2");
    chromium.evaluate(
        "(() => { for (const form of document.querySelectorAll('form[data-post=entries]')) {"
            + " if (form.elements.verdict) form.elements.verdict.value = 'PASS';"
            + " else { form.elements.value.value = '42'; form.elements.uncertainty.value = '2'; }"
            + " form.elements.by.value = 'ann'; form.requestSubmit(); } })()");
    chromium.awaitTrue("document.body.innerText.includes('42 µm')");
    chromium.evaluate("window.prompt = () => null");
    chromium.evaluate("document.querySelector('[data-end=abort]').click()");
    assertThat(chromium.evaluate("!!document.querySelector('[data-end=abort]')").asBoolean())
        .as("who gives no reason aborts nothing")
        .isTrue();
    chromium.evaluate("window.prompt = () => 'hose burst'");
    chromium.evaluate("document.querySelector('[data-end=abort]').click()");
    chromium.awaitTrue("document.querySelector('[data-end=retest]')");
    assertThat(text("body")).contains("hose burst");
    check("aborted");

    chromium.evaluate("window.confirm = () => true");
    chromium.evaluate("document.querySelector('[data-end=retest]').click()");
    chromium.awaitTrue("document.body.innerText.includes('Attempt 2')");
    seconds(10, 20, 31);
    chromium.evaluate("window.confirm = () => true");
    chromium.evaluate("document.querySelector('[data-end=finish]').click()");
    chromium.awaitTrue("document.querySelector('[data-end=retest]')");
    // Without another look at the page.
    chromium.awaitTrue("document.querySelector('a[download]')");
    fill("decisions", Map.of("decision", "DECLINE", "reason", "the hose", "by", "ben"));
    chromium.awaitTrue("document.getElementById('decisions').innerText.includes('the hose')");
    check("decided");
    String forms =
        "Promise.all([...document.querySelectorAll('a[href*=\"/report/\"]')].map(async a => {"
            + " const r = await fetch(a.href); return r.status + ' '"
            + " + r.headers.get('Content-Type').split(';')[0] + ' '"
            + " + ((await r.arrayBuffer()).byteLength > 100); })).then(all => all.join())";
    assertThat(chromium.evaluate(forms).asText().split(","))
        .containsExactly(
            "200 text/html true",
            "200 application/pdf true",
            "200 text/html true",
            "200 application/pdf true",
            "200 application/json true",
            "200 application/xml true",
            "200 text/csv true",
            "200 application/jsonl true");
    assertThat(text("a[download]")).isEqualTo("Evidence bundle");

    chromium.open(collector.url() + "/compare?of=" + first + "/" + RACK);
    chromium.awaitTrue("document.querySelectorAll('input[name=of]').length === 2");
    chromium.evaluate(
        "document.querySelectorAll('input[name=of]').forEach(box => { box.checked = true; })");
    chromium.evaluate("document.querySelector('#choose button').click()");
    chromium.awaitTrue("document.querySelectorAll('.compare thead th').length === 3");
    assertThat(text(".compare")).contains("is aborted");
    check("compare");
    chromium.evaluate("document.querySelector('a[hreflang=fr]').click()");
    chromium.awaitTrue("document.documentElement.lang === 'fr'");
    assertThat(text("main")).contains("Comparer", "Essais", "interrompu").doesNotContain("Runs");
    assertThat(chromium.evaluate(forms.replace("/report/", "/api/compare")).asText().split(","))
        .containsExactly(
            "200 text/html true", "200 application/pdf true", "200 application/json true");
    check("compare-fr");
  }

  /** Fills a form of the campaign's page and sends it. */
  private void fill(String post, Map<String, String> fields) throws Exception {
    chromium.evaluate(
        "(() => { const form = document.querySelector('form[data-post="
            + post
            + "]'); const fields = "
            + MAPPER.writeValueAsString(fields)
            + "; for (const [name, value] of Object.entries(fields))"
            + " form.elements[name].value = value; form.requestSubmit(); })()");
  }

  @Test
  void criteriaAreFilteredByKeysAndLookedAtDownToTheirSamples() throws Exception {
    campaign();
    chromium.look(1280, 900, false);
    chromium.open(collector.url() + "/campaigns/" + id());
    chromium.awaitTrue("document.querySelector('.chart canvas')");
    check("campaign");
    String shown =
        "[...document.querySelectorAll('[data-item]:not([hidden])')].map(i =>"
            + " i.dataset.criterion).join()";
    chromium.press("f");
    assertThat(chromium.evaluate(shown).asText()).isEqualTo("COOL-14");
    chromium.press("f");
    chromium.press("/");
    chromium.type("input power");
    assertThat(chromium.evaluate(shown).asText()).isEqualTo("PWR-01");
    assertThat(chromium.evaluate("location.hash").asText()).isEqualTo("#find=input+power");
    chromium.press("Escape");
    chromium.evaluate(
        "(() => { const area = document.querySelector('[data-filter-area]'); area.value ="
            + " 'cabling'; area.dispatchEvent(new Event('change')); area.blur(); })()");
    assertThat(chromium.evaluate(shown).asText()).isEqualTo("CAB-01");
    chromium.press("0");
    chromium.press("j");
    chromium.press("j");
    assertThat(chromium.evaluate("document.activeElement.dataset.criterion").asText())
        .isEqualTo("COOL-14");
    chromium.press("Enter");
    chromium.awaitTrue("location.pathname.endsWith('/criteria/COOL-14')");
    chromium.awaitTrue("document.querySelectorAll('#samples tr').length > 20");
    chromium.awaitTrue("document.querySelector('#samples .worst')");
    assertThat(chromium.evaluate("document.querySelector('#samples .worst').innerText").asText())
        .contains("40");
    check("criterion");
    chromium.press("+");
    chromium.awaitTrue("document.getElementById('sample-note').textContent.includes('samples.')");
    chromium.press("u");
    chromium.awaitTrue("document.getElementById('campaign')");
  }
}
