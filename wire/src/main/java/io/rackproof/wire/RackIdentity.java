package io.rackproof.wire;

/**
 * Which prototype this is. Only the id is required; the others are empty when unknown.
 *
 * @param id unique among all racks that a collector judges: letters, digits, {@code . _ -}
 * @param generation the maker's design generation
 * @param maker who built it
 * @param site where it stands
 * @param lot the build it came from (EVT, DVT, …)
 * @param serial the maker's serial number
 */
public record RackIdentity(
    String id, String generation, String maker, String site, String lot, String serial) {

  public RackIdentity {
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      throw new IllegalArgumentException(
          "a rack id has 1 to 63 letters, digits, '.', '_' or '-': '" + id + "'");
    }
  }

  public static RackIdentity of(String id) {
    return new RackIdentity(id, "", "", "", "", "");
  }
}
