package io.rackproof.agent;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Source;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.Format;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.agent.device.modbus.ModbusLinks;
import io.rackproof.agent.device.modbus.ModbusSource;
import io.rackproof.agent.device.modbus.UnitIdentity;
import io.rackproof.agent.device.modbus.WordOrder;
import io.rackproof.agent.profile.Match;
import io.rackproof.agent.profile.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks the units of a Modbus link, one after the other, and for each that answers, what it is. It
 * only reads: one holding register, the identification (43/14), and the texts by which profiles
 * recognise their models.
 */
final class ModbusScan {

  private final List<Profile> profiles;
  private final Duration timeout;
  private final Ticker ticker;

  /** What came of asking a unit. */
  sealed interface Answer {}

  /** It is there. */
  record Present(String says, Optional<String> profile) implements Answer {}

  /**
   * It did not answer.
   *
   * @param linkLost true when there is no line or no connection at all
   */
  record Silent(boolean linkLost, String why) implements Answer {}

  /**
   * @param profiles those that can recognise a unit are used
   * @param timeout for one answer
   */
  ModbusScan(List<Profile> profiles, Duration timeout, Ticker ticker) {
    this.profiles = profiles.stream().filter(p -> p.protocol() instanceof Profile.Modbus).toList();
    this.timeout = timeout;
    this.ticker = ticker;
  }

  /** Asks one unit. */
  Answer ask(ModbusConfig.Link link, int unit) {
    ModbusConfig config =
        new ModbusConfig(
            link,
            unit,
            timeout,
            ModbusConfig.MAX_REGISTERS,
            ModbusConfig.DEFAULT_GAP,
            Duration.ZERO);
    try (ModbusDriver driver = new ModbusDriver(config, new ModbusLinks(ticker), ticker)) {
      Reading first =
          driver
              .read(List.of(point(new Format.Whole(1, false, WordOrder.BIG), 0, Point.Kind.GAUGE)))
              .get(0);
      if (first.outcome() instanceof Missing missing && isSilence(missing.cause())) {
        return new Silent(missing.cause() == Cause.UNREACHABLE, missing.detail());
      }
      return identify(driver, unit);
    }
  }

  private Present identify(ModbusDriver driver, int unit) {
    UnitIdentity identity = driver.identify();
    String says =
        identity.texts().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .filter(text -> !text.isBlank())
            .collect(Collectors.joining(" "));
    for (Profile profile : profiles) {
      Match match = profile.match();
      if (!match.mayBe(unit)) {
        continue;
      }
      boolean identified = match.identification().map(p -> p.matcher(says).find()).orElse(true);
      Optional<String> text = match.text().flatMap(wanted -> text(driver, wanted));
      if (identified && (match.text().isEmpty() || text.isPresent())) {
        return new Present((says + " " + text.orElse("")).strip(), Optional.of(profile.name()));
      }
    }
    return new Present(says, Optional.empty());
  }

  private static Optional<String> text(ModbusDriver driver, Match.RegisterText wanted) {
    Point point =
        point(
            new Format.Characters(wanted.length(), WordOrder.BIG),
            wanted.address(),
            Point.Kind.INFO);
    return driver.read(List.of(point)).get(0).outcome() instanceof Reading.Text text
            && wanted.pattern().matcher(text.text()).find()
        ? Optional.of(text.text().strip())
        : Optional.empty();
  }

  private static Point point(Format format, int address, Point.Kind kind) {
    Source source = new ModbusSource(ModbusSource.Table.HOLDING, address, format);
    return new Point("scan", Map.of(), source, Scaling.NONE, "1", kind, 0, Optional.empty());
  }

  private static boolean isSilence(Cause cause) {
    return cause == Cause.TIMEOUT || cause == Cause.UNREACHABLE || cause == Cause.GARBAGE;
  }
}
