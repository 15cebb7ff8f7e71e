package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.snmp.NotificationRule;
import java.time.Duration;
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
 */
public record Profile(
    String name, String title, String source, Protocol protocol, List<Point> points) {

  /** The protocol that a model speaks, with what all devices of the model need. */
  public sealed interface Protocol {
    /** The key under which {@code rack.yaml} gives the address: {@code modbus}, {@code snmp}… */
    String key();
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

    @Override
    public String key() {
      return "snmp";
    }
  }

  /**
   * @param terminator that ends what we send
   * @param answerTerminator that ends an answer
   * @param pause before each prompt
   * @param baud when {@code rack.yaml} gives none; empty to require it there
   */
  public record Serial(
      String terminator, String answerTerminator, Duration pause, Optional<Integer> baud)
      implements Protocol {
    @Override
    public String key() {
      return "serial";
    }
  }

  public Profile {
    points = List.copyOf(points);
  }

  /** The same model with other points, such as those of one device that was calibrated. */
  public Profile withPoints(List<Point> others) {
    return new Profile(name, title, source, protocol, others);
  }
}
