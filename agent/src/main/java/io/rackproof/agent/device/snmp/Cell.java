package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import org.snmp4j.smi.Variable;

/** What came of asking for one instance. */
sealed interface Cell {

  RequestTime time();

  /** A value. */
  record Had(Variable variable, RequestTime time) implements Cell {}

  /** None, and why. */
  record None(Cause cause, String detail, RequestTime time) implements Cell {}
}
