package dev.zoetrope.launcher.conformance;

import static dev.zoetrope.layout.ReaderCellDescriptor.DELIVERED;
import static dev.zoetrope.layout.ReaderCellDescriptor.PUBLISHED_BEFORE;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_CORRUPT;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_OVERWRITTEN;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_STALE;

import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.ReaderCell;

/** The sum of section 4, which must come out whenever the reader rests. */
final class Accounts {
  private Accounts() {}

  /** Fails when a frame is neither delivered, nor skipped for a reason, nor still to come. */
  static void check(ReaderCell cell, ControlRegion control) throws Violation {
    long cursor = control.cursorVolatile();
    long published = cell.counter(PUBLISHED_BEFORE) + cursor - cell.joinCursor();
    long pending = cursor - cell.consumedAcquire();
    long delivered = cell.counter(DELIVERED);
    long stale = cell.counter(SKIPPED_STALE);
    long overwritten = cell.counter(SKIPPED_OVERWRITTEN);
    long corrupt = cell.counter(SKIPPED_CORRUPT);
    Violation.unless(
        published == delivered + stale + overwritten + corrupt + pending,
        "its counters do not add up: "
            + published
            + " published since it joined, but delivered "
            + delivered
            + ", skipped stale "
            + stale
            + ", overwritten "
            + overwritten
            + ", corrupt "
            + corrupt
            + ", and to come "
            + pending);
  }
}
