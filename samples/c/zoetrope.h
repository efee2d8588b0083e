/*
 * zoetrope.h: read and write zoetrope streams from C. One header, one file (zoetrope.c), C11, Linux.
 *
 *   cc -std=c11 -O2 -pthread my_stage.c zoetrope.c
 *
 * A reader:
 *
 *   zt_error error;
 *   zt_reader *reader = zt_reader_open(&(zt_reader_options){.pipeline = "studio", .stream = "video", .name = "mine"}, &error);
 *   zt_frame frame;
 *   while (reader && zt_reader_state(reader) == ZT_LIVE)
 *     if (zt_reader_next(reader, 100, &frame, &error) > 0) {   // 0: none within 100 ms
 *       use(&frame.header, frame.payload);                     // lies in shared memory, read-only
 *       zt_frame_release(&frame);
 *     }
 *   zt_reader_close(reader);
 *
 * A writer:
 *
 *   zt_writer *writer = zt_writer_open(&(zt_writer_options){.pipeline = "studio", .stream = "mine", .kind = ZT_VIDEO,
 *                                      .payload_capacity = 640 * 480}, &error);
 *   zt_claim claim;
 *   if (zt_writer_claim(writer, 640 * 480, &claim, &error) > 0) {   // 0: dropped, or cancelled
 *     memset(claim.payload, 128, 640 * 480);
 *     zt_header_video(&claim.header, "gray", 640, 480);
 *     zt_header_plane(&claim.header, 0, 0, 640, 480);
 *     zt_claim_publish(&claim);
 *   }
 *   zt_writer_close(writer);   // readers see ENDED after the last frame
 *
 * What happens in shared memory: docs/PROTOCOL.md. Comments "SYNC name (pairs with name)" are those of the Java library.
 */
