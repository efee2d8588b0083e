package dev.zoetrope.pipeline;

/**
 * A stream that a stage reads.
 *
 * @param stream name
 * @param policy {@code every}, {@code latest} or {@code leaky}; null for the stage's own
 * @param place where it stands
 */
public record Read(String stream, String policy, Place place) {}
