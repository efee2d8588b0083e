package dev.zoetrope.channel;

import dev.zoetrope.layout.ReaderCellDescriptor;
import java.util.Locale;

/** Which frames a reader gets, and whether the writer waits for it. */
public enum ReaderPolicy {
  /** Every frame published after joining, in order. The writer waits for this reader. */
  EVERY(ReaderCellDescriptor.POLICY_EVERY),
  /** The newest frame; older ones are skipped. The writer never waits. */
  LATEST(ReaderCellDescriptor.POLICY_LATEST),
  /** In order while frames last; overwritten ones are skipped. The writer never waits. */
  LEAKY(ReaderCellDescriptor.POLICY_LEAKY);

  private final int code;

  ReaderPolicy(int code) {
    this.code = code;
  }

  /** Code in the reader cell. */
  public int code() {
    return code;
  }

  /** Name in the handshake and on command lines. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a policy's name.
   *
   * @param token {@code every}, {@code latest} or {@code leaky}
   * @return the policy
   * @throws IllegalArgumentException for anything else
   */
  public static ReaderPolicy of(String token) {
    for (ReaderPolicy policy : values()) {
      if (policy.token().equals(token)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "policy '" + token + "' is unknown, allowed: every, latest, leaky");
  }
}
