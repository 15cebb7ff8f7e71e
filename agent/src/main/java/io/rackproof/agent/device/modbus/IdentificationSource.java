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
    VENDOR_NAME,
    PRODUCT_CODE,
    REVISION,
    VENDOR_URL,
    PRODUCT_NAME,
    MODEL_NAME,
    APPLICATION_NAME;

    /** The object's id, 0 to 6. */
    public int object() {
      return ordinal();
    }

    /** True for those of the basic identification, which every unit that has one gives. */
    public boolean isBasic() {
      return ordinal() <= REVISION.ordinal();
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
