package io.rackproof.collector.web;

/** A phase that a person enters and leaves. */
public record HandPhase(String name, boolean on) {}
