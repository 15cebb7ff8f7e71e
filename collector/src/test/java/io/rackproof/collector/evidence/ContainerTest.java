package io.rackproof.collector.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerTest {

  @TempDir Path folder;
  private Path files;
  private Path bundle;
  private int tries;

  @BeforeEach
  void write() throws IOException {
    files = Files.createDirectory(folder.resolve("files"));
    Files.createDirectories(files.resolve("b/c"));
    Files.writeString(files.resolve("a.txt"), "first");
    Files.writeString(files.resolve("b/c/d.txt"), "second");
    Files.writeString(files.resolve("b/empty"), "");
    bundle = folder.resolve("bundle.zip");
    Container.write(files, bundle);
  }

  /** What is wrong with a bundle's container or its files; empty when nothing is. */
  private Optional<String> wrong(byte[] bytes) throws IOException {
    Path changed = Files.write(folder.resolve("changed.zip"), bytes);
    Path out = Files.createDirectory(folder.resolve("out" + tries++));
    try {
      Container.extract(changed, out);
    } catch (BadBundleException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    for (String name : Container.names(files)) {
      Path there = out.resolve(name);
      if (!Files.exists(there) || Files.mismatch(there, files.resolve(name)) >= 0) {
        return Optional.of(name);
      }
    }
    return Container.difference(changed, out);
  }

  @Test
  void sameFilesGiveTheSameBytesWheneverTheyWereMade() throws Exception {
    Files.setLastModifiedTime(files.resolve("a.txt"), FileTime.fromMillis(1_000_000_000_000L));
    Path again = folder.resolve("again.zip");
    Container.write(files, again);
    assertThat(again).hasSameBinaryContentAs(bundle);
    assertThat(wrong(Files.readAllBytes(bundle))).isEmpty();
  }

  @Test
  void everySingleByteThatIsChangedIsNoticed() throws Exception {
    byte[] bytes = Files.readAllBytes(bundle);
    for (int at = 0; at < bytes.length; at++) {
      for (int bit : new int[] {1, 0x80}) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) bit;
        assertThat(wrong(changed)).as("byte %d, bit %d", at, bit).isPresent();
      }
    }
    assertThat(wrong(Arrays.copyOf(bytes, bytes.length - 1))).isPresent();
    assertThat(wrong(Arrays.copyOf(bytes, bytes.length + 1))).isPresent();
  }

  @Test
  void placeOfAChangeIsTold() throws Exception {
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[10] ^= 1; // the time in the first header
    assertThat(wrong(bytes)).contains("byte 10 was changed, at a.txt");
    bytes = Files.readAllBytes(bundle);
    bytes[bytes.length - 3] ^= 1; // the length of the archive's comment, or what precedes it
    assertThat(wrong(bytes)).isPresent();
  }

  @Test
  void archiveThatWouldWriteElsewhereIsRefused() throws Exception {
    for (String name :
        new String[] {"../up", "/root", "a/../../up", "a\\b", "", "a//b", ".hidden", "a/./b"}) {
      Path evil = folder.resolve("evil.zip");
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(evil))) {
        zip.setMethod(ZipOutputStream.STORED);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(0);
        entry.setCrc(0);
        zip.putNextEntry(entry);
        zip.closeEntry();
      }
      Path out = Files.createDirectory(folder.resolve("evil" + tries++));
      assertThatThrownBy(() -> Container.extract(evil, out))
          .as(name)
          .isInstanceOf(BadBundleException.class)
          .hasMessageContaining("not one that a bundle may have");
      assertThat(out).isEmptyDirectory();
    }
  }

  @Test
  void bundleIsNeverOverwrittenNorLeftInPart() throws Exception {
    assertThatThrownBy(() -> Container.write(files, bundle))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.writeString(files.resolve("ä"), "");
    Path other = folder.resolve("other.zip");
    assertThatThrownBy(() -> Container.write(files, other)).hasMessageContaining("'ä'");
    assertThat(folder.resolve("other.zip.partial")).doesNotExist();
    assertThat(other).doesNotExist();
  }
}
