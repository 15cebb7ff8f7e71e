package io.rackproof.collector.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.report.ReportInput.Equipment;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * What the samples of a campaign's time tell besides verdicts.
 *
 * @param equipment what was read, by device
 * @param conditions what surrounded the rack; empty when nothing was measured of it
 */
public record Sampled(List<Equipment> equipment, List<Condition> conditions) {

  /** What {@link #write} writes; another one cannot read it. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  public Sampled {
    equipment = List.copyOf(equipment);
    conditions = List.copyOf(conditions);
  }

  /** All of it; a double is read as it was. */
  public void write(DataOutputStream out) throws IOException {
    byte[] json = JSON.writeValueAsBytes(this);
    out.writeInt(json.length);
    out.write(json);
  }

  /**
   * What was written.
   *
   * @throws IOException when the bytes are something else, or end too early
   */
  public static Sampled read(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] json = in.readNBytes(length);
    return JSON.readValue(json, Sampled.class);
  }
}
