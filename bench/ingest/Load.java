import com.google.protobuf.ByteString;
import io.airlift.compress.snappy.SnappyCompressor;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.remotewrite.proto.WriteV1;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.RackIdentity;
import io.rackproof.wire.proto.SeriesDefinitions;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * The senders of bench/ingest. Everything is encoded before the clock starts, so that the sender
 * takes as little of the machine as it can.
 *
 * <pre>
 * prepare DIR SERIES SECONDS START-MILLIS   writes native.bin, write-5000.bin, write-50000.bin
 * campaign DATA PLAN START-MILLIS           a campaign on rack "bench" that began then
 * native FILE PORT WINDOW                   the agents' protocol, so many batches unacknowledged
 * write FILE URL TOKEN|-                    remote write, one request after the other
 * </pre>
 */
final class Load {

  private static final String RACK = "bench";
  private static final int BATCH = 5_000;

  private record Kind(String metric, String role, double base, Shape shape) {}

  private enum Shape {
    NOISY,
    COUNTING,
    STEADY
  }

  /** The ten metrics of bench/score/live-plan.yaml: six noisy, two counting, two near-constant. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("pdu_phase_current_amperes", "pdu", 20, Shape.NOISY),
          new Kind("psu_output_power_watts", "power-shelf", 3000, Shape.NOISY),
          new Kind("psu_fan_speed_rpm", "power-shelf", 9000, Shape.STEADY),
          new Kind("cdu_supply_temperature_celsius", "cdu", 30, Shape.NOISY),
          new Kind("cdu_coolant_flow_liters_per_minute", "cdu", 100, Shape.NOISY),
          new Kind("switch_transceiver_temperature_celsius", "switch", 45, Shape.NOISY),
          new Kind("switch_transceiver_receive_power_watts", "switch", 0.001, Shape.STEADY),
          new Kind("sensor_temperature_celsius", "other", 25, Shape.NOISY),
          new Kind("pdu_input_power_watts", "pdu", 10_000, Shape.COUNTING),
          new Kind("switch_port_receive_errors_total", "switch", 0, Shape.COUNTING));

  private static final class Points {
    final List<Series> series = new ArrayList<>();
    final double[] value;
    final Random random = new Random(1);

    Points(int count) {
      value = new double[count];
      for (int p = 0; p < count; p++) {
        Kind kind = KINDS.get(p % KINDS.size());
        int place = p / KINDS.size();
        value[p] = kind.base();
        series.add(
            Series.of(
                kind.metric(),
                Map.of(
                    "rack", RACK,
                    "device", kind.role() + "-" + place / 10,
                    "role", kind.role(),
                    "channel", "c" + place % 10)));
      }
    }

    double next(int p) {
      Kind kind = KINDS.get(p % KINDS.size());
      switch (kind.shape()) {
        case NOISY -> value[p] = Math.rint(kind.base() * (1 + 0.02 * random.nextGaussian()) * 100) / 100;
        case COUNTING -> value[p] += random.nextInt(50);
        case STEADY -> {
          if (random.nextInt(50) == 0) {
            value[p] = kind.base() * (1 + 0.01 * random.nextInt(3));
          }
        }
      }
      return value[p];
    }
  }

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "prepare" ->
          prepare(
              Path.of(arguments[1]),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]),
              Long.parseLong(arguments[4]));
      case "campaign" -> {
        try (CampaignStore campaigns =
            CampaignStore.open(Path.of(arguments[1]).resolve("campaigns.sqlite"))) {
          campaigns.start(RACK, Plan.read(Path.of(arguments[2])), Long.parseLong(arguments[3]));
        }
      }
      case "native" ->
          sendNative(
              Path.of(arguments[1]), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
      case "write" -> sendWrite(Path.of(arguments[1]), arguments[2], arguments[3]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static DataOutputStream file(Path path) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 20));
  }

  private static void prepare(Path directory, int count, int seconds, long start)
      throws IOException {
    Points points = new Points(count);
    SeriesTable table = new SeriesTable();
    points.series.forEach(table::define);
    try (DataOutputStream agents = file(directory.resolve("native.bin"));
        DataOutputStream small = file(directory.resolve("write-5000.bin"));
        DataOutputStream large = file(directory.resolve("write-50000.bin"))) {
      int defined = table.definitionsFrom(0).size();
      for (int from = 0; from < defined; from += 500) {
        put(
            agents,
            Frame.newBuilder()
                .setSeriesDefinitions(
                    SeriesDefinitions.newBuilder()
                        .addAllDefinitions(
                            table.definitionsFrom(0).subList(from, Math.min(defined, from + 500))))
                .build()
                .toByteArray());
      }
      put(agents, new byte[0]); // the end of the definitions
      WriteV1.TimeSeries.Builder[] gathered = builders(points);
      int held = 0;
      long sequence = 0;
      List<Sample> batch = new ArrayList<>();
      for (int second = 0; second < seconds; second++) {
        WriteV1.WriteRequest.Builder request = WriteV1.WriteRequest.newBuilder();
        long time = start + second * 1000L;
        for (int p = 0; p < count; p++) {
          double value = points.next(p);
          WriteV1.Sample one =
              WriteV1.Sample.newBuilder().setTimestamp(time).setValue(value).build();
          request.addTimeseries(labels(points.series.get(p)).addSamples(one));
          gathered[p].addSamples(one);
          batch.add(new Sample(points.series.get(p), time, value, Quality.GOOD, 200));
          if (batch.size() == BATCH) {
            byte[] encoded = BatchCodec.encode(new Batch(++sequence, batch), table);
            put(
                agents,
                Frame.newBuilder()
                    .setBatch(ByteString.copyFrom(encoded))
                    .setNewestSequence(sequence)
                    .build()
                    .toByteArray());
            batch.clear();
          }
        }
        put(small, packed(request.build()));
        held += count;
        if (held == 10 * BATCH) {
          WriteV1.WriteRequest.Builder ten = WriteV1.WriteRequest.newBuilder();
          for (WriteV1.TimeSeries.Builder one : gathered) {
            ten.addTimeseries(one);
          }
          put(large, packed(ten.build()));
          gathered = builders(points);
          held = 0;
        }
      }
      if (held > 0 || !batch.isEmpty()) {
        throw new IllegalArgumentException("seconds and series must give whole batches");
      }
    }
  }

  private static WriteV1.TimeSeries.Builder[] builders(Points points) {
    return points.series.stream().map(Load::labels).toArray(WriteV1.TimeSeries.Builder[]::new);
  }

  private static WriteV1.TimeSeries.Builder labels(Series series) {
    WriteV1.TimeSeries.Builder of = WriteV1.TimeSeries.newBuilder();
    of.addLabels(WriteV1.Label.newBuilder().setName("__name__").setValue(series.metric()));
    series
        .labels()
        .forEach((name, value) -> of.addLabels(WriteV1.Label.newBuilder().setName(name).setValue(value)));
    return of;
  }

  private static byte[] packed(WriteV1.WriteRequest request) {
    byte[] bytes = request.toByteArray();
    SnappyCompressor snappy = new SnappyCompressor();
    byte[] out = new byte[snappy.maxCompressedLength(bytes.length)];
    int length = snappy.compress(bytes, 0, bytes.length, out, 0, out.length);
    return java.util.Arrays.copyOf(out, length);
  }

  private static void put(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static List<byte[]> read(Path file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
      while (true) {
        all.add(in.readNBytes(in.readInt()));
      }
    } catch (EOFException end) {
      return all;
    }
  }

  /** Tells the halves apart: the first has the warming up of whatever is at the other end. */
  private static void tell(long samples, long begun, long half, long ended) {
    System.out.printf(
        Locale.ROOT,
        "samples=%d seconds=%.3f second_half_seconds=%.3f%n",
        samples,
        (ended - begun) / 1e9,
        (ended - half) / 1e9);
  }

