package dev.zoetrope.layout;

/**
 * Layout of one reader cell: two groups that only the reader writes, of which the writer looks at
 * the first for every frame, then a group in which the writer grants.
 *
 * <p>Counters are cumulative since the reader joined, across epochs: a reader that enters the next
 * epoch copies its own there. Per reader, between its steps and in the epoch where it is: {@code
 * published before + (cursor - join cursor) = delivered + skipped (all causes) + (cursor -
 * consumed)}.
 */
public final class ReaderCellDescriptor {
  /** Policy codes in the grant: sees every frame, and is waited for. */
  public static final int POLICY_EVERY = 1;

  /** Sees the newest frame, and is never waited for. */
  public static final int POLICY_LATEST = 2;

  /** Sees frames in order while they last, and is never waited for. */
  public static final int POLICY_LEAKY = 3;

  /** Value of {@link #PRESENCE}: the reader has mapped this epoch, so its files may go. */
  public static final long PRESENCE_MAPPED = 1;

  /** Value of {@link #PRESENCE}: the reader took all it wanted here and is in the next epoch. */
  public static final long PRESENCE_LEFT = 2;

  /** The layout, for documentation and checks. */
  public static final Layout LAYOUT = new Layout("Reader cell");

  public static final int CONSUMED;
  public static final int SLEEP_SEQUENCE;
  public static final int DELIVERED;
  public static final int SKIPPED_STALE;
  public static final int SKIPPED_OVERWRITTEN;
  public static final int SKIPPED_CORRUPT;
  public static final int RELEASED;
  public static final int STALE_RELEASES;
  public static final int MEDIA_TIME_NS;
  public static final int PRESENCE;

  public static final int GRANT;
  public static final int GRANT_STATE;
  public static final int POLICY;
  public static final int JOIN_CURSOR;
  public static final int PUBLISHED_BEFORE;
  public static final int CAUSED_DROPS;
  public static final int PID;
  public static final int NAME;

  /** Length of a cell. */
  public static final int LENGTH;

  static {
    LAYOUT.group("reader");
    CONSUMED =
        LAYOUT.int64(
            "consumed cursor",
            "highest sequence that the reader took or skipped; 2^40 - 1 when it is leaving");
    SLEEP_SEQUENCE = LAYOUT.int64("sleep sequence", "odd while the reader sleeps");

    // Apart: what the writer looks at comes back to the reader's core with its next look only.
    LAYOUT.group("reader");
    DELIVERED = LAYOUT.int64("delivered", "frames taken");
    SKIPPED_STALE = LAYOUT.int64("skipped stale", "frames passed over for a newer one");
    SKIPPED_OVERWRITTEN =
        LAYOUT.int64("skipped overwritten", "frames gone before the reader came to them");
    SKIPPED_CORRUPT = LAYOUT.int64("skipped corrupt", "frames whose header was invalid");
    RELEASED = LAYOUT.int64("released", "leases released");
    STALE_RELEASES = LAYOUT.int64("stale releases", "releases that found nothing to release");
    MEDIA_TIME_NS = LAYOUT.int64("media time", "end of the last frame taken, ns of media time");
    PRESENCE =
        LAYOUT.int64(
            "presence", "0 joined, 1 has mapped this epoch, 2 has left it for the next one");

    GRANT = LAYOUT.group("writer");
    GRANT_STATE = LAYOUT.int32("grant state", "1 empty, 2 active, 3 evicted");
    POLICY = LAYOUT.int32("policy", "1 every, 2 latest, 3 leaky");
    JOIN_CURSOR = LAYOUT.int64("join cursor", "the reader sees frames after this one");
    PUBLISHED_BEFORE =
        LAYOUT.int64("published before", "frames since the reader joined, in former epochs");
    CAUSED_DROPS = LAYOUT.int64("caused drops", "frames dropped because of this reader");
    PID = LAYOUT.int64("pid", "as the reader told it; informative only");
    NAME = LAYOUT.ascii("name", ControlDescriptor.NAME_LENGTH, "as the reader told it");
    LENGTH = Layout.align(LAYOUT.length(), Layout.GROUP_ALIGNMENT);
  }

  private ReaderCellDescriptor() {}
}
