package io.rackproof.collector.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PasswordsTest {

  /** Of the reference implementation's own tests. */
  private static final String GOLDEN =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  @Test
  void hashOfTheReferenceImplementationIsRecognised() {
    assertThat(Passwords.matches("password", GOLDEN)).isTrue();
    assertThat(Passwords.matches("Password", GOLDEN)).isFalse();
  }

  @Test
  void onePasswordHasAnotherHashEachTimeAndMatchesBoth() {
    String first = Passwords.hash("correct horse battery");
    String second = Passwords.hash("correct horse battery");
    assertThat(first).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").isNotEqualTo(second);
    assertThat(Passwords.matches("correct horse battery", first)).isTrue();
    assertThat(Passwords.matches("correct horse battery", second)).isTrue();
    assertThat(Passwords.matches("correct horse batterz", first)).isFalse();
  }

  @Test
  void letterIsTheSameHoweverAKeyboardComposesIt() {
    assertThat(Passwords.matches("cafe\u0301 au lait chaud", Passwords.hash("café au lait chaud")))
        .isTrue();
  }

  @Test
  void lengthIsCountedInCharacters() {
    Passwords.check("🔑".repeat(15));
    assertThatThrownBy(() -> Passwords.check("🔑".repeat(14))).hasMessageContaining("this has 14");
    assertThatThrownBy(() -> Passwords.check("x".repeat(257))).hasMessageContaining("this has 257");
  }

  @Test
  void damagedHashIsAFaultAndNoWrongPassword() {
    assertThatThrownBy(() -> Passwords.matches("password", GOLDEN.replace("argon2id", "argon2i")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
