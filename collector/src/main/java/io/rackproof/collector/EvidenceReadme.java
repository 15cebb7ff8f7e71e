package io.rackproof.collector;

/** What a bundle says of itself to someone who opens it with nothing else at hand. */
final class EvidenceReadme {

  static final String TEXT =
      """
      Evidence of a Rackproof campaign

      manifest.dsse.json  which files belong here, with their SHA-256; signed
      signer.pem          public half of the key that signed it
      plan.yaml           the acceptance plan
      campaign.json       what was run: racks, phases, notes, entries, waivers, decisions
      timeline.yaml       the same for judging, with losses and clock offsets
      instruments.yaml    accuracy of the instruments
      samples/            every sample of the campaign's time, Parquet
      verdicts/RACK/      verdict.json, report.html, junit.xml

      To check all of it, and to judge the samples again:

        rackproof verify BUNDLE.zip --signer sha256:FINGERPRINT

      The signer publishes the fingerprint elsewhere; one that stands in here proves nothing.

      To check it by hand (the payload lists the files' SHA-256):

        python3 -c "import json,base64; print(base64.b64decode(json.load(open('manifest.dsse.json'))['payload']).decode())"
        sha256sum -b plan.yaml campaign.json samples/*.parquet verdicts/*/*
        openssl pkey -pubin -in signer.pem -outform DER | sha256sum      # the key's fingerprint

      To judge the samples without the rest:

        rackproof score --plan plan.yaml --samples 'samples/*.parquet' \\
            --timeline timeline.yaml --instruments instruments.yaml --out again
      """;

  private EvidenceReadme() {}
}
