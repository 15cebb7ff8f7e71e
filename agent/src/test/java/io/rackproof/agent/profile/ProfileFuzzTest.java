package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever stands in a profile is read, or refused with its mistakes. */
class ProfileFuzzTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @FuzzTest
  void anyTextIsAProfileOrIsRefusedWithItsMistakes(byte[] text) throws IOException {
    load(text, ".yaml");
  }

  @FuzzTest
  void anyTextIsARegisterMapOrIsRefusedWithItsMistakes(byte[] text) throws IOException {
    load(text, ".json");
  }

  private static void load(byte[] text, String ending) throws IOException {
    Path file = Files.createTempFile("profile", ending);
    try {
      Files.write(file, text);
      assertThat(PROFILES.file(file).points()).isNotNull();
    } catch (InvalidDocumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
    } finally {
      Files.delete(file);
    }
  }
}
