package io.rackproof.agent.spool;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The file of a spool is there and cannot be used. */
final class DamagedSpoolException extends Exception {

  private static final int SQLITE_CORRUPT = 11;
  private static final int SQLITE_NOTADB = 26;

  DamagedSpoolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether SQLite says that the file is damaged, rather than busy, full or out of reach. */
  static boolean isDamage(SQLException e) {
    int primary = e.getErrorCode() & 0xff;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
  }
}
