package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import java.util.List;
import org.snmp4j.PDU;
import org.snmp4j.smi.VariableBinding;

/** What came of one request. */
sealed interface Exchange {

  /**
   * An answer.
   *
   * @param errorStatus as in RFC 3416: 0 noError, 1 tooBig, 2 noSuchName, 5 genErr…
   * @param errorIndex the var-bind that it is about, from 1; 0 when it is about none
   */
  record Answer(int errorStatus, int errorIndex, List<VariableBinding> bindings, RequestTime time)
      implements Exchange {
    public Answer {
      bindings = List.copyOf(bindings);
    }

    static Answer of(PDU pdu, RequestTime time) {
      List<VariableBinding> bindings = List.copyOf(pdu.getVariableBindings());
      return new Answer(pdu.getErrorStatus(), pdu.getErrorIndex(), bindings, time);
    }

    boolean isError() {
      return errorStatus != PDU.noError;
    }

    /** The number of the var-bind, from 0, that an error is about; -1 when it is about none. */
    int culprit(int asked) {
      return isError() && errorIndex >= 1 && errorIndex <= asked ? errorIndex - 1 : -1;
    }
  }

  /** No answer that is of use; the device is not worth asking again in this read. */
  record Lost(Cause cause, String detail, RequestTime time) implements Exchange {
    Cell.None cell() {
      return new Cell.None(cause, detail, time);
    }
  }
}
