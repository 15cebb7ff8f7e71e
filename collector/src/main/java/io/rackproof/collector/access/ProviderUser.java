package io.rackproof.collector.access;

/**
 * Whom an OpenID provider has recognised. Issuer and subject together are one person for ever; a
 * name is not, and may be another's tomorrow.
 *
 * @param issuer address of the provider
 * @param subject as the provider calls the person
 * @param name that a new user gets
 * @param role that the provider gives the person now
 */
public record ProviderUser(String issuer, String subject, String name, Role role) {}
