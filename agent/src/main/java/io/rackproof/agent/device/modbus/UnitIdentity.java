package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.IdentificationSource.Item;
import io.rackproof.agent.device.modbus.ModbusTransport.Answer;
import io.rackproof.agent.device.modbus.ModbusTransport.Identify;
import io.rackproof.agent.device.modbus.ModbusTransport.Objects;
import io.rackproof.agent.device.modbus.ModbusTransport.Refused;
import io.rackproof.agent.device.modbus.ModbusTransport.Reply;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a unit says of itself by function 43/14.
 *
 * @param texts that it gave; empty when it gave none
 * @param missing why a text that is not there is not; empty when the unit answered
 * @param time of the last request
 */
public record UnitIdentity(Map<Item, String> texts, Optional<Missing> missing, RequestTime time) {

  /** A unit that names the same object as the next one for ever is left after so many. */
  private static final int MOST_REQUESTS = 16;

  private static final int BASIC = 1;
  private static final int REGULAR = 2;

  public UnitIdentity {
    texts = Map.copyOf(texts);
  }

  /** True when the unit said anything at all, be it a refusal. */
  public boolean answered() {
    return missing.isEmpty()
        || missing.get().cause() == Cause.ABSENT
        || missing.get().cause() == Cause.REFUSED;
  }

  static UnitIdentity of(
      ModbusConfig config, ModbusTransport link, Collection<Item> wanted, Ticker ticker) {
    Asking asking = new Asking(config, ticker);
    Map<Item, String> texts = new EnumMap<>(Item.class);
    int code = wanted.stream().allMatch(Item::isBasic) ? BASIC : REGULAR;
    int object = 0;
    RequestTime time = asking.failed();
    for (int requests = 0; requests < MOST_REQUESTS && object >= 0; requests++) {
      try {
        Reply reply = asking.ask(link, new Identify(config.unit(), code, object));
        time = reply.time();
        Answer answer = reply.answer();
        if (answer instanceof Refused refused) {
          if (code == REGULAR && object == 0 && isUnknown(refused)) {
            // A unit may have the basic objects only.
            code = BASIC;
            continue;
          }
          return new UnitIdentity(texts, Optional.of(missing(refused)), time);
        }
        Objects objects = (Objects) answer;
        objects.texts().forEach((id, text) -> put(texts, id, text));
        object = objects.next() > object ? objects.next() : -1;
      } catch (ModbusFault fault) {
        String detail = String.valueOf(fault.getMessage()).replace('\n', ' ');
        return new UnitIdentity(
            texts, Optional.of(new Missing(fault.reason(), detail)), asking.failed());
      }
    }
    return new UnitIdentity(texts, Optional.empty(), time);
  }

  private static void put(Map<Item, String> texts, int id, String text) {
    for (Item item : Item.values()) {
      if (item.object() == id) {
        texts.put(item, text);
      }
    }
  }

  private static boolean isUnknown(Refused refused) {
    return refused.code() == Refused.ILLEGAL_VALUE || refused.code() == Refused.ILLEGAL_ADDRESS;
  }

  private static Missing missing(Refused refused) {
    Cause cause =
        switch (refused.code()) {
          case Refused.ILLEGAL_FUNCTION, Refused.ILLEGAL_ADDRESS, Refused.ILLEGAL_VALUE ->
              Cause.ABSENT;
          case Refused.NO_PATH -> Cause.UNREACHABLE;
          case Refused.NO_TARGET -> Cause.TIMEOUT;
          default -> Cause.REFUSED;
        };
    return new Missing(cause, refused + " for the identification");
  }
}
