package io.rackproof.collector;

import io.rackproof.collector.identity.AgentRegister;
import io.rackproof.collector.identity.IdentityConfig;
import io.rackproof.collector.identity.Issued;
import io.rackproof.collector.ingest.IngestConfig;
import io.rackproof.collector.notify.NotifyTarget;
import io.rackproof.collector.openid.OpenIdConfig;
import io.rackproof.collector.openid.OpenIdProvider;
import io.rackproof.collector.remotewrite.ForwardConfig;
import io.rackproof.collector.store.SampleStore.Loss;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.collector.store.StoreSnapshot;
import io.rackproof.collector.web.WebConfig;
import io.rackproof.doctor.CertificateCheck;
import io.rackproof.doctor.ClockCheck;
import io.rackproof.doctor.DiskCheck;
import io.rackproof.doctor.Findings;
import io.rackproof.doctor.MachineCheck;
import io.rackproof.doctor.NetworkCheck;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rackproof doctor}: what usually goes wrong on a collector's machine. */
@Command(
    name = "doctor",
    description = {
      "Looks at what usually goes wrong on a collector's machine, and says how to mend it:"
          + " collector.yaml, clock, memory, room on the disk, who may write there, ports, losses of"
          + " the last day, certificates of the collector and of agents, the ways to those who are"
          + " told and written to, and to the OpenID provider.",
      "Changes nothing and may run beside the collector. Run it as the user that the collector runs"
          + " as: what root may do says little. 'store check' looks at every sample.",
      "",
      "Exit status: 0 nothing is wrong (there may be warnings), 1 something is, 2 a mistake in"
          + " collector.yaml."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  sudo -u rackproof rackproof doctor -c /etc/rackproof/collector.yaml"},
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  /** What the service's unit allows. */
  private static final long MEMORY = 1_200L << 20;

  private static final String CALLBACK = "/sign-in/openid/callback";
  private static final Duration RECENT = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofDays(7);

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "collector.yaml",
      description = "configuration of the collector (default: ${DEFAULT-VALUE})")
  Path config = Path.of("collector.yaml");

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws InvalidDocumentException, InterruptedException {
    CollectorConfig parsed = CollectorFile.read(config);
    Findings findings = new Findings(spec.commandLine().getOut());
    findings.good("file", config + " can be used");
    MachineCheck.run(findings, Software.name(), MEMORY);
    new ClockCheck().run(findings);
    StoreConfig store = parsed.store();
    DiskCheck.run(findings, store.directory(), store.reserve(), 8 * store.reserve());
    boolean running = running(store.directory());
    ports(findings, parsed, running);
    if (StoreSnapshot.isStore(store.directory())) {
      losses(findings, store.directory());
    }
    CertificateCheck certificates = new CertificateCheck(findings, clock.instant());
    parsed.ingest().tls().ifPresent(tls -> files(certificates, tls));
    parsed.web().tls().ifPresent(tls -> files(certificates, tls));
    parsed.identity().ifPresent(identity -> agents(findings, certificates, identity));
    others(findings, parsed);
    parsed.openId().ifPresent(openId -> provider(findings, parsed.web(), openId));
    return findings.conclude() ? 0 : Main.FAULT;
  }

  /** Whether the process that locked the data lives. */
  private static boolean running(Path data) {
    try {
      long process = Long.parseLong(Files.readString(data.resolve("lock")).strip());
      return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static void ports(Findings findings, CollectorConfig parsed, boolean running) {
    NetworkCheck network = new NetworkCheck(findings);
    IngestConfig ingest = parsed.ingest();
    Map<String, Listen> listening = new TreeMap<>();
    listening.put("agents' port", new Listen(ingest.host(), ingest.port()));
    listening.put("pages' port", new Listen(parsed.web().host(), parsed.web().port()));
    findings.good("collector", running ? "it runs" : "it does not run");
    listening.forEach(
        (what, address) -> {
          if (running && address.port() != 0) {
            network.reach(what, local(address.host()), address.port());
          } else if (!running) {
            network.listen(
                what,
                address.host(),
                address.port(),
                "another program has it (ss -ltnp tells which), or the address is not this"
                    + " machine's: name another in collector.yaml");
          }
        });
  }

  /** Where what listens on all addresses is reached from here. */
  private static String local(String host) {
    if (host.equals("::")) {
      return "::1";
    }
    return host.equals("0.0.0.0") ? "127.0.0.1" : host;
  }

  private void losses(Findings findings, Path data) {
    long now = clock.millis();
    try (StoreSnapshot snapshot = StoreSnapshot.open(data)) {
      long racks = 0;
      for (String rack : snapshot.racks().keySet()) {
        List<Loss> lost =
            snapshot.losses(rack, now - RECENT.toMillis(), Long.MAX_VALUE).stream()
                .filter(loss -> loss.lastMillis() >= now - RECENT.toMillis())
                .toList();
        if (!lost.isEmpty()) {
          Loss last = lost.get(lost.size() - 1);
          findings.warn(
              "samples",
              "rack "
                  + rack
                  + " lost samples "
                  + lost.size()
                  + " times within a day: "
                  + last.reason(),
              "the report of each campaign names what it lost; look at the agent's log");
        }
        racks++;
      }
      findings.good("samples", "the store opens; " + racks + (racks == 1 ? " rack" : " racks"));
    } catch (IOException e) {
      findings.wrong("samples", String.valueOf(e.getMessage()), "rackproof store check " + data);
    }
  }

  private static void files(CertificateCheck certificates, IngestConfig.Tls tls) {
    String renew = "get another from the authority that gave it, and start the collector again";
    Optional<X509Certificate> own =
        certificates.certificate("the collector's", tls.certificate(), renew);
    own.ifPresent(certificate -> certificates.key(tls.key(), certificate));
    certificates.certificate("the agents' authority", tls.authority(), renew);
  }

  private static void files(CertificateCheck certificates, WebConfig.Tls tls) {
    certificates
        .certificate(
            "the pages'",
            tls.certificate(),
            "get another from the authority that gave it; the collector reads it when it changes")
        .ifPresent(certificate -> certificates.key(tls.key(), certificate));
  }

  private void agents(Findings findings, CertificateCheck certificates, IdentityConfig identity) {
    Path authority = identity.directory().resolve("authority.pem");
    if (!Files.exists(authority)) {
      findings.good("agents", "the authority is made at the first start");
      return;
    }
    certificates
        .certificate("the authority's", authority, "all agents must be enrolled with a new one")
        .ifPresent(c -> certificates.key(identity.directory().resolve("authority.key"), c));
    Instant now = clock.instant();
    try (AgentRegister register = AgentRegister.open(identity.directory(), clock)) {
      Map<String, Issued> newest = new TreeMap<>();
      register.certificates(now.minus(Duration.ofDays(30)).toEpochMilli()).stream()
          .filter(issued -> issued.revocation().isEmpty())
          .forEach(issued -> newest.put(issued.name(), issued));
      for (Issued issued : newest.values()) {
        Instant until = Instant.ofEpochMilli(issued.notAfterMillis());
        if (until.isBefore(now)) {
          findings.warn(
              "agents",
              issued.name() + "'s certificate expired at " + until,
              "a new token (rackproof enroll --rack …), or leave it if it is gone");
        } else if (until.isBefore(now.plus(SOON)) && identity.life().compareTo(SOON) > 0) {
          findings.warn(
              "agents",
              issued.name() + "'s certificate expires at " + until + " and was not renewed",
              "is its agent running and connected? It renews by itself");
        }
      }
      findings.good("agents", newest.size() + " enrolled");
    } catch (IOException e) {
      findings.wrong("agents", String.valueOf(e.getMessage()), "run this as the collector's user");
    }
  }

  private static void others(Findings findings, CollectorConfig parsed) {
    NetworkCheck network = new NetworkCheck(findings);
    for (NotifyTarget target : parsed.notifications().targets()) {
      reach(network, "to be told: " + target.name(), target.url());
    }
    for (ForwardConfig target : parsed.remoteWrite().targets()) {
      reach(network, "remote write out: " + target.name(), target.url());
    }
  }

  private void provider(Findings findings, WebConfig web, OpenIdConfig openId) {
    try {
      String trouble = new OpenIdProvider(openId, clock).look();
      if (!trouble.isEmpty()) {
        throw new IOException(trouble);
      }
      findings.good("sign-in", openId + " answers");
    } catch (IOException e) {
      findings.wrong(
          "sign-in",
          openId + ": " + e.getMessage(),
          "local users sign in meanwhile; is web.sign-in.openid.issuer as the provider names itself,"
              + " and 'authority' who signed its certificate?");
    }
    String base =
        web.address()
            .map(URI::toString)
            .orElse((web.tls().isPresent() ? "https://" : "http://") + "NAME:" + web.port());
    findings.good(
        "sign-in", "the provider is to know the address to come back to: " + base + CALLBACK);
  }

  private static void reach(NetworkCheck network, String what, URI url) {
    int port = url.getPort();
    if (port < 0) {
      port = "https".equals(url.getScheme()) ? 443 : 80;
    }
    network.reach(what, url.getHost(), port);
  }
}