  private static void sendNative(Path file, int port, int window) throws Exception {
    List<byte[]> frames = read(file);
    int definitions = 0;
    while (frames.get(definitions).length > 0) {
      definitions++;
    }
    List<byte[]> batches = frames.subList(definitions + 1, frames.size());
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 18);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      Frame hello =
          Frame.newBuilder()
              .setHello(
                  Hello.newBuilder()
                      .setLowestVersion(WireProtocol.LOWEST_VERSION)
                      .setHighestVersion(WireProtocol.HIGHEST_VERSION)
                      .setRack(RackIdentity.newBuilder().setId(RACK).setGeneration("bench"))
                      .setEpoch("bench")
                      .setSoftware("bench/ingest")
                      .setSentMillis(System.currentTimeMillis()))
              .build();
      send(out, hello.toByteArray());
      out.flush();
      Frame welcome = receive(in);
      if (!welcome.hasWelcome() || welcome.getWelcome().getWindow() < window) {
        throw new IOException("not welcomed with a window of " + window + ": " + welcome);
      }
      for (byte[] definition : frames.subList(0, definitions)) {
        send(out, definition);
      }
      long begun = System.nanoTime();
      long half = begun;
      long acknowledged = 0;
      for (int sent = 0; sent < batches.size() || acknowledged < batches.size(); ) {
        while (sent < batches.size() && sent - acknowledged < window) {
          send(out, batches.get(sent++));
        }
        out.flush();
        Frame answer = receive(in);
        if (!answer.hasAcknowledgement()) {
          throw new IOException("not acknowledged: " + answer);
        }
        acknowledged = Math.max(acknowledged, answer.getAcknowledgement().getSequence());
        if (half == begun && acknowledged >= batches.size() / 2) {
          half = System.nanoTime();
        }
      }
      tell((long) batches.size() * BATCH, begun, half, System.nanoTime());
    }
  }

  private static void send(OutputStream out, byte[] frame) throws IOException {
    out.write(
        new byte[] {
          (byte) (frame.length >>> 24),
          (byte) (frame.length >>> 16),
          (byte) (frame.length >>> 8),
          (byte) frame.length
        });
    out.write(frame);
  }

  private static Frame receive(DataInputStream in) throws IOException {
    return Frame.parseFrom(in.readNBytes(in.readInt()));
  }

  private static void sendWrite(Path file, String url, String token) throws Exception {
    List<byte[]> requests = read(file);
    long each = file.toString().endsWith("-50000.bin") ? 10L * BATCH : BATCH;
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    long begun = System.nanoTime();
    long half = begun;
    for (int sent = 0; sent < requests.size(); sent++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/x-protobuf")
              .header("Content-Encoding", "snappy")
              .header("X-Prometheus-Remote-Write-Version", "0.1.0")
              .POST(HttpRequest.BodyPublishers.ofByteArray(requests.get(sent)));
      if (!token.equals("-")) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IOException(answer.statusCode() + " " + answer.body());
      }
      if (half == begun && sent >= requests.size() / 2) {
        half = System.nanoTime();
      }
    }
    tell(requests.size() * each, begun, half, System.nanoTime());
  }
}
