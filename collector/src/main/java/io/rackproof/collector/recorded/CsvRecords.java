package io.rackproof.collector.recorded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Records of a CSV file (RFC 4180): fields with commas between them, quoted where they hold a
 * comma, a quote (doubled) or a line break; LF or CRLF; UTF-8, with or without a byte order mark.
 * Lines without any character are passed over. Fields are bytes until somebody asks for the text.
 */
final class CsvRecords implements AutoCloseable {

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private byte[] record = new byte[1024];
  private int length;
  private int[] starts = new int[32];
  private int[] ends = new int[32];
  private int[] columns = new int[32];
  private int fields;
  private long line = 1;
  private long firstLine;
  private int column = 1;
  private String damage = "";

  CsvRecords(InputStream in) throws IOException {
    this.in = in;
    fill();
    if (limit >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB) {
      position = buffer[2] == (byte) 0xBF ? 3 : 0;
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = 0;
    while (limit < 3) {
      int got = in.read(buffer, limit, buffer.length - limit);
      if (got < 0) {
        break;
      }
      limit += got;
    }
    return limit > 0;
  }

  /** The next byte, or -1 at the end. */
  private int next() throws IOException {
    if (position == limit && !fill()) {
      return -1;
    }
    return buffer[position++];
  }

  private void unread() {
    position--;
  }

  /** Reads the next record; false at the end. */
  boolean advance() throws IOException {
    int first = next();
    while (first == '\n' || first == '\r') {
      line += first == '\n' ? 1 : 0;
      first = next();
    }
    fields = 0;
    length = 0;
    column = 1;
    damage = "";
    firstLine = line;
    if (first < 0 && limit == 0) {
      return false;
    }
    unread();
    boolean more = true;
    while (more) {
      more = field();
    }
    return true;
  }

  /** Reads one field; false when it was the last of its record. */
  private boolean field() throws IOException {
    begin();
    int c = next();
    if (c == '"' && limit > 0) {
      c = quoted();
    }
    while (true) {
      if (limit == 0) {
        end();
        return false;
      }
      if (c == ',') {
        end();
        column++;
        return true;
      }
      if (c == '\n') {
        if (length > starts[fields] && record[length - 1] == '\r') {
          length--;
        }
        end();
        line++;
        return false;
      }
      put((byte) c);
      c = next();
    }
  }

  /** Reads up to the closing quote and gives the byte after it. */
  private int quoted() throws IOException {
    column++;
    while (true) {
      int c = next();
      if (limit == 0) {
        damage = "a quoted field that begins here never ends";
        return c;
      }
      if (c == '"') {
        column++;
        int after = next();
        if (limit == 0 || after != '"') {
          boolean ends = limit == 0 || after == ',' || after == '\n' || after == '\r';
          damage = ends ? damage : "a quote within a quoted field must be doubled";
          return after;
        }
      }
      if (c == '\n') {
        line++;
      }
      put((byte) c);
    }
  }

  private void begin() {
    if (fields == starts.length) {
      starts = Arrays.copyOf(starts, fields * 2);
      ends = Arrays.copyOf(ends, fields * 2);
      columns = Arrays.copyOf(columns, fields * 2);
    }
    starts[fields] = length;
    columns[fields] = column;
  }

  private void end() {
    ends[fields++] = length;
  }

  private void put(byte b) {
    if (length == record.length) {
      record = Arrays.copyOf(record, length * 2);
    }
    record[length++] = b;
    column += (b & 0xC0) == 0x80 ? 0 : 1;
  }

  int fields() {
    return fields;
  }

  /** The line on which the record begins, from 1. */
  int line() {
    return (int) Math.min(Integer.MAX_VALUE, firstLine);
  }

  /** The column of a field's first character, from 1. */
  int column(int field) {
    return columns[field];
  }

  /** What is wrong with the record's form; empty for nothing. */
  String damage() {
    return damage;
  }

  /** The bytes that fields stand in, at {@link #start} to {@link #end}. */
  byte[] bytes() {
    return record;
  }

  int start(int field) {
    return starts[field];
  }

  int end(int field) {
    return ends[field];
  }

  boolean isEmpty(int field) {
    return starts[field] == ends[field];
  }

  /**
   * The text of a field.
   *
   * @throws IllegalArgumentException when it is not UTF-8
   */
  String text(int field) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(record, starts[field], ends[field] - starts[field]))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("is not UTF-8 text; save the file as UTF-8", e);
    }
  }

  /** The text of a field that matters only where it is plain ASCII; quick. */
  String ascii(int field) {
    return new String(
        record, starts[field], ends[field] - starts[field], StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
