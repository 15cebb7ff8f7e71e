package io.rackproof.collector.remotewrite;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.collector.remotewrite.Placement.LeftAway;
import io.rackproof.collector.remotewrite.Placement.Refused;
import io.rackproof.collector.remotewrite.Placement.Stored;
import io.rackproof.wire.Sample;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/** Takes the requests of configured senders. Thread safe. */
public final class RemoteWriteReceiver {

  /** Bytes of a body as it is sent. */
  public static final int MOST_BODY_BYTES = WriteRequests.MOST_BODY_BYTES;

  /** Requests at one time: each may hold a body, its message, and the samples of it. */
  private static final int MOST_REQUESTS = 4;

  private record Known(Sender sender, Placement placement, Rate rate) {}

  private final List<Known> senders = new ArrayList<>();
  private final SampleWriter writer;
  private final Clock clock;
  private final WriteCounts counts = new WriteCounts();
  private final Semaphore places = new Semaphore(MOST_REQUESTS);

  public RemoteWriteReceiver(
      List<Sender> senders, Catalogue catalogue, SampleWriter writer, Clock clock) {
    for (Sender sender : senders) {
      this.senders.add(
          new Known(
              sender,
              new Placement(sender, catalogue),
              new Rate(clock, sender.samplesPerSecond())));
    }
    this.writer = writer;
    this.clock = clock;
  }

  /** Whether anybody may write at all. */
  public boolean isConfigured() {
    return !senders.isEmpty();
  }

  public WriteCounts counts() {
    return counts;
  }

  /** The name of the sender that shows this token; empty, and counted, when nobody has it. */
  public Optional<String> sender(String token) {
    byte[] shown = token.getBytes(StandardCharsets.UTF_8);
    String found = "";
    for (Known known : senders) {
      // Every token is looked at, so that the time taken tells nothing.
      if (MessageDigest.isEqual(shown, known.sender().token().getBytes(StandardCharsets.UTF_8))) {
        found = known.sender().name();
      }
    }
    if (found.isEmpty()) {
      counts.unauthorized();
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /**
   * Takes a place for a request before its body is read; whoever got one gives it back with {@link
   * #leave}.
   *
   * @return false when there is none now
   */
  public boolean enter() {
    boolean entered = places.tryAcquire();
    if (!entered) {
      counts.putOff();
    }
    return entered;
  }

  public void leave() {
    places.release();
  }

  /**
   * Stores what a request brings.
   *
   * @return what became of it, once that is durable; fails with {@link LaterException} when it
   *     should come again
   * @throws BadRequestException when it cannot be understood
   */
  public CompletionStage<WriteAnswer> accept(String name, Protocol protocol, byte[] body)
      throws BadRequestException {
    Known known =
        senders.stream().filter(k -> k.sender().name().equals(name)).findFirst().orElseThrow();
    List<IncomingSeries> series = WriteRequests.decode(body, protocol);
    long wait = known.rate().take(series.stream().mapToInt(s -> s.times().length).sum());
    if (wait > 0) {
      counts.putOff();
      return CompletableFuture.failedFuture(
          new LaterException(
              true, wait, "more than " + known.sender().samplesPerSecond() + " samples a second"));
    }
    Sorted sorted = sort(known, series);
    if (sorted.placed == 0) {
      counts.answered(sorted.answer(), 0, 0, sorted.leftAway);
      return CompletableFuture.completedFuture(sorted.answer());
    }
    return writer
        .write(known.sender().epoch(), sorted.byRack)
        .handle(
            (stored, failure) -> {
              if (failure != null) {
                counts.putOff();
                throw new LaterException(
                    false, 5, "cannot store now: " + String.valueOf(failure.getMessage()));
              }
              counts.answered(sorted.answer(), stored, sorted.placed - stored, sorted.leftAway);
              return sorted.answer();
            });
  }

  /** The samples of one request, told apart. */
  private static final class Sorted {
    private final Map<String, List<Sample>> byRack = new LinkedHashMap<>();
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private final Map<Refusal, String> example = new EnumMap<>(Refusal.class);
    private long placed;
    private long leftAway;

    private void refuse(Refusal why, long samples, IncomingSeries series)
        throws BadRequestException {
      refused.merge(why, samples, Long::sum);
      if (!example.containsKey(why)) {
        example.put(why, series.name() + new java.util.TreeMap<>(series.labels()));
      }
    }

    private WriteAnswer answer() {
      return new WriteAnswer(placed + leftAway, refused, example);
    }
  }

  private Sorted sort(Known known, List<IncomingSeries> all) throws BadRequestException {
    long now = clock.millis();
    Sorted sorted = new Sorted();
    for (IncomingSeries series : all) {
      int samples = series.times().length;
      Placement.Place place = known.placement().of(series);
      if (place instanceof Refused refusal) {
        sorted.refuse(refusal.why(), Math.max(1, samples), series);
      } else if (place instanceof LeftAway) {
        sorted.leftAway += samples;
      } else if (place instanceof Stored stored) {
        List<Sample> placed = sorted.byRack.computeIfAbsent(stored.rack(), r -> new ArrayList<>());
        for (int i = 0; i < samples; i++) {
          long time = series.times()[i];
          Optional<Refusal> refusal = known.placement().refusal(time, now);
          if (refusal.isPresent()) {
            sorted.refuse(refusal.get(), 1, series);
          } else {
            placed.add(known.placement().sample(stored, time, series.values()[i], now));
            sorted.placed++;
          }
        }
      }
    }
    return sorted;
  }
}
