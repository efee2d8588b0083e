package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLAudio.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeader;
import java.nio.IntBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.lwjgl.PointerBuffer;
import org.lwjgl.sdl.SDL_AudioSpec;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/**
 * The sound device: takes sound as it lies in memory, of formats that may change, and knows the
 * media time of what is heard. SDL's audio must have been started. Not thread-safe.
 *
 * <p>It starts to play once {@link #PREBUFFER_NS} are there, and again after it ran dry.
 */
final class AudioOutput implements AutoCloseable {
  /** How much sound is there before it plays: what a late writer may be late by. */
  static final long PREBUFFER_NS = 100_000_000L;

  /** From here on it plays a little faster, until it is back near what it started with. */
  private static final long HASTE_ABOVE_NS = 180_000_000L;

  private static final long HASTE_BELOW_NS = 120_000_000L;
  private static final float HASTE = 1.01f;
  private static final long SECOND_NS = 1_000_000_000L;

  private final AudioTimeline timeline = new AudioTimeline();
  private final float gain;
  private long stream;
  private long deviceNs;
  private AudioFormat format;
  private boolean isPlaying;
  private boolean hastens;

  /**
   * Prepares; the device is opened with the first sound.
   *
   * @param gain 1 plays it as it is, 0 not at all
   */
  AudioOutput(float gain) {
    this.gain = gain;
  }

  /**
   * Queues a frame, which is copied.
   *
   * @param lease of the given format
   * @param as its format
   * @throws SdlException when there is no sound device
   */
  void put(FrameLease lease, AudioFormat as) throws SdlException {
    FrameHeader header = lease.header();
    long address = lease.payloadAddress() + header.planeOffset(0);
    long stride = header.planeStride(0);
    int samples = header.sampleCount();
    // Rows times stride lie within the payload; that a row holds its samples is for us to see.
    long rowBytes = (long) samples * as.sampleBytes() * (as.planar() ? 1 : as.channels());
    int rows = as.planar() ? as.channels() : 1;
    if (rowBytes > stride || rows != header.planeRows(0)) {
      throw new CorruptRegionException(
          "frame header: " + samples + " samples in " + rows + " rows of " + stride + " bytes");
    }
    configure(as);
    boolean done;
    if (as.planar()) {
      try (MemoryStack stack = MemoryStack.stackPush()) {
        PointerBuffer planes = stack.mallocPointer(rows);
        for (int row = 0; row < rows; row++) {
          planes.put(row, address + row * stride);
        }
        done = SDL_PutAudioStreamPlanarData(stream, planes, rows, samples);
      }
    } else {
      done = nSDL_PutAudioStreamData(stream, address, (int) rowBytes);
    }
    queued(done, samples, header.ptsNs());
  }

  /**
   * Queues a frame that came out of a filter.
   *
   * @param frame packed, 32-bit integers
   * @param ptsNs media time, or {@link MediaClock#UNKNOWN}
   * @throws SdlException when there is no sound device
   */
  void put(AVFrame frame, long ptsNs) throws SdlException {
    int channels = frame.ch_layout().nb_channels();
    AudioFormat as =
        new AudioFormat(SDL_AUDIO_S32, Integer.BYTES, false, channels, frame.sample_rate());
    configure(as);
    int length = frame.nb_samples() * channels * Integer.BYTES;
    boolean done = nSDL_PutAudioStreamData(stream, frame.data(0).address(), length);
    queued(done, frame.nb_samples(), ptsNs);
  }

  private void queued(boolean done, int samples, long ptsNs) throws SdlException {
    SdlException.check(done, "audio");
    long bytes = (long) samples * format.channels() * format.sampleBytes();
    timeline.add(bytes, ptsNs, samples * SECOND_NS / format.rate());
    if (!isPlaying && queuedNs() >= PREBUFFER_NS) {
      play();
    }
  }

  private void play() throws SdlException {
    if (stream != 0) {
      SdlException.check(SDL_ResumeAudioStreamDevice(stream), "audio");
      isPlaying = true;
    }
  }

  private void configure(AudioFormat as) throws SdlException {
    if (as.equals(format)) {
      return;
    }
    try (MemoryStack stack = MemoryStack.stackPush()) {
      SDL_AudioSpec spec = SDL_AudioSpec.malloc(stack);
      spec.format(as.sdlFormat()).channels(as.channels()).freq(as.rate());
      if (stream == 0) {
        open(spec, stack);
      } else {
        SdlException.check(SDL_SetAudioStreamFormat(stream, spec, null), "audio");
      }
    }
    format = as;
  }

  private void open(SDL_AudioSpec spec, MemoryStack stack) throws SdlException {
    stream = SDL_OpenAudioDeviceStream(SDL_AUDIO_DEVICE_DEFAULT_PLAYBACK, spec, null, 0);
    SdlException.check(stream != 0, "device");
    SDL_SetAudioStreamGain(stream, gain);
    SDL_AudioSpec device = SDL_AudioSpec.malloc(stack);
    IntBuffer frames = stack.mallocInt(1);
    if (SDL_GetAudioDeviceFormat(SDL_GetAudioStreamDevice(stream), device, frames)) {
      deviceNs = frames.get(0) * SECOND_NS / Math.max(1, device.freq());
    }
  }

  /** How much sound waits, nanoseconds. */
  long queuedNs() {
    return stream == 0 ? 0 : timeline.queuedNs(SDL_GetAudioStreamQueued(stream));
  }

  /**
   * Reports to the clock, or rests when the queue ran dry.
   *
   * @param clock the clock
   * @throws SdlException when the device fails
   */
  void report(MediaClock clock) throws SdlException {
    if (!isPlaying) {
      return;
    }
    long queued = SDL_GetAudioStreamQueued(stream);
    long now = System.nanoTime();
    if (queued <= 0) {
      SdlException.check(SDL_PauseAudioStreamDevice(stream), "audio");
      isPlaying = false;
      return;
    }
    hasten(timeline.queuedNs(queued));
    // As players assume: of what left the queue the device plays one buffer while it holds another.
    // The last one left half a buffer ago, on average.
    clock.heard(timeline.positionNs(queued) - deviceNs * 3 / 2, now);
  }

  /** Sound that piled up in a hold-up, or under a slow device, would be latency for ever. */
  private void hasten(long queuedNs) {
    boolean wanted = queuedNs > (hastens ? HASTE_BELOW_NS : HASTE_ABOVE_NS);
    if (wanted != hastens && SDL_SetAudioStreamFrequencyRatio(stream, wanted ? HASTE : 1)) {
      hastens = wanted;
    }
  }

  /** No more sound will come: plays what there is, however little. */
  void finish() throws SdlException {
    if (stream != 0) {
      SdlException.check(SDL_FlushAudioStream(stream), "audio");
      if (SDL_GetAudioStreamQueued(stream) > 0 || SDL_GetAudioStreamAvailable(stream) > 0) {
        play();
      }
    }
  }

  /** Whether sound is on its way from the queue to the device. */
  boolean isPlaying() {
    return isPlaying;
  }

  /** How long one buffer of the device lasts, nanoseconds. */
  long deviceNs() {
    return deviceNs;
  }

  @Override
  public void close() {
    if (stream != 0) {
      SDL_DestroyAudioStream(stream);
      stream = MemoryUtil.NULL;
      isPlaying = false;
    }
  }
}
