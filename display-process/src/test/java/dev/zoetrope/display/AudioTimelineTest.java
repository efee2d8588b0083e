package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class AudioTimelineTest {
  private final AudioTimeline timeline = new AudioTimeline();

  @Test
  void knowsNothingAtFirst() {
    assertEquals(MediaClock.UNKNOWN, timeline.positionNs(0));
    assertEquals(0, timeline.queuedNs(100));
  }

  @Test
  void positionIsThatOfTheOldestByteLeft() {
    timeline.add(1000, 5000, 100);
    timeline.add(1000, 5100, 100);
    assertEquals(5000, timeline.positionNs(2000));
    assertEquals(5050, timeline.positionNs(1500));
    assertEquals(5150, timeline.positionNs(500));
    assertEquals(5200, timeline.positionNs(0));
  }

  @Test
  void aGapInTheTimesIsKept() {
    timeline.add(1000, 0, 100);
    timeline.add(1000, 900, 100);
    assertEquals(50, timeline.positionNs(1500));
    assertEquals(950, timeline.positionNs(500));
  }

  @Test
  void blocksWithoutATimeFollowOn() {
    timeline.add(1000, MediaClock.UNKNOWN, 100);
    timeline.add(1000, MediaClock.UNKNOWN, 100);
    assertEquals(150, timeline.positionNs(500));
  }

  @Test
  void bytesOfOtherFormatsLastOtherwise() {
    timeline.add(1000, 0, 100);
    timeline.add(4000, 100, 100);
    assertEquals(150, timeline.queuedNs(4500));
    assertEquals(50, timeline.positionNs(4500));
    assertEquals(150, timeline.positionNs(2000));
    assertEquals(50, timeline.queuedNs(2000));
  }
}
