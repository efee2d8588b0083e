package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.FrameHeader;
import org.junit.jupiter.api.Test;

final class PictureQueueTest {
  private final PictureQueue queue = new PictureQueue();

  private static PictureInfo at(long ptsNs) {
    return new PictureInfo("gray", 2, 2, 0, 0, 1, 0, false, 0, 2, ptsNs, 0, 0);
  }

  private static PictureQueue.Entry in(int place, long ptsNs) {
    return new PictureQueue.Entry(place, at(ptsNs), 0, 0);
  }

  @Test
  void thePlaceOfTheShownPictureIsTakenUntilTheNextIsShown() {
    assertEquals(0, queue.freePlace(2));
    queue.add(in(0, 0));
    queue.show();
    assertEquals(1, queue.freePlace(2));
    queue.add(in(1, 1));
    assertEquals(-1, queue.freePlace(2));
    assertEquals(2, queue.freePlace(3));
    assertEquals(1, queue.show().place());
    assertEquals(0, queue.freePlace(2));
  }

  @Test
  void aPictureIsOutdatedWhenAYoungerOneIsDueToo() {
    queue.add(in(0, 100));
    assertFalse(queue.isOutdated(150));
    queue.add(in(1, 200));
    assertFalse(queue.isOutdated(150));
    assertTrue(queue.isOutdated(200));
    queue.drop();
    assertEquals(200, queue.first().picture().ptsNs());
    assertEquals(0, queue.freePlace(2));
  }

  @Test
  void whatHasNoTimeOrAnUnlikelyOneIsDue() {
    assertTrue(PictureQueue.isDue(at(FrameHeader.NO_PTS), 0));
    assertTrue(PictureQueue.isDue(at(5), MediaClock.UNKNOWN));
    assertFalse(PictureQueue.isDue(at(1_000_000_000L), 0));
    assertTrue(PictureQueue.isDue(at(60_000_000_000L), 0));
  }
}