#ifndef ZOETROPE_H
#define ZOETROPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is in shared memory, from docs/LAYOUT.md; a test of frame-protocol writes and compares it. BEGIN LAYOUT */
#define ZT_MAGIC INT64_C(4994579201773621082)
#define ZT_LAYOUT_VERSION 1
#define ZT_MIN_SLOTS 2
#define ZT_MAX_SLOTS 64
#define ZT_MAX_READERS 15
#define ZT_MAX_PAYLOAD 2146435072
#define ZT_MAX_GENERATION INT64_C(1099511627775)
#define ZT_MAX_PLANES 4
#define ZT_RING_CAPACITY 64
#define ZT_CONTROL_LENGTH 16384
#define ZT_SLOT_WORD_STRIDE 128
#define ZT_CELL_LENGTH 384
#define ZT_FRAME_LENGTH 448
#define ZT_PAYLOAD_OFFSET 4096
#define ZT_TAIL_PADDING 1024
#define ZT_PLANE_LENGTH 24
#define ZT_NAME_LENGTH 64
#define ZT_FORMAT_LENGTH 32
#define ZT_CHANNEL_LAYOUT_LENGTH 128
#define ZT_SLOT_FREE 1
#define ZT_SLOT_WRITING 2
#define ZT_SLOT_READY 3
#define ZT_STATE_LIVE 1
#define ZT_STATE_ENDED 2
#define ZT_STATE_FAILED 3
#define ZT_STATE_SUPERSEDED 4
#define ZT_GRANT_EMPTY 1
#define ZT_GRANT_ACTIVE 2
#define ZT_GRANT_EVICTED 3
#define ZT_EVERY 1
#define ZT_LATEST 2
#define ZT_LEAKY 3
#define ZT_PRESENCE_MAPPED 1
#define ZT_PRESENCE_LEFT 2
#define ZT_LIVE_SOURCE 1
#define ZT_VIDEO 1
#define ZT_AUDIO 2
#define ZT_UNSPECIFIED_COLOR 2
#define ZT_KEY 1
#define ZT_DISCONTINUITY 2
#define ZT_CORRUPT 4
#define ZT_INTERLACED 8
#define ZT_TOP_FIELD_FIRST 16
#define ZT_HORIZONTAL_FLIP 32
#define ZT_HAS_MASTERING_DISPLAY 64
#define ZT_HAS_LIGHT_LEVELS 128
#define ZT_CONTROL_AT_MAGIC 0
#define ZT_CONTROL_AT_LAYOUT_VERSION 8
#define ZT_CONTROL_AT_CONTROL_LENGTH 12
#define ZT_CONTROL_AT_EPOCH 16
#define ZT_CONTROL_AT_FRAMES_LENGTH 24
#define ZT_CONTROL_AT_SLOT_COUNT 32
#define ZT_CONTROL_AT_STREAM_KIND 36
#define ZT_CONTROL_AT_SLOT_LENGTH 40
#define ZT_CONTROL_AT_PAYLOAD_CAPACITY 48
#define ZT_CONTROL_AT_WRITER_PID 56
#define ZT_CONTROL_AT_WRITER_START 64
#define ZT_CONTROL_AT_DURATION 72
#define ZT_CONTROL_AT_FRAME_RATE_NUMERATOR 80
#define ZT_CONTROL_AT_FRAME_RATE_DENOMINATOR 84
#define ZT_CONTROL_AT_STREAM_FLAGS 88
#define ZT_CONTROL_AT_KEPT_SLOTS 92
#define ZT_CONTROL_AT_PUBLISHED_CURSOR 128
#define ZT_CONTROL_AT_WRITER_WAIT_SEQUENCE 136
#define ZT_CONTROL_AT_WRITER_STATE 144
#define ZT_CONTROL_AT_NEXT_EPOCH 152
#define ZT_CONTROL_AT_HEARTBEAT 160
#define ZT_CONTROL_AT_DROPPED 256
#define ZT_CONTROL_AT_ABORTED 264
#define ZT_CONTROL_AT_WAITS 272
#define ZT_CONTROL_AT_WAITED 280
#define ZT_CONTROL_AT_EVICTIONS 288
#define ZT_CONTROL_AT_PUBLISHED_BEFORE 296
#define ZT_CONTROL_AT_PUBLICATION_RING 384
#define ZT_CONTROL_AT_SLOT_WORDS 896
#define ZT_CONTROL_AT_READER_CELLS 9088
#define ZT_CELL_AT_CONSUMED_CURSOR 0
#define ZT_CELL_AT_SLEEP_SEQUENCE 8
#define ZT_CELL_AT_DELIVERED 128
#define ZT_CELL_AT_SKIPPED_STALE 136
#define ZT_CELL_AT_SKIPPED_OVERWRITTEN 144
#define ZT_CELL_AT_SKIPPED_CORRUPT 152
#define ZT_CELL_AT_RELEASED 160
#define ZT_CELL_AT_STALE_RELEASES 168
#define ZT_CELL_AT_MEDIA_TIME 176
#define ZT_CELL_AT_PRESENCE 184
#define ZT_CELL_AT_GRANT_STATE 256
#define ZT_CELL_AT_POLICY 260
#define ZT_CELL_AT_JOIN_CURSOR 264
#define ZT_CELL_AT_PUBLISHED_BEFORE 272
#define ZT_CELL_AT_CAUSED_DROPS 280
#define ZT_CELL_AT_PID 288
#define ZT_CELL_AT_NAME 296
#define ZT_FRAME_AT_GENERATION 0
#define ZT_FRAME_AT_EPOCH 8
#define ZT_FRAME_AT_PRESENTATION_TIME 16
#define ZT_FRAME_AT_DURATION 24
#define ZT_FRAME_AT_TIME_BASE_NUMERATOR 32
#define ZT_FRAME_AT_TIME_BASE_DENOMINATOR 36
#define ZT_FRAME_AT_CAPTURE_TIME 40
#define ZT_FRAME_AT_PAYLOAD_LENGTH 48
#define ZT_FRAME_AT_FLAGS 56
#define ZT_FRAME_AT_KIND 60
#define ZT_FRAME_AT_FORMAT 64
#define ZT_FRAME_AT_PLANE_COUNT 96
#define ZT_FRAME_AT_PLANES 104
#define ZT_FRAME_AT_WIDTH 200
#define ZT_FRAME_AT_HEIGHT 204
#define ZT_FRAME_AT_CROP_LEFT 208
#define ZT_FRAME_AT_CROP_TOP 212
#define ZT_FRAME_AT_CROP_RIGHT 216
#define ZT_FRAME_AT_CROP_BOTTOM 220
#define ZT_FRAME_AT_SAMPLE_ASPECT_RATIO_NUMERATOR 224
#define ZT_FRAME_AT_SAMPLE_ASPECT_RATIO_DENOMINATOR 228
#define ZT_FRAME_AT_COLOUR_RANGE 232
#define ZT_FRAME_AT_COLOUR_PRIMARIES 236
#define ZT_FRAME_AT_TRANSFER_CHARACTERISTIC 240
#define ZT_FRAME_AT_MATRIX_COEFFICIENTS 244
#define ZT_FRAME_AT_CHROMA_LOCATION 248
#define ZT_FRAME_AT_ROTATION 252
#define ZT_FRAME_AT_MASTERING_DISPLAY 256
#define ZT_FRAME_AT_MAXIMUM_CONTENT_LIGHT_LEVEL 296
#define ZT_FRAME_AT_MAXIMUM_FRAME_AVERAGE_LIGHT_LEVEL 300
#define ZT_FRAME_AT_SAMPLE_RATE 304
#define ZT_FRAME_AT_SAMPLE_COUNT 308
#define ZT_FRAME_AT_CHANNELS 312
#define ZT_FRAME_AT_CHANNEL_LAYOUT 320
/* END LAYOUT */

