package io.rackproof.collector.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesInTurnTest {

  /** More than wait of one thread, so that each waits for its turn. */
  private static final int BLOCKS = 300;

  @TempDir Path scratch;
  private Columnar columnar;

  @BeforeEach
  void open() throws IOException {
    columnar = Columnar.open(scratch);
  }

  @AfterEach
  void close() throws IOException {
    columnar.close();
  }

  /** A file of rows that the engine makes up: its number, then the row's. */
  private static FilesInTurn.File file(int number) {
    return (engine, blocks) ->
        engine.stream(
            "SELECT range FROM range(" + BLOCKS * 2048 + ")",
            chunk -> {
              RowBlock block = blocks.empty();
              int count = (int) chunk.rowCount();
              block.begin(count);
              block.size = count;
              for (int i = 0; i < count; i++) {
                block.series[i] = number;
                block.times[i] = chunk.vector(0).getLong(i);
              }
              blocks.full(block);
            });
  }

  /** Takes rows as {@code number:rows}, and sees that each file's come in order. */
  private static final class Taken implements FilesInTurn.Consumer {
    final List<String> files = new ArrayList<>();
    private int number;
    private long next;

    @Override
    public void file(int index) {
      number = index;
      next = 0;
      files.add("");
    }

    @Override
    public void rows(RowBlock block) throws IOException {
      for (int i = 0; i < block.size; i++) {
        assertThat(block.series[i]).isEqualTo(number);
        assertThat(block.times[i]).isEqualTo(next++);
      }
      files.set(number, number + ":" + next);
    }
  }

  @Test
  void rowsComeFileAfterFileInTheirOrder() throws IOException {
    Taken taken = new Taken();
    FilesInTurn.read(
        IntStream.range(0, 5).mapToObj(FilesInTurnTest::file).toList(), columnar, taken);
    assertThat(taken.files)
        .containsExactlyElementsOf(
            IntStream.range(0, 5).mapToObj(n -> n + ":" + BLOCKS * 2048).toList());
    FilesInTurn.read(List.of(), columnar, taken);
    assertThat(taken.files).hasSize(5);
  }

  @Test
  void failureOfAFileIsToldOnceTheRowsBeforeItWereTaken() {
    Taken taken = new Taken();
    List<FilesInTurn.File> files =
        List.of(
            file(0),
            (engine, blocks) -> engine.stream("SELECT nothing FROM nowhere", chunk -> {}),
            file(2));
    assertThatThrownBy(() -> FilesInTurn.read(files, columnar, taken))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere");
    assertThat(taken.files).containsExactly("0:" + BLOCKS * 2048, "");
  }

  @Test
  void consumerThatGivesUpEndsTheDecoding() throws IOException {
    FilesInTurn.Consumer full =
        new FilesInTurn.Consumer() {
          @Override
          public void file(int index) {}

          @Override
          public void rows(RowBlock block) throws IOException {
            throw new IOException("disk is full");
          }
        };
    assertThatThrownBy(() -> FilesInTurn.read(List.of(file(0), file(1)), columnar, full))
        .hasMessage("disk is full");
    // The engine is free again: what decoded has ended.
    Taken taken = new Taken();
    FilesInTurn.read(List.of(file(0)), columnar, taken);
    assertThat(taken.files).containsExactly("0:" + BLOCKS * 2048);
  }
}
