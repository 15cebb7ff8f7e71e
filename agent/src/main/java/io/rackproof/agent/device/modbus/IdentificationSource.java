package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Source;
import java.util.Locale;

/**
 * A text of the unit's identification, read with function 43/14.
 *
 * @param item which of the texts
 */
public record IdentificationSource(Item item) implements Source {

  /** The texts that the standard names, by their object ids from 0 on. */
  public enum Item {
    VENDOR_NAME(0),
    PRODUCT_CODE(1),
    REVISION(2),
    VENDOR_URL(3),
    PRODUCT_NAME(4),
    MODEL_NAME(5),
    APPLICATION_NAME(6);

    private final int object;

    Item(int object) {
      this.object = object;
    }

    /** The object's id, 0 to 6. */
    public int object() {
      return object;
    }

    /** True for those of the basic identification, which every unit that has one gives. */
    public boolean isBasic() {
      return object <= REVISION.object;
    }

    /** As profiles write it: {@code vendor-name}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Override
  public String toString() {
    return "identification " + item.label();
  }
}