/* Presentation time of a frame that has none. */
#define ZT_NO_PTS INT64_MIN

/* One line that says what went wrong and what helps. */
typedef struct {
  char text[512];
} zt_error;

typedef struct {
  int64_t offset; /* in the payload, a multiple of 64 */
  int64_t stride; /* bytes from one row (audio: channel plane) to the next */
  int32_t rows;   /* rows (audio: channel planes) */
  int32_t unused;
} zt_plane;

/* A frame header as it lies in shared memory. A reader's is a checked copy; what a writer fills is copied there. */
typedef struct {
  int64_t generation, epoch; /* set by publish */
  int64_t pts, duration;     /* in the time base; ZT_NO_PTS and 0 unknown */
  int32_t time_base_num, time_base_den;
  int64_t capture_time_ns; /* CLOCK_MONOTONIC */
  int64_t payload_length;
  int32_t flags; /* ZT_KEY and others */
  int32_t kind;
  char format[ZT_FORMAT_LENGTH]; /* FFmpeg's name, such as yuv420p or fltp */
  int32_t plane_count;
  int32_t unused_1;
  zt_plane planes[ZT_MAX_PLANES];
  int32_t width, height; /* coded; the crop applies within */
  int32_t crop_left, crop_top, crop_right, crop_bottom;
  int32_t sar_num, sar_den;
  int32_t color_range, color_primaries, color_transfer, color_matrix, chroma_location;
  int32_t rotation;
  int32_t mastering[10];
  int32_t max_cll, max_fall;
  int32_t sample_rate, sample_count, channels;
  int32_t unused_2;
  char channel_layout[ZT_CHANNEL_LAYOUT_LENGTH];
} zt_header;

/* Makes this a video frame of a pixel format and coded size; planes, time and the rest are set by hand. */
void zt_header_video(zt_header *header, const char *format, int width, int height);

/* Makes this an audio frame. */
void zt_header_audio(zt_header *header, const char *format, int rate, int channels, const char *layout, int samples);

/* Describes a plane, and lets plane count and payload length reach as far. */
void zt_header_plane(zt_header *header, int plane, int64_t offset, int64_t stride, int rows);

/* ---- reading ---- */

/* Where a reader stands; ends are reported when no published frame is left to take. */
typedef enum {
  ZT_LIVE,
  ZT_ENDED,       /* the writer published its last frame */
  ZT_FAILED,      /* the writer gave up */
  ZT_WRITER_LOST, /* the writer died */
  ZT_EVICTED      /* this reader stalled, and the writer went on without it */
} zt_state;

typedef struct {
  const char *runtime_dir; /* NULL: $ZOETROPE_RUNTIME_DIR, else /dev/shm/zoetrope-USER */
  const char *pipeline;
  const char *stream;
  const char *name;       /* of this reader, in statistics */
  int policy;             /* ZT_EVERY (also 0), ZT_LATEST, ZT_LEAKY */
  int connect_timeout_ms; /* longest wait for the stream to appear; 0: 20 s */
  bool spin;              /* waits for a frame by looking again and again: sooner than any wake-up, for a whole core */
} zt_reader_options;

typedef struct zt_reader zt_reader;

