package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Specification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

class ValueReadingTest {

  private static final Oid OID = new Oid("1.3.6.1.4.1.1.0");
  private static final Scaling TENTHS = new Scaling(0.1, 0);

  private static Point read(Point.Kind kind, Variant variant, Variable value, Scaling row) {
    Point point = SnmpFixture.point("x", kind, new SnmpSource.Scalar(List.of(variant)));
    return ValueReading.of(point, variant, OID, new Cell.Had(value, new RequestTime(0, 0)), row)
        .point();
  }

  private static double step(Variable value, Scaling row) {
    return read(Point.Kind.GAUGE, Variant.of(OID), value, row).specification().resolution();
  }

  @Test
  void stepOfWholeNumbersIsTheirScaleAndThatOfTextsIsUnknown() {
    assertThat(step(new Gauge32(231), TENTHS)).isEqualTo(0.1);
    assertThat(step(new Integer32(-5), Scaling.NONE)).isEqualTo(1);
    assertThat(step(new Integer32(421), new Scaling(0.01, 0).then(new Scaling(1000, 0))))
        .isEqualTo(10);
    assertThat(step(new OctetString("23.1 C"), Scaling.NONE)).isZero();
  }

  @Test
  void stepThatTheProfileGivesStays() {
    Point point =
        SnmpFixture.scalar("x", OID.dotted())
            .withSpecification(Specification.UNKNOWN.withResolution(0.5));
    Variant variant = Variant.of(OID);
    Cell.Had cell = new Cell.Had(new Gauge32(231), new RequestTime(0, 0));
    assertThat(ValueReading.of(point, variant, OID, cell, TENTHS).point().specification())
        .isEqualTo(point.specification());
  }

  @Test
  void statesAndDecibelsHaveNoStepOfTheirOwn() {
    Variant states =
        new Variant(
            OID,
            List.of(),
            Scaling.NONE,
            Optional.of(new Variant.States(Map.of(1.0, 0.0), OptionalDouble.empty())),
            Set.of(),
            false);
    Variant decibels = new Variant(OID, List.of(), TENTHS, Optional.empty(), Set.of(), true);
    for (Variant variant : List.of(states, decibels)) {
      assertThat(read(Point.Kind.GAUGE, variant, new Integer32(1), Scaling.NONE).specification())
          .isEqualTo(Specification.UNKNOWN);
    }
  }

  @Test
  void widthOfACounterIsThatOfItsType() {
    Variant plain = Variant.of(OID);
    assertThat(read(Point.Kind.COUNTER, plain, new Counter32(1), TENTHS).counterBits())
        .isEqualTo(32);
    assertThat(read(Point.Kind.COUNTER, plain, new Counter64(1), TENTHS).counterBits())
        .isEqualTo(64);
    assertThat(read(Point.Kind.COUNTER, plain, new Gauge32(1), TENTHS).counterBits()).isZero();
    assertThat(read(Point.Kind.GAUGE, plain, new Counter32(1), TENTHS).counterBits()).isZero();
  }
}
