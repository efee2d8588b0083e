package dev.zoetrope.capture;

import dev.zoetrope.layout.StreamKind;

/**
 * One selected stream of a source.
 *
 * @param kind video or audio
 * @param payloadCapacity bytes that a typical frame needs; larger ones are not refused
 * @param durationNs expected length, nanoseconds; -1 when unknown
 * @param frameRateNum nominal frame rate, numerator; 0 when unknown
 * @param frameRateDen nominal frame rate, denominator, at least 1
 * @param live whether the source cannot wait
 * @param description such as {@code 1280x720 yuv420p 30 fps, h264, 10.0 s}
 */
record SourceStream(
    StreamKind kind,
    long payloadCapacity,
    long durationNs,
    int frameRateNum,
    int frameRateDen,
    boolean live,
    String description) {}
