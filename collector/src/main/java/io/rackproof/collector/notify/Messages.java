package io.rackproof.collector.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Notices as the bytes that targets get. */
final class Messages {

  /** An Alertmanager takes an alert that is not sent again for over after this. */
  static final long ALERT_LASTS_MILLIS = 4 * 60_000;

  /** What happened and is over at once is shown for so long. */
  private static final long SHOWN_MILLIS = 3_600_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String page;
  private final String software;

  /**
   * @param page address of the collector's pages; empty when it is not known
   * @param software name and version of this program
   */
  Messages(String page, String software) {
    this.page = page.endsWith("/") ? page.substring(0, page.length() - 1) : page;
    this.software = software;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static byte[] bytes(Object tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of nodes is always JSON", e);
    }
  }

  private String link(Notice notice) {
    if (page.isEmpty()) {
      return "";
    }
    String campaign = page + "/campaigns/" + notice.campaign();
    return notice.event() == Event.GATE_FAILED
        ? campaign + "/racks/" + notice.rack() + "/criteria/" + notice.criterion()
        : campaign;
  }

  byte[] webhook(Notice notice, long number) {
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("version", 1)
            .put("delivery", number)
            .put("key", notice.key())
            .put("event", notice.event().label())
            .put("status", notice.isResolved() ? "resolved" : "firing")
            .put("summary", notice.summary())
            .put("campaign", notice.campaign());
    text(node, "rack", notice.rack());
    text(node, "criterion", notice.criterion());
    text(node, "device", notice.device());
    node.put("startsAt", time(notice.startMillis()));
    text(node, "endsAt", notice.isResolved() ? time(notice.endMillis().orElse(0)) : "");
    text(node, "page", link(notice));
    return bytes(node.put("software", software));
  }

  private static void text(ObjectNode node, String name, String text) {
    if (text.isEmpty()) {
      node.putNull(name);
    } else {
      node.put(name, text);
    }
  }

  /** The body of {@code POST /api/v2/alerts}. */
  byte[] alerts(Collection<Notice> notices, NotifyTarget target, long nowMillis) {
    ArrayNode list = MAPPER.createArrayNode();
    for (Notice notice : notices) {
      ObjectNode alert = list.addObject();
      ObjectNode labels = alert.putObject("labels");
      target.labels().forEach(labels::put);
      labels
          .put("alertname", notice.event().alertName())
          .put("severity", notice.event().severity())
          .put("campaign", notice.campaign());
      label(labels, "rack", notice.rack());
      label(labels, "criterion", notice.criterion());
      label(labels, "device", notice.device());
      alert.putObject("annotations").put("summary", notice.summary());
      long end =
          notice.event() == Event.CAMPAIGN_FINISHED
              ? Math.max(nowMillis + ALERT_LASTS_MILLIS, notice.startMillis() + SHOWN_MILLIS)
              : notice.endMillis().orElse(nowMillis + ALERT_LASTS_MILLIS);
      alert.put("startsAt", time(notice.startMillis())).put("endsAt", time(end));
      label(alert, "generatorURL", link(notice));
    }
    return bytes(list);
  }

  private static void label(ObjectNode labels, String name, String value) {
    if (!value.isEmpty()) {
      labels.put(name, value);
    }
  }

  /**
   * What proves that a body comes from one who knows the secret, and when it was sent: {@code
   * t=SECONDS,v1=HEX}, HEX being HMAC-SHA-256 over {@code SECONDS.BODY}.
   */
  static String signature(String secret, long nowMillis, byte[] body) {
    String seconds = Long.toString(nowMillis / 1000);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HMAC-SHA-256", e);
    }
  }
}
