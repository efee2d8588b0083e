package dev.zoetrope.pipeline;

import dev.zoetrope.layout.StreamKind;

/**
 * A stream that a stage writes.
 *
 * @param stream name
 * @param kind what it holds; null when only its writer knows
 * @param label of a capture's stream, such as {@code video} or {@code audio1}; null otherwise
 * @param isPromised whether it was asked for; else it is there if the input has such a thing
 * @param place where it stands
 */
public record Write(String stream, StreamKind kind, String label, boolean isPromised, Place place) {
  /** The same, asked for. */
  Write promised() {
    return new Write(stream, kind, label, true, place);
  }
}
