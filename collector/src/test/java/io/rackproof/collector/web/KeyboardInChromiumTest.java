package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.live.SentRack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages by keys alone, in a real browser, while they go on by themselves. */
class KeyboardInChromiumTest {

  private static final String RACK = "gen2-007";

  /** No page of a test has more controls. */
  private static final int MOST_CONTROLS = 120;

  /** What has the focus: its name, and what is wrong with it as far as a person can see. */
  private static final String FOCUS =
      """
      (() => {
        const e = document.activeElement;
        if (e === document.body) return {name: '', wrong: ''};
        const box = e.getBoundingClientRect();
        const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left >= 0;
        const style = getComputedStyle(e);
        const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const name = (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText
          || e.name || e.tagName).trim();
        return {name, wrong: (seen ? '' : 'not in sight ') + (ringed ? '' : 'without a ring')};
      })()
      """;

  /** Whether each of the elements that had the focus comes after the one before in the page. */
  private static final String IN_ORDER =
      """
      window.walked.every((e, i, all) => i === 0
        || (all[i - 1].compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0)
      """;

  @TempDir Path store;
  @TempDir Path profile;
  private ServedCollector collector;
  private Chromium chromium;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(Chromium.PROGRAM), "needs the Debian package 'chromium'");
    collector = ServedCollector.start(store);
    chromium = Chromium.start(profile);
    chromium.look(1280, 900, false);
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

  /** Opens the page of a new campaign that goes on. */
  private String campaign() throws Exception {
    collector.second(RACK, 0, 25);
    var begun =
        collector.post("/api/campaigns", Map.of("rack", RACK, "plan", SentRack.PLAN_BY_HAND));
    String page = "/campaigns/" + ServedCollector.json(begun).path("id").asText();
    seconds(1, 5, 25);
    open(page);
    return page;
  }

  private void open(String page) throws Exception {
    chromium.open(collector.url() + page);
    chromium.awaitTrue(
        "!document.getElementById('link') || document.getElementById('link').textContent ==="
            + " 'live'");
  }

  private String focus() throws Exception {
    JsonNode focus = chromium.evaluate(FOCUS);
    assertThat(focus.path("wrong").asText()).as(focus.path("name").asText()).isBlank();
    return focus.path("name").asText();
  }

  private void tabTo(String name) throws Exception {
    for (int i = 0; i < MOST_CONTROLS; i++) {
      chromium.press("Tab");
      if (focus().equals(name)) {
        return;
      }
    }
    throw new AssertionError("Tab does not come to " + name);
  }

  /** The names of all that has the focus in turn, once around. */
  private List<String> walk(String key) throws Exception {
    chromium.evaluate("window.walked = [], 0");
    List<String> names = new ArrayList<>();
    while (names.size() < MOST_CONTROLS) {
      chromium.press(key);
      boolean again =
          chromium
              .evaluate(
                  "document.activeElement === document.body ||"
                      + " walked.includes(document.activeElement)")
              .asBoolean();
      if (again) {
        return names;
      }
      chromium.evaluate("walked.push(document.activeElement), 0");
      names.add(focus());
    }
    throw new AssertionError("Tab goes on for ever: " + names);
  }

  @Test
  void tabGoesThroughEveryControlInReadingOrderInSightAndBack() throws Exception {
    String page = campaign();
    List<String> onAll = List.of("Skip to the content", "Rackproof", "Racks", "Campaigns");
    Map<String, List<String>> some =
        Map.of(
            "/",
            List.of("Start a campaign", "All racks and agents, live"),
            "/racks",
            List.of("not good only", "Find", "Keys"),
            "/campaigns/new",
            List.of("Start now"),
            page,
            List.of("Add", "Finish campaign", "Abort", "Ask for a waiver", "Decide"),
            page + "/racks/" + RACK + "/criteria/COOL-14",
            List.of("Earlier", "Worst moment"));
    for (var entry : some.entrySet()) {
      open(entry.getKey());
      List<String> names = walk("Tab");
      assertThat(chromium.evaluate(IN_ORDER).asBoolean()).as(names.toString()).isTrue();
      assertThat(names).as(entry.getKey()).startsWith(onAll.toArray(String[]::new));
      for (String wanted : entry.getValue()) {
        assertThat(names).as(entry.getKey()).anyMatch(name -> name.endsWith(wanted));
      }
      assertThat(walk("Shift+Tab")).as("the way back").hasSameSizeAs(names);
    }
  }

  @Test
  void theLinkToTheContentKeepsTheFilterAndComesBeforeTheFirstControlOfThePage() throws Exception {
    campaign();
    chromium.press("i");
    chromium.evaluate("document.querySelector('.skip').focus()");
    chromium.press("Enter");
    chromium.press("Tab");
    assertThat(focus()).isEqualTo("Compare");
    assertThat(
            chromium
                .evaluate(
                    "document.querySelector('[data-filter-verdict=inconclusive]').ariaPressed")
                .asText())
        .isEqualTo("true");
  }

  @Test
  void aCampaignIsDrivenByKeysAndTheFocusStaysWhereItsButtonWas() throws Exception {
    campaign();
    tabTo("Enter phase failover");
    chromium.press("Enter");
    chromium.awaitTrue("document.activeElement.innerText === 'Leave phase failover'");
    seconds(5, 8, 40);
    chromium.awaitTrue("document.querySelector('.word').textContent.startsWith('FAIL')");
    assertThat(focus()).isEqualTo("Leave phase failover");

    chromium.evaluate("window.confirm = () => true, 0");
    tabTo("Finish campaign");
    chromium.press(" ");
    // The button is gone: the focus goes to the part in which it was, before what stands there now.
    chromium.awaitTrue("document.querySelector('[data-end=retest]')");
    chromium.awaitTrue("document.activeElement.id === 'actions'");
    chromium.press("Tab");
    assertThat(focus()).isEqualTo("Evidence bundle");
  }

  @Test
  void whatGoesOnTakesNoFocusNoMarkedTextNoHalfTypedTextAndOpensOrClosesNothing() throws Exception {
    campaign();
    tabTo("Ask for a waiver");
    chromium.press("Enter");
    tabTo("Reason");
    chromium.type("half a rea");
    seconds(5, 8, 40);
    chromium.awaitTrue("document.querySelector('.word').textContent.startsWith('FAIL')");
    assertThat(focus()).isEqualTo("Reason");
    assertThat(chromium.evaluate("document.activeElement.value").asText()).isEqualTo("half a rea");
    assertThat(chromium.evaluate("document.querySelectorAll('details[open]').length").asInt())
        .isEqualTo(1);

    // Marked text stays as it is until it is let go; then the part is current again.
    String value = "document.querySelector('[data-criterion=COOL-14] .value dd')";
    chromium.evaluate(
        "getSelection().selectAllChildren(document.querySelector('[data-criterion=COOL-14]"
            + " .figures')), 0");
    String marked = chromium.evaluate("getSelection().toString()").asText();
    assertThat(marked).contains("COOL-14");
    seconds(8, 20, 50);
    chromium.awaitTrue("document.getElementById('head').textContent.includes('50')");
    assertThat(chromium.evaluate("getSelection().toString()").asText()).isEqualTo(marked);
    assertThat(chromium.evaluate(value + ".textContent").asText()).doesNotContain("50");
    chromium.evaluate("getSelection().removeAllRanges(), 0");
    chromium.awaitTrue(value + ".textContent.includes('50')");
  }

  @Test
  void anItemWithTheFocusStaysInSightWhenItsNewVerdictIsFilteredAway() throws Exception {
    campaign();
    seconds(5, 8, 40);
    chromium.awaitTrue("document.querySelector('[data-criterion=COOL-14][data-verdict=fail]')");
    chromium.press("i");
    chromium.press("j");
    String first = chromium.evaluate("document.activeElement.dataset.criterion").asText();
    chromium.evaluate(
        "document.activeElement.dataset.verdict = 'pass';"
            + " document.dispatchEvent(new CustomEvent('verdict'))");
    chromium.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
    assertThat(chromium.evaluate("document.activeElement.dataset.criterion").asText())
        .isEqualTo(first);
    chromium.press("Tab");
    chromium.press("Tab");
    chromium.awaitTrue("document.querySelector('[data-criterion=" + first + "]').hidden");
  }

  @Test
  void aNewRackGetsItsRowInTheOrderOfNamesAndThePageIsNotLoadedAnew() throws Exception {
    collector.second("gen2-005", 0, 25);
    collector.second(RACK, 0, 25);
    open("/racks");
    chromium.evaluate("window.same = true, 0");
    chromium.press("j");
    chromium.press("j");
    assertThat(chromium.evaluate("document.activeElement.id").asText()).isEqualTo("rack-gen2-007");
    collector.second("gen2-006", 1, 25);
    chromium.awaitTrue("document.getElementById('rack-gen2-006')?.cells.length > 3");
    assertThat(chromium.evaluate("window.same === true").asBoolean()).isTrue();
    assertThat(chromium.evaluate("document.activeElement.id").asText()).isEqualTo("rack-gen2-007");
    chromium.press("k");
    assertThat(chromium.evaluate("document.activeElement.id").asText()).isEqualTo("rack-gen2-006");
    chromium.press("?");
    chromium.awaitTrue("document.getElementById('keys').open");
    chromium.press("Escape");
    chromium.awaitTrue("!document.getElementById('keys').open");
    assertThat(chromium.evaluate("document.activeElement.id").asText()).isEqualTo("rack-gen2-006");
  }
}
