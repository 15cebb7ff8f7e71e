package io.rackproof.simulator.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScpiInstrumentTest {

  private final AtomicBoolean answers = new AtomicBoolean(true);

  /** Opens once the instrument has decided about two queries. */
  private final CountDownLatch asked = new CountDownLatch(2);

  private ScpiInstrument instrument;
  private RandomAccessFile port;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux pseudo-terminals");
    instrument =
        new ScpiInstrument(
            Map.of("*IDN?", t -> "MAKER,MODEL,1,2", "NUMeric:NORMal:VALue?", t -> "+1.0E+00," + t),
            () -> 4.5,
            t -> {
              boolean answer = answers.get();
              asked.countDown();
              return answer;
            });
    port = new RandomAccessFile(instrument.device(), "rw");
  }

  @AfterEach
  void stop() throws IOException {
    if (instrument != null) {
      port.close();
      instrument.close();
    }
  }

  private void send(String text) throws IOException {
    port.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** One line without its end; bytes are taken one by one, as a plain reader does. */
  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = port.read(); c != '\n'; c = port.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void queriesAreAnsweredInLongAndShortForm() throws Exception {
    send("*IDN?\n");
    assertThat(line()).isEqualTo("MAKER,MODEL,1,2");
    for (String query : new String[] {":NUMERIC:NORMAL:VALUE?\r\n", "num:norm:val?\n"}) {
      send(query);
      assertThat(line()).isEqualTo("+1.0E+00,4.5");
    }
  }

  @Test
  void queryInPiecesIsAnsweredOnce() throws Exception {
    send("*ID");
    send("N");
    send("?\n\n*IDN?\n");
    assertThat(line()).isEqualTo("MAKER,MODEL,1,2");
    assertThat(line()).isEqualTo("MAKER,MODEL,1,2");
  }

  @Test
  void whatIsNoQueryGoesToTheErrorQueueAndChangesNothing() throws Exception {
    send("*RST\n:NUMERIC:CLEAR\nSYST:ERR?\nSYSTem:ERRor?\n:SYST:ERR?\n");
    assertThat(line()).isEqualTo("-113,\"Undefined header\"");
    assertThat(line()).isEqualTo("-113,\"Undefined header\"");
    assertThat(line()).isEqualTo("0,\"No error\"");
  }

  @Test
  void silentInstrumentAnswersAgainLater() throws Exception {
    answers.set(false);
    send("SYST:ERR?\n");
    // The line is read by one thread, so this is taken after the query above.
    send("*IDN?\n");
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    answers.set(true);
    send("SYST:ERR?\n");
    assertThat(line()).isEqualTo("0,\"No error\"");
  }
}
