package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.serial.SerialDialogue;
import io.rackproof.agent.device.serial.SerialLink;
import io.rackproof.agent.device.snmp.NotificationRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a device model is read.
 *
 * @param name of the model
 * @param title for people
 * @param source where the knowledge comes from: a manual, a MIB, a register map
 * @param protocol and what the model needs of it
 * @param points that the model has
 * @param match how a device of the model is recognised
 */
public record Profile(
    String name, String title, String source, Protocol protocol, List<Point> points, Match match) {

  /** The protocol that a model speaks, with what all devices of the model need. */
  public sealed interface Protocol {
    /** The key under which {@code rack.yaml} gives the address: {@code modbus}, {@code snmp}… */
    String key();

    /** The same with what another profile of the protocol has beside. */
    default Protocol over(Protocol base) {
      return this;
    }
  }

  /**
   * @param maxRegisters the most registers that the model gives in one answer
   * @param maxGap registers read along rather than asked for apart
   * @param pause that it needs after each answer
   */
  public record Modbus(int maxRegisters, int maxGap, Duration pause) implements Protocol {
    @Override
    public String key() {
      return "modbus";
    }
  }

  /**
   * @param notifications that the model sends by itself
   */
  public record Snmp(List<NotificationRule> notifications) implements Protocol {
    public Snmp {
      notifications = List.copyOf(notifications);
    }

    /** Its own notifications, and those of the other's types that it does not have itself. */
    @Override
    public Protocol over(Protocol base) {
      if (!(base instanceof Snmp other)) {
        return this;
      }
      List<NotificationRule> all = new ArrayList<>(notifications);
      other.notifications().stream()
          .filter(rule -> notifications.stream().noneMatch(own -> own.type().equals(rule.type())))
          .forEach(all::add);
      return new Snmp(all);
    }

    @Override
    public String key() {
      return "snmp";
    }
  }

  /**
   * @param dialogue how the model talks
   * @param baud when {@code rack.yaml} gives none; empty to require it there
   * @param dataBits when {@code rack.yaml} gives none; so are parity and stop bits
   */
  public record Serial(
      SerialDialogue dialogue,
      Optional<Integer> baud,
      int dataBits,
      SerialLink.Parity parity,
      int stopBits)
      implements Protocol {

    /** Of nothing more than a dialogue: 8 data bits, no parity, one stop bit. */
    public Serial(SerialDialogue dialogue, Optional<Integer> baud) {
      this(dialogue, baud, 8, SerialLink.Parity.NONE, 1);
    }

    @Override
    public String key() {
      return "serial";
    }
  }

  /** A model that cannot be recognised. */
  public Profile(String name, String title, String source, Protocol protocol, List<Point> points) {
    this(name, title, source, protocol, points, Match.NONE);
  }

  public Profile {
    points = List.copyOf(points);
  }

  /**
   * This profile with the points of another after its own, but for those that it has itself: the
   * same metric and labels from a single object.
   */
  Profile over(Profile base) {
    List<Point> all = new ArrayList<>(points);
    for (Point point : base.points()) {
      boolean own =
          points.stream()
              .anyMatch(
                  p ->
                      !p.source().isTable()
                          && p.metric().equals(point.metric())
                          && p.labels().equals(point.labels()));
      if (!own || point.source().isTable()) {
        all.add(point);
      }
    }
    return new Profile(name, title, source, protocol.over(base.protocol()), all, match);
  }

  /** The same model with other points, such as those of one device that was calibrated. */
  public Profile withPoints(List<Point> others) {
    return new Profile(name, title, source, protocol, others, match);
  }
}
