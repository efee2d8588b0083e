package dev.zoetrope.pipeline;

/**
 * A scalar of a file.
 *
 * @param value as written, without quotes
 * @param place where it stands
 */
public record Text(String value, Place place) {}
