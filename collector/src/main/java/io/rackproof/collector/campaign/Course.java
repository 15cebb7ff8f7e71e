package io.rackproof.collector.campaign;

import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people did and said in a campaign. Nothing in it is ever changed or taken away, only added
 * to; all lists are in time order.
 *
 * @param marks phases entered and left by hand
 * @param annotations what people noted
 * @param entries what people inspected or measured by hand; of several for one criterion the last
 *     counts
 * @param waivers asked for, in force or not
 * @param decisions what people decided about the racks; the last counts
 */
public record Course(
    List<Mark> marks,
    List<Annotation> annotations,
    List<Entry> entries,
    List<Waiver> waivers,
    List<Decision> decisions) {

  /** A campaign that has just begun. */
  public static final Course EMPTY =
      new Course(List.of(), List.of(), List.of(), List.of(), List.of());

  public Course {
    marks = List.copyOf(marks);
    annotations = List.copyOf(annotations);
    entries = List.copyOf(entries);
    waivers = List.copyOf(waivers);
    decisions = List.copyOf(decisions);
  }

  /** The marks that hold for a rack. */
  public List<Mark> marksOf(String rack) {
    return marks.stream().filter(m -> concerns(m.rack(), rack)).toList();
  }

  /** The entries that hold for a rack. */
  public List<Entry> entriesOf(String rack) {
    return entries.stream().filter(e -> concerns(e.rack(), rack)).toList();
  }

  /** The waivers that hold for a rack. */
  public List<Waiver> waiversOf(String rack) {
    return waivers.stream().filter(w -> concerns(w.rack(), rack)).toList();
  }

  /** The decisions that hold for a rack. */
  public List<Decision> decisionsOf(String rack) {
    return decisions.stream().filter(d -> concerns(d.rack(), rack)).toList();
  }

  /** The decision about a rack that counts: the last. */
  public Optional<Decision> decisionOf(String rack) {
    List<Decision> all = decisionsOf(rack);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  private static boolean concerns(String told, String rack) {
    return told.isEmpty() || told.equals(rack);
  }

  Course with(Mark mark) {
    return new Course(added(marks, mark), annotations, entries, waivers, decisions);
  }

  Course with(Annotation annotation) {
    return new Course(marks, added(annotations, annotation), entries, waivers, decisions);
  }

  Course with(Entry entry) {
    return new Course(marks, annotations, added(entries, entry), waivers, decisions);
  }

  /** Adds a waiver, or puts it in the place of the one with its number. */
  Course with(Waiver waiver) {
    List<Waiver> changed = new ArrayList<>(waivers);
    if (waiver.number() <= changed.size()) {
      changed.set(waiver.number() - 1, waiver);
    } else {
      changed.add(waiver);
    }
    return new Course(marks, annotations, entries, changed, decisions);
  }

  Course with(Decision decision) {
    return new Course(marks, annotations, entries, waivers, added(decisions, decision));
  }

  private static <T> List<T> added(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }
}
