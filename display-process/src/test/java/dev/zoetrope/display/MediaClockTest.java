package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.FrameHeader;
import org.junit.jupiter.api.Test;

final class MediaClockTest {
  private static final long MS = 1_000_000;
  private static final long START = 5_000_000_000_000L;

  @Test
  void knowsNothingAtFirst() {
    MediaClock clock = new MediaClock(0);
    clock.arrived(FrameHeader.NO_PTS, START);
    assertEquals(MediaClock.UNKNOWN, clock.mediaNs(START));
  }

  @Test
  void runsOnFromTheFirstPicture() {
    MediaClock clock = new MediaClock(0);
    clock.arrived(700 * MS, START);
    assertEquals(700 * MS, clock.mediaNs(START));
    assertEquals(740 * MS, clock.mediaNs(START + 40 * MS));
  }

  @Test
  void earlyPicturesDoNotMoveItAndLateOnesDoALittle() {
    MediaClock clock = new MediaClock(0);
    clock.arrived(0, START);
    clock.arrived(40 * MS, START + 30 * MS);
    assertEquals(30 * MS, clock.mediaNs(START + 30 * MS));
    clock.arrived(80 * MS, START + 96 * MS);
    assertEquals(95 * MS, clock.mediaNs(START + 96 * MS));
  }

  @Test
  void catchesUpAfterAHoldUp() {
    MediaClock clock = new MediaClock(0);
    clock.arrived(0, START + 300 * MS);
    // Everything after the first picture comes when it should.
    for (long ms = 40; ms <= 10_000; ms += 40) {
      clock.arrived(ms * MS, START + ms * MS);
    }
    long behind = 10_000 * MS - clock.mediaNs(START + 10_000 * MS);
    assertTrue(behind >= 0 && behind < 5 * MS, "behind " + behind);
  }

  @Test
  void forgetsASlowStartWithinASecond() {
    MediaClock clock = new MediaClock(0);
    clock.arrived(0, START + 100 * MS);
    for (long ms = 16; ms <= 1600; ms += 16) {
      clock.arrived(ms * MS, START + ms * MS);
    }
    long behind = 1600 * MS - clock.mediaNs(START + 1600 * MS);
    assertTrue(behind >= 0 && behind < 5 * MS, "behind " + behind);
  }

  @Test
  void aGapBeginsANewCount() {
    MediaClock clock = new MediaClock(0);
    clock.arrived(0, START);
    clock.arrived(40 * MS, START + 3000 * MS);
    assertEquals(40 * MS, clock.mediaNs(START + 3000 * MS));
    clock.arrived(9000 * MS, START + 3040 * MS);
    assertEquals(9000 * MS, clock.mediaNs(START + 3040 * MS));
  }

  @Test
  void leavesSoundTimeToStart() {
    MediaClock clock = new MediaClock(150 * MS);
    clock.arrived(0, START);
    assertEquals(-150 * MS, clock.mediaNs(START));
  }

  @Test
  void waitsNoLongerForSoundThatFails() {
    MediaClock clock = new MediaClock(150 * MS);
    clock.arrived(0, START);
    clock.soundEnded();
    assertEquals(0, clock.mediaNs(START));
  }

  @Test
  void followsTheSoundEvenlyThoughItsReportsComeInSteps() {
    MediaClock clock = new MediaClock(0);
    // A device that takes 20 ms at a time, asked each 5 ms: it lags by 0 to 20 ms.
    for (long ms = 0; ms < 2000; ms += 5) {
      clock.heard((ms / 20 * 20) * MS, START + ms * MS);
      if (ms > 500) {
        long error = clock.mediaNs(START + ms * MS) - (ms * MS - 7 * MS - MS / 2);
        assertTrue(Math.abs(error) < 3 * MS, "error " + error + " ns at " + ms + " ms");
      }
    }
    assertTrue(clock.soundLeads(START + 2000 * MS));
  }

  @Test
  void picturesDoNotMoveItWhileTheSoundLeads() {
    MediaClock clock = new MediaClock(0);
    clock.heard(1000 * MS, START);
    clock.arrived(9000 * MS, START);
    assertEquals(1000 * MS, clock.mediaNs(START));
  }

  @Test
  void jumpsWithTheSound() {
    MediaClock clock = new MediaClock(0);
    clock.heard(1000 * MS, START);
    clock.heard(5000 * MS, START + 5 * MS);
    assertEquals(5000 * MS, clock.mediaNs(START + 5 * MS));
  }

  @Test
  void runsOnWithoutTheSound() {
    MediaClock clock = new MediaClock(0);
    clock.heard(1000 * MS, START);
    assertFalse(clock.soundLeads(START + 1500 * MS));
    clock.heard(2500 * MS, START + 1500 * MS);
    clock.soundEnded();
    assertFalse(clock.soundLeads(START + 1500 * MS));
    assertEquals(2600 * MS, clock.mediaNs(START + 1600 * MS));
  }
}
