package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "1.3.6.1.4.1.40310, Linux, cumulus-mellanox",
    "1.3.6.1.4.1.8072.3.2.10, Cumulus Linux version 3.7.9, cumulus-mellanox",
    "1.3.6.1.4.1.33049.1.1.1.2100, 'Mellanox MSN2100', cumulus-mellanox",
    "1.3.6.1.4.1.318.1.3.4.5, APC Web/SNMP Management Card, apc-rpdu",
    "1.3.6.1.4.1.318.1.3.4.6, APC Web/SNMP Management Card, apc-rpdu2",
    "1.3.6.1.4.1.318.1.3.4.9, EPDU1116S, apc-epdu",
    "1.3.6.1.4.1.318.1.1.32.1, apcpdu, apc-cpdu",
    "1.3.6.1.4.1.13742.4, Raritan Dominion PX, raritan-px1",
    "1.3.6.1.4.1.13742.6, 'Raritan PDU, MD:PX3-5493U-K2', raritan-px",
    "1.3.6.1.4.1.21239.2, RCM-O, geist-v3",
    "1.3.6.1.4.1.21239.42.1.53, GU2, vertiv-geist",
    "1.3.6.1.4.1.9.12.3.1.3.1084, 'Cisco NX-OS(tm) n5000', cisco-nxos",
    "1.3.6.1.4.1.8072.3.2.10, 'SONiC Software Version: SONiC.4.0', sonic",
  })
  void devicesAreKnownByWhatTheySayOfThemselves(String objectId, String description, String name) {
    assertThat(
            Match.best(
                Profiles.SHIPPED.stream().map(PROFILES::shipped).toList(), objectId, description))
        .map(Profile::name)
        .contains(name);
  }

  @Test
  void whatNoProfileKnowsIsNotGuessed() {
    assertThat(
            Match.best(
                Profiles.SHIPPED.stream().map(PROFILES::shipped).toList(),
                "1.3.6.1.4.1.8072.3.2.10",
                "Linux host 6.1.0"))
        .isEmpty();
  }

  private Profile profile(String match) throws Exception {
    Path file = directory.resolve("own.yaml");
    Files.writeString(
        file,
        "profile: own\nsnmp: {}\nmatch: "
            + match
            + "\npoints: [{metric: switch_uptime_seconds, oid: 1.3.6.1.2.1.1.3.0}]\n");
    return PROFILES.file(file);
  }

  @Test
  void allOfOneAlternativeMustFit() throws Exception {
    List<Profile> own =
        List.of(profile("[{object-id: 1.3.6.1.4.1.1}, {object-id: 1.3.6.1, description: Box}]"));
    assertThat(Match.best(own, "1.3.6.1.4.1.1.9", "anything")).isPresent();
    assertThat(Match.best(own, "1.3.6.1.4.1.2", "A Box")).isPresent();
    assertThat(Match.best(own, "1.3.6.1.4.1.2", "anything")).isEmpty();
    assertThat(Match.best(own, "1.2", "A Box")).isEmpty();
  }

  @Test
  void anUnknownKeyOfAnAlternativeIsAMistake() {
    assertThatThrownBy(() -> profile("[{object-id: 1.3.6.1.4.1.1}, {objectid: 1.3.6.1}]"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("object-id");
  }
}
