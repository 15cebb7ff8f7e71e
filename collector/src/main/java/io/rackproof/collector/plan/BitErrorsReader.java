package io.rackproof.collector.plan;

import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.Optional;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;

/** Reads {@code statistic: bit-error-ratio}: errors by exposure to bits. */
final class BitErrorsReader {

  static final String STATISTIC = "bit-error-ratio";

  private static final Unit<?> BIT = PlanUnits.parse("bit");

  private BitErrorsReader() {}

  /** Whether a criterion is about bit errors. */
  static boolean isMeant(YamlMap criterion) {
    return criterion.has("bits")
        || criterion
            .get("statistic")
            .filter(YamlValue::isText)
            .filter(s -> Signs.word(s.text()).equals(STATISTIC))
            .isPresent();
  }

  /** The method; empty after a mistake, which has been reported. */
  static Optional<Method> read(YamlMap criterion, @Nullable SignalOf errors, SignalReader signals) {
    YamlValue statistic = criterion.require("statistic");
    if (statistic.isText() && !Signs.word(statistic.text()).equals(STATISTIC)) {
      statistic.report("with 'bits' the statistic is " + STATISTIC);
    }
    YamlValue bitsValue = criterion.require("bits");
    @Nullable SignalOf bits =
        bitsValue.isMissing() ? null : signals.read(bitsValue, bitsValue.text());
    double confidence = criterion.get("confidence").map(BitErrorsReader::confidence).orElse(0.95);
    if (errors != null
        && (!signals.isCounter(errors.expression())
            || !PlanUnits.compatible(errors.unit(), PlanUnits.ONE))) {
      criterion
          .require("signal")
          .report(
              STATISTIC + " takes one counter of errors as it is: a metric that ends in _total");
    }
    if (bits != null && !isRate(bits) && !isCounterOfBits(bits, signals)) {
      bitsValue.report(
          "expected a signal in bit/s, or one counter in bit or B, not one in "
              + PlanUnits.text(bits.unit()));
    }
    return errors == null || bits == null
        ? Optional.empty()
        : Optional.of(new Method.BitErrors(errors, bits, confidence));
  }

  private static boolean isRate(SignalOf bits) {
    return PlanUnits.compatible(bits.unit(), BIT.divide(PlanUnits.SECOND));
  }

  private static boolean isCounterOfBits(SignalOf bits, SignalReader signals) {
    return PlanUnits.compatible(bits.unit(), BIT) && signals.isCounter(bits.expression());
  }

  private static double confidence(YamlValue value) {
    double share = PlanValues.share(value);
    if (share <= 0.5 || share >= 1) {
      if (!value.isText() || share <= 0.5 || isWhole(value)) {
        value.report("expected a confidence such as '95 %': above 50 % and below 100 %");
      }
      return 0.95;
    }
    return share;
  }

  /** A text that is no share has been reported already, and read as 1. */
  private static boolean isWhole(YamlValue value) {
    String text = value.text().strip();
    return text.matches("1(\\.0*)?|100(\\.0*)?\\s*%");
  }
}
