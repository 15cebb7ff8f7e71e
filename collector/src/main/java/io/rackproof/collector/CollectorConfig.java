package io.rackproof.collector;

import io.rackproof.collector.access.SignInConfig;
import io.rackproof.collector.identity.IdentityConfig;
import io.rackproof.collector.ingest.IngestConfig;
import io.rackproof.collector.notify.NotifyConfig;
import io.rackproof.collector.openid.OpenIdConfig;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.collector.web.WebConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The collector's configuration file.
 *
 * @param ingest where agents connect
 * @param store where samples live; campaigns stand in the same directory
 * @param web where people and Prometheus connect
 * @param signIn who may do what there; empty where nobody signs in
 * @param openId the provider at which they may sign in; empty without one
 * @param identity the authority of its own by which it knows agents; empty for a plain listener and
 *     for certificates that come from elsewhere
 * @param remoteWrite who writes samples by remote write, and who gets them
 * @param notifications who is told of what needs a person
 * @param signingKey PEM file of the key that signs evidence bundles; made with the first
 */
public record CollectorConfig(
    IngestConfig ingest,
    StoreConfig store,
    WebConfig web,
    Optional<SignInConfig> signIn,
    Optional<OpenIdConfig> openId,
    Optional<IdentityConfig> identity,
    RemoteWriteConfig remoteWrite,
    NotifyConfig notifications,
    Path signingKey) {}