/* A frame that is pinned until it is released: not one byte of it changes. */
typedef struct {
  zt_header header;       /* checked: planes lie within the payload, divisors are positive, names end */
  const uint8_t *payload; /* header.payload_length bytes, and 1024 more that can be read */
  int64_t epoch;
  int64_t sequence; /* 0 after the release */
  struct zt_epoch *owner;
  int slot;
} zt_frame;

/* Joins a stream, waiting for it to appear. NULL and an error when that fails. */
zt_reader *zt_reader_open(const zt_reader_options *options, zt_error *error);

/*
 * Takes the next frame that the policy wants. Frames with an invalid header are counted and passed over.
 * timeout_ms: longest wait; 0 only looks. Returns 1 with a frame to release, 0 when there is none (zt_reader_state tells
 * whether one may come), -1 when shared memory holds what no correct writer writes. One thread at a time.
 */
int zt_reader_next(zt_reader *reader, int timeout_ms, zt_frame *frame, zt_error *error);

/* Unpins a frame; idempotent, from any thread, also after zt_reader_close. */
void zt_frame_release(zt_frame *frame);

zt_state zt_reader_state(zt_reader *reader);

/* One of the reader's counters, such as ZT_CELL_AT_DELIVERED. */
int64_t zt_reader_counter(zt_reader *reader, int field);

/* Leaves the stream. Frames still held stay good, and keep the connection, until they are released. */
void zt_reader_close(zt_reader *reader);

/* ---- writing ---- */

typedef struct {
  const char *runtime_dir; /* as above */
  const char *pipeline;
  const char *stream;
  int kind;                 /* ZT_VIDEO, ZT_AUDIO */
  int slots;                /* 2 to 64; 0: 3 */
  int64_t payload_capacity; /* most bytes of a frame; larger frames later start a new epoch */
  int64_t duration_ns;      /* expected length; 0 and less: unknown */
  int frame_rate_num;       /* nominal; 0: unknown */
  int frame_rate_den;
  bool live;            /* the source cannot wait: claim drops and counts where it else would wait */
  int stall_timeout_ms; /* how long a reader may be in the way without progress; 0: 10 s */
} zt_writer_options;

typedef struct zt_writer zt_writer;

/* A slot to fill. */
typedef struct {
  zt_header header; /* zero but for denominators, the time and the colours, which are unknown */
  uint8_t *payload; /* the epoch's payload capacity */
  zt_writer *writer;
  struct zt_epoch *owner;
  int slot; /* -1 once published or aborted */
} zt_claim;

/* Takes the stream's lock, removes what a dead writer left behind, and serves readers from now on. NULL when that fails. */
zt_writer *zt_writer_open(const zt_writer_options *options, zt_error *error);

/* Waits until a reader of that name has joined, now or earlier. Returns whether it came. */
bool zt_writer_await_reader(zt_writer *writer, const char *name, int timeout_ms);

/*
 * Takes a slot. Returns 1 with a claim to publish or abort, 0 when the frame is dropped (live sources) or the writer
 * was cancelled, -1 when a new epoch cannot be made. Any thread.
 */
int zt_writer_claim(zt_writer *writer, int64_t payload_length, zt_claim *claim, zt_error *error);

/* Makes the frame visible to every reader. Returns its sequence in its epoch, 0 when the claim is done already. */
int64_t zt_claim_publish(zt_claim *claim);

/* Gives the slot back unseen; idempotent, and harmless after publish. */
void zt_claim_abort(zt_claim *claim);

/* Makes a waiting claim return 0, from any thread, and every later one. */
void zt_writer_cancel(zt_writer *writer);

/* Frames dropped for want of a slot. */
int64_t zt_writer_dropped(zt_writer *writer);

/*
 * Announces streams as those of a source, so that 'zoetrope encode' and 'zoetrope display', which read the streams of the
 * source "capture" unless told otherwise, find them. Call it when they can be joined; streams: names, then NULL. A source
 * has another name than every stream. NULL when that fails.
 */
typedef struct zt_source zt_source;
zt_source *zt_source_announce(const char *runtime_dir, const char *pipeline, const char *name, const char *const *streams, zt_error *error);
void zt_source_withdraw(zt_source *source);

/* Ends the stream, as ENDED or as FAILED, and removes its files. No claim is open, and none is being waited for. */
void zt_writer_close(zt_writer *writer);
void zt_writer_fail(zt_writer *writer);

#endif
