package dev.zoetrope.display;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The duty cycle of the display: what the user wants, what is due, what is new. Runs on the thread
 * of the surface.
 *
 * <p>A lease lasts as long as its upload. When every place of the surface waits for its time,
 * nothing is taken, and the reader skips.
 */
final class DisplayLoop {
  /** How a display ends. */
  enum Outcome {
    /** All streams ended, and everything of them was shown. */
    ENDED,
    /** The user closed the display. */
    CLOSED,
    /** The stop signal. */
    STOPPED
  }

  private static final long OVERLAY_PERIOD_NS = 250_000_000L;
  private static final long DEFAULT_DURATION_NS = 40_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;

  private final Surface surface;
  private final StreamReader video;
  private final AudioFeed audio;
  private final MediaClock clock;
  private final StopSignal stop;
  private final Statistics statistics = new Statistics();
  private final PictureQueue queue = new PictureQueue();
  private int places = 2;
  private boolean showsStatistics;
  private ReaderState videoState = ReaderState.LIVE;
  private long presentedNs;
  private long shownUntilNs;

  /**
   * Puts the parts together.
   *
   * @param surface where to show
   * @param video pictures, or null for none
   * @param audio sound, started, or null for none
   * @param clock the time of both
   * @param stop asks to end
   */
  DisplayLoop(
      Surface surface, StreamReader video, AudioFeed audio, MediaClock clock, StopSignal stop) {
    this.surface = surface;
    this.video = video;
    this.audio = audio;
    this.clock = clock;
    this.stop = stop;
  }

  /**
   * Runs until the end.
   *
   * @return why it ended
   * @throws IOException when the surface or the stream fails
   */
  Outcome run() throws IOException {
    Outcome outcome = null;
    while (outcome == null) {
      outcome = doWork();
    }
    if (video != null) {
      statistics.read(video);
    }
    return outcome;
  }

  /** One turn; null goes on. */
  private Outcome doWork() throws IOException {
    if (stop.isRequested()) {
      return Outcome.STOPPED;
    }
    for (SurfaceEvent event = surface.poll(); event != null; event = surface.poll()) {
      switch (event) {
        case QUIT -> {
          return Outcome.CLOSED;
        }
        case TOGGLE_STATISTICS -> {
          showsStatistics = !showsStatistics;
          present();
        }
        case REDRAW -> present();
      }
    }
    show();
    if (isOver()) {
      return Outcome.ENDED;
    }
    take();
    return null;
  }

  /** Shows the newest picture that is due; older ones come too late. */
  private void show() throws IOException {
    long now = System.nanoTime();
    long media = clock.mediaNs(now);
    while (queue.isOutdated(media)) {
      queue.drop();
      statistics.late();
    }
    PictureQueue.Entry first = queue.first();
    boolean isDue =
        first != null && (queue.shown() == null || PictureQueue.isDue(first.picture(), media));
    if (isDue) {
      PictureQueue.Entry entry = queue.show();
      PictureInfo picture = entry.picture();
      present();
      long shownNs = presentedNs;
      boolean soundLeads = clock.soundLeads(shownNs);
      statistics.shown(
          entry, now, shownNs, soundLeads ? clock.mediaNs(shownNs) : MediaClock.UNKNOWN);
      shownUntilNs = shownNs + duration(picture);
    } else if (showsStatistics && now - presentedNs > OVERLAY_PERIOD_NS) {
      present();
    }
  }

  private void present() throws IOException {
    PictureQueue.Entry shown = queue.shown();
    if (shown != null) {
      List<String> overlay = List.of();
      if (showsStatistics) {
        statistics.read(video);
        overlay = statistics.overlay(shown.picture(), surface.description());
      }
      surface.present(shown.place(), overlay);
    }
    presentedNs = System.nanoTime();
  }

  private long duration(PictureInfo picture) {
    if (picture.durationNs() > 0) {
      return picture.durationNs();
    }
    int rate = video.frameRateNum();
    return rate > 0 ? SECOND_NS * video.frameRateDen() / rate : DEFAULT_DURATION_NS;
  }

  private boolean isOver() {
    boolean videoOver =
        video == null
            || (videoState != ReaderState.LIVE
                && queue.isEmpty()
                && System.nanoTime() - shownUntilNs >= 0);
    return videoOver && (audio == null || audio.isFinished());
  }

  /** Waits for a picture, for the time of one, or for the next look at the user's wishes. */
  private void take() throws IOException {
    long waitNs = Math.min(surface.pollPeriodNs(), untilDueNs());
    if (video == null || videoState != ReaderState.LIVE || queue.freePlace(places) < 0) {
      LockSupport.parkNanos(waitNs);
      return;
    }
    FrameLease lease = video.await(waitNs);
    if (lease == null) {
      videoState = video.state();
      return;
    }
    long takenNs = System.nanoTime();
    PictureInfo picture = PictureInfo.of(lease.header());
    clock.arrived(picture.ptsNs(), takenNs);
    places = surface.places(picture);
    int place = queue.freePlace(places);
    while (place < 0) {
      // A larger picture than before, of which fewer can be kept.
      queue.drop();
      statistics.late();
      place = queue.freePlace(places);
    }
    surface.upload(place, picture, lease);
    queue.add(new PictureQueue.Entry(place, picture, takenNs, System.nanoTime()));
  }

  private long untilDueNs() {
    PictureQueue.Entry first = queue.first();
    long media = clock.mediaNs(System.nanoTime());
    if (first == null || media == MediaClock.UNKNOWN) {
      return surface.pollPeriodNs();
    }
    return Math.max(0, first.picture().ptsNs() - media);
  }

  Statistics statistics() {
    return statistics;
  }

  /** The place of the picture that was shown last, or -1. */
  int shownPlace() {
    return queue.shown() == null ? -1 : queue.shown().place();
  }

  /** How the pictures ended; {@link ReaderState#LIVE} when they did not. */
  ReaderState videoState() {
    return videoState;
  }
}
