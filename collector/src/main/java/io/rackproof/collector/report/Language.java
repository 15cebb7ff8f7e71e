package io.rackproof.collector.report;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Languages that a report for people is written in. */
public enum Language {
  EN(Locale.ENGLISH, '.', "uuuu-MM-dd", "MM-dd"),
  FR(Locale.FRENCH, ',', "dd/MM/uuuu", "dd/MM");

  private final Locale locale;
  private final char decimalSign;
  private final String day;
  private final String dayOfYear;

  Language(Locale locale, char decimalSign, String day, String dayOfYear) {
    this.locale = locale;
    this.decimalSign = decimalSign;
    this.day = day;
    this.dayOfYear = dayOfYear;
  }

  /** Of a tag such as {@code fr}, {@code FR} or {@code fr-CA}; empty for one that is not known. */
  public static Optional<Language> of(String tag) {
    String wanted = Locale.forLanguageTag(tag.replace('_', '-')).getLanguage();
    return Stream.of(values()).filter(l -> l.tag().equals(wanted)).findFirst();
  }

  /** The tags of all: {@code en, fr}. */
  public static String tags() {
    return Stream.of(values()).map(Language::tag).collect(Collectors.joining(", "));
  }

  /** BCP 47: {@code en}, {@code fr}. */
  public String tag() {
    return locale.getLanguage();
  }

  char decimalSign() {
    return decimalSign;
  }

  /** Pattern of a day. */
  String day() {
    return day;
  }

  /** Pattern of a day whose year is known. */
  String dayOfYear() {
    return dayOfYear;
  }

  /** Whether a count takes the singular: in French 0 does too. */
  boolean isSingular(long count) {
    return count == 1 || (this == FR && count == 0);
  }
}
