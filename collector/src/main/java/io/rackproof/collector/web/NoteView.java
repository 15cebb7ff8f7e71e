package io.rackproof.collector.web;

/** Something that a person noted or did. */
public record NoteView(String time, String author, String text) {}
