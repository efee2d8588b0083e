/* The implementation of zoetrope.h. First what both sides share, then the reader, then the writer. */
#define _GNU_SOURCE /* struct ucred, F_OFD_SETLK, accept4 */
#include "zoetrope.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "zoetrope's shared memory is little endian, and read in place"
#endif

#define NONE (-1)
#define BAD (-2)
#define LINE_LENGTH 512
#define SOCKET_PATH 108 /* with its NUL */
#define FILE_PATH (SOCKET_PATH + 112)
#define MS INT64_C(1000000)
#define SECOND INT64_C(1000000000)
#define PAGE 4096
#define SPINS 100
#define LIVENESS_CHECK_NS (100 * MS)

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "64-bit atomics must work between processes, so without a lock");
_Static_assert(sizeof(zt_header) == ZT_FRAME_LENGTH, "zt_header is the frame header");
#define SAME(field, offset) _Static_assert(offsetof(zt_header, field) == (offset), #field)
SAME(generation, ZT_FRAME_AT_GENERATION);
SAME(epoch, ZT_FRAME_AT_EPOCH);
SAME(pts, ZT_FRAME_AT_PRESENTATION_TIME);
SAME(duration, ZT_FRAME_AT_DURATION);
SAME(time_base_num, ZT_FRAME_AT_TIME_BASE_NUMERATOR);
SAME(time_base_den, ZT_FRAME_AT_TIME_BASE_DENOMINATOR);
SAME(capture_time_ns, ZT_FRAME_AT_CAPTURE_TIME);
SAME(payload_length, ZT_FRAME_AT_PAYLOAD_LENGTH);
SAME(flags, ZT_FRAME_AT_FLAGS);
SAME(kind, ZT_FRAME_AT_KIND);
SAME(format, ZT_FRAME_AT_FORMAT);
SAME(plane_count, ZT_FRAME_AT_PLANE_COUNT);
SAME(planes, ZT_FRAME_AT_PLANES);
SAME(width, ZT_FRAME_AT_WIDTH);
SAME(height, ZT_FRAME_AT_HEIGHT);
SAME(crop_left, ZT_FRAME_AT_CROP_LEFT);
SAME(crop_top, ZT_FRAME_AT_CROP_TOP);
SAME(crop_right, ZT_FRAME_AT_CROP_RIGHT);
SAME(crop_bottom, ZT_FRAME_AT_CROP_BOTTOM);
SAME(sar_num, ZT_FRAME_AT_SAMPLE_ASPECT_RATIO_NUMERATOR);
SAME(sar_den, ZT_FRAME_AT_SAMPLE_ASPECT_RATIO_DENOMINATOR);
SAME(color_range, ZT_FRAME_AT_COLOUR_RANGE);
SAME(color_primaries, ZT_FRAME_AT_COLOUR_PRIMARIES);
SAME(color_transfer, ZT_FRAME_AT_TRANSFER_CHARACTERISTIC);
SAME(color_matrix, ZT_FRAME_AT_MATRIX_COEFFICIENTS);
SAME(chroma_location, ZT_FRAME_AT_CHROMA_LOCATION);
SAME(rotation, ZT_FRAME_AT_ROTATION);
SAME(mastering, ZT_FRAME_AT_MASTERING_DISPLAY);
SAME(max_cll, ZT_FRAME_AT_MAXIMUM_CONTENT_LIGHT_LEVEL);
SAME(max_fall, ZT_FRAME_AT_MAXIMUM_FRAME_AVERAGE_LIGHT_LEVEL);
SAME(sample_rate, ZT_FRAME_AT_SAMPLE_RATE);
SAME(sample_count, ZT_FRAME_AT_SAMPLE_COUNT);
SAME(channels, ZT_FRAME_AT_CHANNELS);
SAME(channel_layout, ZT_FRAME_AT_CHANNEL_LAYOUT);
_Static_assert(sizeof(zt_plane) == ZT_PLANE_LENGTH, "zt_plane is a plane description");

/* ---- small things ---- */

__attribute__((format(printf, 2, 3))) static int fail(zt_error *error, const char *format, ...) {
  if (error) {
    va_list values;
    va_start(values, format);
    vsnprintf(error->text, sizeof error->text, format, values);
    va_end(values);
  }
  return BAD;
}

static int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * SECOND + time.tv_nsec;
}

static void nap(int64_t ns) {
  struct timespec time = {ns / SECOND, ns % SECOND};
  nanosleep(&time, NULL);
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* Letters, digits, '_' and '-', a letter or digit first. */
static bool is_name(const char *name) {
  size_t length = name ? strlen(name) : 0;
  if (length < 1 || length > 48 || name[0] == '_' || name[0] == '-') return false;
  for (size_t i = 0; i < length; i++) {
    char c = name[i];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) return false;
  }
  return true;
}

static int check_name(const char *what, const char *name, zt_error *error) {
  return is_name(name) ? 0
                       : fail(error, "%s name '%.60s' is not allowed: use 1 to 48 letters, digits, '_' and '-', a letter or digit first",
                              what, name ? name : "");
}

/* Words of shared memory. */

static _Atomic int64_t *word_at(uint8_t *base, int64_t offset) { return (_Atomic int64_t *)(void *)(base + offset); }
static _Atomic int32_t *half_at(uint8_t *base, int64_t offset) { return (_Atomic int32_t *)(void *)(base + offset); }

static int64_t load_plain(uint8_t *base, int64_t offset) { return atomic_load_explicit(word_at(base, offset), memory_order_relaxed); }
static int64_t load_acquire(uint8_t *base, int64_t offset) { return atomic_load_explicit(word_at(base, offset), memory_order_acquire); }
static int64_t load_seq(uint8_t *base, int64_t offset) { return atomic_load(word_at(base, offset)); }
static int32_t load_half(uint8_t *base, int64_t offset) { return atomic_load(half_at(base, offset)); }

static void store_plain(uint8_t *base, int64_t offset, int64_t value) {
  atomic_store_explicit(word_at(base, offset), value, memory_order_relaxed);
}
static void store_release(uint8_t *base, int64_t offset, int64_t value) {
  atomic_store_explicit(word_at(base, offset), value, memory_order_release);
}
static void store_seq(uint8_t *base, int64_t offset, int64_t value) { atomic_store(word_at(base, offset), value); }
static void store_half(uint8_t *base, int64_t offset, int32_t value) { atomic_store(half_at(base, offset), value); }

static bool compare_and_set(uint8_t *base, int64_t offset, int64_t expected, int64_t value) {
  return atomic_compare_exchange_strong(word_at(base, offset), &expected, value);
}

/* Adds to a counter that only this process writes, under a lock or in one thread. */
static void count(uint8_t *base, int64_t offset, int64_t by) { store_plain(base, offset, load_plain(base, offset) + by); }

/* The slot word: state:8 | pins:16 | generation:40. */

static int64_t slot_word(int state, int64_t generation) {
  return (int64_t)((uint64_t)state << 56 | ((uint64_t)generation & (uint64_t)ZT_MAX_GENERATION));
}
static int state_of(int64_t word) { return (int)((uint64_t)word >> 56); }
static int64_t pins_of(int64_t word) { return word & (INT64_C(0xFFFF) << 40); }
static int64_t generation_of(int64_t word) { return word & ZT_MAX_GENERATION; }
static int64_t pin_bit(int cell) { return INT64_C(1) << (40 + cell); }

static int64_t word_offset(int slot) { return ZT_CONTROL_AT_SLOT_WORDS + (int64_t)slot * ZT_SLOT_WORD_STRIDE; }
static int64_t ring_offset(int64_t sequence) {
  return ZT_CONTROL_AT_PUBLICATION_RING + (sequence & (ZT_RING_CAPACITY - 1)) * 8;
}
static int64_t cell_offset(int cell) { return ZT_CONTROL_AT_READER_CELLS + (int64_t)cell * ZT_CELL_LENGTH; }

/* ---- the pipeline's directory ---- */

static int find_directory(char *path, const char *runtime, const char *pipeline, zt_error *error) {
  char chosen[FILE_PATH];
  if (check_name("pipeline", pipeline, error) < 0) return BAD;
  if (!runtime) runtime = getenv("ZOETROPE_RUNTIME_DIR");
  if (!runtime || !*runtime) {
    struct passwd *user = getpwuid(getuid());
    const char *temporary = getenv("TMPDIR");
    bool shm = access("/dev/shm", W_OK | X_OK) == 0;
    snprintf(chosen, sizeof chosen, "%s/zoetrope-%s", shm ? "/dev/shm" : temporary ? temporary : "/tmp",
             user ? user->pw_name : "unknown");
    runtime = chosen;
  }
  int length = snprintf(path, SOCKET_PATH, "%s/%s", runtime, pipeline);
  return length < SOCKET_PATH ? 0 : fail(error, "'%s/%s' is too long for a socket; choose a shorter runtime directory", runtime, pipeline);
}

/* A real directory of this user that nobody else may write to. */
static int check_owned(const char *path, zt_error *error) {
  struct stat status;
  if (lstat(path, &status) != 0) return fail(error, "'%s': %s", path, strerror(errno));
  if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 022))
    return fail(error, "'%s' is no directory, or belongs to or is writable by another user; choose another runtime directory", path);
  return 0;
}

static void parent_of(const char *path, char *parent) {
  snprintf(parent, SOCKET_PATH, "%s", path);
  char *slash = strrchr(parent, '/');
  if (slash) *slash = 0;
}

static int check_directory(const char *path, zt_error *error) {
  char parent[SOCKET_PATH];
  parent_of(path, parent);
  return check_owned(parent, error) < 0 ? BAD : check_owned(path, error);
}

static int make_directory(const char *path, zt_error *error) {
  char parent[SOCKET_PATH];
  parent_of(path, parent);
  for (int tries = 0; tries < 100; tries++) {
    if ((mkdir(parent, 0700) == 0 || errno == EEXIST) && (mkdir(path, 0700) == 0 || errno == EEXIST)) return check_directory(path, error);
    if (errno != ENOENT) break; /* else the last writer of another run removed it between two of our steps */
  }
  return fail(error, "'%s': %s", path, strerror(errno));
}

static int socket_address(struct sockaddr_un *address, const char *directory, const char *stream, zt_error *error) {
  *address = (struct sockaddr_un){.sun_family = AF_UNIX};
  int length = snprintf(address->sun_path, sizeof address->sun_path, "%s/%s.sock", directory, stream);
  if (length >= (int)sizeof address->sun_path)
    return fail(error, "socket path '%s/%s.sock' has %d bytes, allowed: 107; choose a shorter runtime directory", directory, stream, length);
  return 0;
}

static bool is_same_user(int fd) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == geteuid();
}

/* ---- epochs ---- */

struct zt_epoch {
  atomic_int references;
  int64_t number;
  uint8_t *control;
  uint8_t *frames;
  int64_t slot_length, frames_length, capacity;
  int slots;
  int kind;
  int64_t writer_pid, writer_start; /* together they tell one writer from another */
  struct zt_epoch *next; /* reader: the one that follows; writer: an older one */
  zt_reader *reader;     /* NULL: the writer's */
  int64_t consumed;      /* reader */
  _Atomic int64_t held[ZT_MAX_SLOTS]; /* reader: sequences that it pins; pins in shared memory may be damaged */
  int64_t cursor;        /* writer */
  uint64_t claimed;      /* writer: open claims, one bit each */
  unsigned members;      /* writer: readers granted here, one bit each */
};
typedef struct zt_epoch epoch;

static int64_t slot_length(int64_t capacity) { return (ZT_PAYLOAD_OFFSET + capacity + ZT_TAIL_PADDING + PAGE - 1) / PAGE * PAGE; }

static void release_epoch(epoch *self) {
  if (atomic_fetch_sub(&self->references, 1) == 1) {
    if (self->frames) munmap(self->frames, (size_t)self->frames_length);
    if (self->control) munmap(self->control, ZT_CONTROL_LENGTH);
    free(self);
  }
}

/* Maps a regular file of at least that length. NONE when it is missing. */
static int map_file(const char *path, int64_t length, bool writable, uint8_t **memory, zt_error *error) {
  int fd = open(path, (writable ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) {
    int result = errno == ENOENT ? NONE : BAD;
    fail(error, "'%s': %s", path, strerror(errno));
    return result;
  }
  struct stat status;
  void *mapped = MAP_FAILED;
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= length)
    mapped = mmap(NULL, (size_t)length, PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED, fd, 0);
  close(fd);
  if (mapped == MAP_FAILED) return fail(error, "'%s' cannot be mapped, or has less than %" PRId64 " bytes", path, length);
  *memory = mapped;
  return 0;
}

static int expect(bool holds, const char *field, int64_t value, zt_error *error) {
  return holds ? 0 : fail(error, "control header: %s is %" PRId64, field, value);
}

/* Each value is read once: whatever is written there later, nobody sees half-checked ones. */
static int attach(epoch *self, int64_t number, zt_error *error) {
  uint8_t *control = self->control;
  /* SYNC attach-1 (pairs with create-1): nothing is read before the magic is seen. */
  int64_t magic = load_acquire(control, ZT_CONTROL_AT_MAGIC);
  int version = load_half(control, ZT_CONTROL_AT_LAYOUT_VERSION);
  int length = load_half(control, ZT_CONTROL_AT_CONTROL_LENGTH);
  int rate_num = load_half(control, ZT_CONTROL_AT_FRAME_RATE_NUMERATOR);
  int rate_den = load_half(control, ZT_CONTROL_AT_FRAME_RATE_DENOMINATOR);
  int flags = load_half(control, ZT_CONTROL_AT_STREAM_FLAGS);
  int64_t duration = load_plain(control, ZT_CONTROL_AT_DURATION);
  self->slots = load_half(control, ZT_CONTROL_AT_SLOT_COUNT);
  self->kind = load_half(control, ZT_CONTROL_AT_STREAM_KIND);
  self->capacity = load_plain(control, ZT_CONTROL_AT_PAYLOAD_CAPACITY);
  self->slot_length = load_plain(control, ZT_CONTROL_AT_SLOT_LENGTH);
  self->frames_length = load_plain(control, ZT_CONTROL_AT_FRAMES_LENGTH);
  self->number = load_plain(control, ZT_CONTROL_AT_EPOCH);
  self->writer_pid = load_plain(control, ZT_CONTROL_AT_WRITER_PID);
  self->writer_start = load_plain(control, ZT_CONTROL_AT_WRITER_START);
  if (expect(magic == ZT_MAGIC, "magic", magic, error) < 0 || expect(version == ZT_LAYOUT_VERSION, "layout version", version, error) < 0 ||
      expect(length == ZT_CONTROL_LENGTH, "control length", length, error) < 0 ||
      expect(self->slots >= ZT_MIN_SLOTS && self->slots <= ZT_MAX_SLOTS, "slot count", self->slots, error) < 0 ||
      expect(self->capacity >= 1 && self->capacity <= ZT_MAX_PAYLOAD, "payload capacity", self->capacity, error) < 0 ||
      expect(self->slot_length == slot_length(self->capacity), "slot length", self->slot_length, error) < 0 ||
      expect(self->frames_length == self->slots * self->slot_length, "frames length", self->frames_length, error) < 0 ||
      expect(self->number == number, "epoch", self->number, error) < 0 ||
      expect(self->kind == ZT_VIDEO || self->kind == ZT_AUDIO, "stream kind", self->kind, error) < 0 ||
      expect(rate_num >= 0, "frame rate numerator", rate_num, error) < 0 ||
      expect(rate_den >= 1, "frame rate denominator", rate_den, error) < 0 || expect(duration >= -1, "duration", duration, error) < 0 ||
      expect((flags & ~ZT_LIVE_SOURCE) == 0, "stream flags", flags, error) < 0)
    return BAD;
  return 0;
}

/* ==== the reader ==== */

struct zt_reader {
  atomic_int references; /* the open reader, and every frame held */
  int fd;
  int cell;
  int policy;
  char name[ZT_NAME_LENGTH];
  char directory[SOCKET_PATH];
  char stream[ZT_NAME_LENGTH];
  epoch *current; /* and those after it, as far as they are mapped */
  int64_t sleep_sequence;
  int64_t checked; /* a spinning reader: when it looked at its connection last */
  bool spin;
  atomic_bool lost;
  _Atomic int64_t rung_for;
  bool evicted, cut_off, corrupt;
};

static uint8_t *my_cell(epoch *self) { return self->control + cell_offset(self->reader->cell); }

static void release_reader(zt_reader *self) {
  if (atomic_fetch_sub(&self->references, 1) == 1) {
    close(self->fd);
    free(self);
  }
}

/* Looks without waiting whether the writer is there; bells are heard by the way. */
static bool is_lost(zt_reader *self) {
  char bells[256];
  ssize_t got = sizeof bells;
  while (got == (ssize_t)sizeof bells) got = recv(self->fd, bells, sizeof bells, MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) atomic_store(&self->lost, true);
  return atomic_load(&self->lost);
}

static bool is_evicted(epoch *self) {
  /* SYNC evict-2 (pairs with evict-1): after a look at the slot word. */
  return load_half(my_cell(self), ZT_CELL_AT_GRANT_STATE) == ZT_GRANT_EVICTED;
}

/* NONE when a file is missing. */
static int open_epoch(zt_reader *self, int64_t number, epoch **opened, zt_error *error) {
  epoch *result = calloc(1, sizeof *result);
  if (!result) return fail(error, "out of memory");
  atomic_init(&result->references, 1);
  result->reader = self;
  char path[FILE_PATH];
  snprintf(path, sizeof path, "%s/%s.%" PRId64 ".control", self->directory, self->stream, number);
  int done = map_file(path, ZT_CONTROL_LENGTH, true, &result->control, error);
  if (done == 0) done = attach(result, number, error);
  if (done == 0) {
    snprintf(path, sizeof path, "%s/%s.%" PRId64 ".frames", self->directory, self->stream, number);
    done = map_file(path, result->frames_length, false, &result->frames, error);
  }
  if (done == 0) {
    uint8_t *cell = my_cell(result);
    int grant = load_half(cell, ZT_CELL_AT_GRANT_STATE);
    bool mine = (grant == ZT_GRANT_ACTIVE || grant == ZT_GRANT_EVICTED) &&
                strncmp((char *)cell + ZT_CELL_AT_NAME, self->name, ZT_NAME_LENGTH) == 0;
    result->consumed = load_plain(cell, ZT_CELL_AT_JOIN_CURSOR);
    if (!mine) done = fail(error, "cell %d of epoch %" PRId64 " is not this reader's", self->cell, number);
  }
  if (done == 0)
    *opened = result;
  else
    release_epoch(result);
  return done;
}

/* Maps every epoch that the newest one mapped leads to, so that a writer that ends may remove the files. */
static int map_ahead(zt_reader *self, zt_error *error) {
  epoch *last = self->current;
  while (last->next) last = last->next;
  while (!self->cut_off && load_half(last->control, ZT_CONTROL_AT_WRITER_STATE) == ZT_STATE_SUPERSEDED && !is_evicted(last)) {
    int64_t number = load_plain(last->control, ZT_CONTROL_AT_NEXT_EPOCH);
    if (number <= last->number) return fail(error, "control header: next epoch is %" PRId64 ", this one: %" PRId64, number, last->number);
    epoch *next = NULL;
    int done = open_epoch(self, number, &next, error);
    if (done == 0 && (next->writer_pid != last->writer_pid || next->writer_start != last->writer_start) && is_lost(self)) {
      release_epoch(next); /* another writer's, which counts from 1 again: the one looked for is missing */
      done = NONE;
    }
    if (done == 0) {
      store_plain(my_cell(next), ZT_CELL_AT_PRESENCE, ZT_PRESENCE_MAPPED);
      last->next = next;
      last = next;
    } else if (done == NONE && is_lost(self)) {
      self->cut_off = true; /* the writer died, and somebody cleaned up */
    } else {
      /* The cell of an evicted reader is not carried over. */
      return is_evicted(last) ? 0 : BAD;
    }
  }
  return 0;
}

static int pin(epoch *self, int64_t wanted, zt_error *error) {
  /* SYNC look-2 (pairs with publish-2). */
  int64_t entry = load_acquire(self->control, ring_offset(wanted));
  int slot = (int)(entry & 255);
  if (entry >> 8 != wanted) return NONE;
  if (slot >= self->slots) return fail(error, "publication ring: slot is %d, slots: %d", slot, self->slots);
  int64_t bit = pin_bit(self->reader->cell);
  /* What is read next comes from the writer's core while the word does. */
  for (int at = 0; at < ZT_FRAME_AT_MASTERING_DISPLAY; at += 64) __builtin_prefetch(self->frames + slot * self->slot_length + at);
  for (;;) {
    int64_t word = load_acquire(self->control, word_offset(slot));
    if (state_of(word) != ZT_SLOT_READY || generation_of(word) != wanted) return NONE;
    if ((word & bit) || atomic_load(&self->held[slot])) return fail(error, "slot %d is pinned by this reader already", slot);
    /* SYNC pin-1 (pairs with publish-1 and claim-1): succeeds only on exactly the frame that was meant. */
    if (compare_and_set(self->control, word_offset(slot), word, word | bit)) {
      atomic_store(&self->held[slot], wanted);
      return slot;
    }
  }
}

static void consume(epoch *self, int64_t sequence) {
  self->consumed = sequence;
  /* SYNC consume-1 (pairs with consume-2): release, after the pin. */
  store_release(my_cell(self), ZT_CELL_AT_CONSUMED_CURSOR, sequence);
}

static void lose(epoch *self, int64_t last) {
  count(my_cell(self), ZT_CELL_AT_SKIPPED_OVERWRITTEN, last - self->consumed);
  consume(self, last);
}

/* Pins the next frame that the policy wants. */
static int next_slot(epoch *self, zt_error *error) {
  int policy = self->reader->policy;
  for (int tries = 0; tries < 64; tries++) {
    /* SYNC look-1 (pairs with publish-3): everything about frames up to the cursor is visible. */
    int64_t cursor = load_acquire(self->control, ZT_CONTROL_AT_PUBLISHED_CURSOR);
    if (cursor == self->consumed) return NONE;
    if (cursor < self->consumed || cursor > ZT_MAX_GENERATION)
      return fail(error, "control header: cursor is %" PRId64 ", already consumed: %" PRId64, cursor, self->consumed);
    int64_t wanted = policy == ZT_LATEST ? cursor : self->consumed + 1;
    int slot = pin(self, wanted, error);
    if (slot == BAD) return BAD;
    if (slot >= 0) {
      int64_t passed = wanted - self->consumed - 1;
      if (passed > 0) count(my_cell(self), ZT_CELL_AT_SKIPPED_STALE, passed);
      count(my_cell(self), ZT_CELL_AT_DELIVERED, 1);
      consume(self, wanted);
      return slot;
    }
    if (policy == ZT_EVERY) {
      if (is_evicted(self)) return NONE;
      return fail(error, "publication ring: frame %" PRId64 " is gone before this reader consumed it", wanted);
    }
    if (policy == ZT_LATEST && load_acquire(self->control, ZT_CONTROL_AT_PUBLISHED_CURSOR) == cursor) lose(self, cursor);
    if (policy == ZT_LEAKY) lose(self, wanted > cursor - self->slots ? wanted : cursor - self->slots);
  }
  return NONE;
}

/* Any thread of this process. */
/* Wakes the writer, about once for each time it sleeps. After a release, or the word that this reader leaves. */
static void ring_writer(epoch *self) {
  zt_reader *reader = self->reader;
  /* SYNC release-2 (pairs with wait-1): after the compare-and-set, or the seq-cst store of a reader that leaves. */
  int64_t wait = load_seq(self->control, ZT_CONTROL_AT_WRITER_WAIT_SEQUENCE);
  if ((wait & 1) && atomic_exchange(&reader->rung_for, wait) != wait) {
    char bell = 1;
    if (send(reader->fd, &bell, 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno != EAGAIN) atomic_store(&reader->lost, true);
  }
}

static void unpin(epoch *self, int slot, int64_t sequence) {
  zt_reader *reader = self->reader;
  int64_t bit = pin_bit(reader->cell), expected = sequence;
  atomic_compare_exchange_strong(&self->held[slot], &expected, 0); /* first: after that it may be pinned anew */
  for (;;) {
    int64_t word = load_acquire(self->control, word_offset(slot));
    if (!(word & bit) || generation_of(word) != sequence) {
      atomic_fetch_add(word_at(my_cell(self), ZT_CELL_AT_STALE_RELEASES), 1);
      return;
    }
    /* SYNC release-1 (pairs with claim-1): full, so no read of the payload moves after it. */
    if (compare_and_set(self->control, word_offset(slot), word, word & ~bit)) break;
  }
  atomic_fetch_add(word_at(my_cell(self), ZT_CELL_AT_RELEASED), 1);
  ring_writer(self);
}

static bool is_word(const char *text, size_t capacity) {
  size_t length = 0;
  while (length < capacity && text[length] > ' ' && text[length] < 127) length++;
  return length > 0 && length < capacity && text[length] == 0;
}

static bool is_plane(const zt_plane *plane, int64_t length) {
  return plane->offset >= 0 && plane->offset <= length && plane->offset % 64 == 0 && plane->stride >= 0 && plane->stride <= length &&
         plane->rows >= 0 && plane->rows <= 131072 && plane->stride * plane->rows <= length - plane->offset;
}

static bool is_crop(int before, int after, int size) { return before >= 0 && before < size && after >= 0 && after < size - before; }

static bool is_picture(const zt_header *h) {
  const int32_t codes[] = {h->color_range, h->color_primaries, h->color_transfer, h->color_matrix, h->chroma_location};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (codes[i] < 0 || codes[i] >= 65536) return false;
  return h->width >= 1 && h->width <= 65536 && h->height >= 1 && h->height <= 65536 && is_crop(h->crop_left, h->crop_right, h->width) &&
         is_crop(h->crop_top, h->crop_bottom, h->height) && h->rotation >= 0 && h->rotation < 360;
}

static bool is_sound(const zt_header *h) {
  return h->sample_rate >= 1 && h->sample_count >= 0 && h->channels >= 1 && h->channels <= 64 && h->plane_count == 1 &&
         (h->planes[0].rows == 1 || h->planes[0].rows == h->channels) && is_word(h->channel_layout, ZT_CHANNEL_LAYOUT_LENGTH);
}

static bool is_valid(const zt_header *h, epoch *self, int64_t sequence) {
  if (h->generation != sequence || h->epoch != self->number || h->kind != self->kind || h->payload_length < 0 ||
      h->payload_length > self->capacity || h->time_base_num < 1 || h->time_base_den < 1 || h->duration < 0 || h->sar_num < 0 ||
      h->sar_den < 1 || !is_word(h->format, ZT_FORMAT_LENGTH) || h->plane_count < 1 || h->plane_count > ZT_MAX_PLANES)
    return false;
  for (int i = 0; i < h->plane_count; i++)
    if (!is_plane(&h->planes[i], h->payload_length)) return false;
  return h->kind == ZT_VIDEO ? is_picture(h) : is_sound(h);
}

/* Wraps where it overflows; who has such times is wrong, but harms nobody. */
static int64_t to_ns(const zt_header *h, int64_t ticks) {
  int64_t den = h->time_base_den;
  uint64_t num = (uint64_t)h->time_base_num * 1000000000u;
  return (int64_t)((uint64_t)(ticks / den) * num + (uint64_t)((int64_t)((uint64_t)(ticks % den) * num) / den));
}

static bool take(epoch *self, int slot, zt_frame *frame) {
  uint8_t *memory = self->frames + slot * self->slot_length;
  uint8_t *cell = my_cell(self);
  memcpy(&frame->header, memory, sizeof frame->header); /* copied, then checked */
  if (!is_valid(&frame->header, self, self->consumed)) {
    count(cell, ZT_CELL_AT_DELIVERED, -1);
    count(cell, ZT_CELL_AT_SKIPPED_CORRUPT, 1);
    unpin(self, slot, self->consumed);
    return false;
  }
  if (frame->header.pts != ZT_NO_PTS) {
    uint64_t end = (uint64_t)to_ns(&frame->header, frame->header.pts) + (uint64_t)to_ns(&frame->header, frame->header.duration);
    store_plain(cell, ZT_CELL_AT_MEDIA_TIME, (int64_t)end);
  }
  frame->payload = memory + ZT_PAYLOAD_OFFSET;
  frame->epoch = self->number;
  frame->sequence = self->consumed;
  frame->owner = self;
  frame->slot = slot;
  atomic_fetch_add(&self->references, 1);
  atomic_fetch_add(&self->reader->references, 1);
  return true;
}

static bool is_drained(epoch *self) { return load_seq(self->control, ZT_CONTROL_AT_PUBLISHED_CURSOR) == self->consumed; }

/* Moves to the next epoch when this one is superseded and drained. Returns 1 to look for a frame again. */
static int follow(zt_reader *self, zt_error *error) {
  epoch *old = self->current;
  /* SYNC follow-1 (pairs with roll-1): the state is read before the cursor. */
  int state = load_half(old->control, ZT_CONTROL_AT_WRITER_STATE);
  if (state < ZT_STATE_LIVE || state > ZT_STATE_SUPERSEDED) return fail(error, "control header: writer state is %d", state);
  if (state != ZT_STATE_SUPERSEDED) return 0;
  if (!is_drained(old)) return 1;
  if (map_ahead(self, error) < 0) return BAD;
  if (!old->next) return 0;
  for (int field = ZT_CELL_AT_DELIVERED; field <= ZT_CELL_AT_MEDIA_TIME; field += 8)
    store_plain(my_cell(old->next), field, load_plain(my_cell(old), field));
  store_release(my_cell(old), ZT_CELL_AT_PRESENCE, ZT_PRESENCE_LEFT);
  self->current = old->next;
  old->next = NULL;
  release_epoch(old);
  return 1;
}

static int poll_frame(zt_reader *self, zt_frame *frame, zt_error *error) {
  while (!self->evicted) {
    if (map_ahead(self, error) < 0) return BAD;
    int slot = next_slot(self->current, error);
    if (slot == BAD) return BAD;
    if (slot >= 0) {
      if (take(self->current, slot, frame)) return 1;
      continue;
    }
    self->evicted = is_evicted(self->current);
    int again = self->evicted ? 0 : follow(self, error);
    if (again <= 0) return again;
  }
  return 0;
}

/* Looks at the cursor some times, and at nothing else: clocks and sockets cost more. */
static void spin(epoch *self) {
  for (int looks = 0; looks < SPINS && is_drained(self); looks++) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
  }
}

static void doze(zt_reader *self, int64_t ns) {
  epoch *here = self->current;
  self->sleep_sequence += 2;
  /* SYNC sleep-1 (pairs with bell-1): says "I sleep" before looking once more. */
  store_seq(my_cell(here), ZT_CELL_AT_SLEEP_SEQUENCE, self->sleep_sequence - 1);
  /* SYNC sleep-2 (pairs with publish-3 and bell-1): cursor and state are read after that store. */
  if (is_drained(here) && load_half(here->control, ZT_CONTROL_AT_WRITER_STATE) == ZT_STATE_LIVE) {
    struct pollfd socket = {.fd = self->fd, .events = POLLIN};
    poll(&socket, 1, (int)(least(ns, 100 * MS) / MS) + 1);
    is_lost(self);
  }
  store_seq(my_cell(here), ZT_CELL_AT_SLEEP_SEQUENCE, self->sleep_sequence);
}

int zt_reader_next(zt_reader *self, int timeout_ms, zt_frame *frame, zt_error *error) {
  int64_t deadline = now_ns() + timeout_ms * MS;
  for (;;) {
    int got = poll_frame(self, frame, error);
    if (got < 0) {
      self->corrupt = true;
      return -1;
    }
    if (got > 0 || zt_reader_state(self) != ZT_LIVE) return got;
    int64_t left = deadline - now_ns();
    if (left <= 0) return 0;
    if (self->spin)
      spin(self->current);
    else
      doze(self, left);
  }
}

void zt_frame_release(zt_frame *frame) {
  if (frame->sequence == 0) return;
  zt_reader *reader = frame->owner->reader;
  unpin(frame->owner, frame->slot, frame->sequence);
  frame->sequence = 0;
  release_epoch(frame->owner);
  release_reader(reader);
}

/* One that spins looks at its connection now and then only. */
static bool notices_loss(zt_reader *self) {
  int64_t now = self->spin ? now_ns() : 0;
  if (self->spin && now - self->checked < LIVENESS_CHECK_NS) return atomic_load(&self->lost);
  self->checked = now;
  return is_lost(self);
}

zt_state zt_reader_state(zt_reader *self) {
  if (self->evicted) return ZT_EVICTED;
  if (self->corrupt) return ZT_FAILED;
  uint8_t *control = self->current->control;
  zt_state state = ZT_LIVE;
  switch (load_half(control, ZT_CONTROL_AT_WRITER_STATE)) {
    case ZT_STATE_LIVE:
      /* Once more after the connection ended: an orderly end was written before. */
      if (notices_loss(self) && load_half(control, ZT_CONTROL_AT_WRITER_STATE) == ZT_STATE_LIVE) state = ZT_WRITER_LOST;
      break;
    case ZT_STATE_ENDED:
      state = ZT_ENDED;
      break;
    case ZT_STATE_FAILED:
      state = ZT_FAILED;
      break;
    default:
      if (self->cut_off && !self->current->next) state = ZT_WRITER_LOST;
  }
  return is_drained(self->current) ? state : ZT_LIVE;
}

int64_t zt_reader_counter(zt_reader *self, int field) { return load_plain(my_cell(self->current), field); }

void zt_reader_close(zt_reader *self) {
  if (!self) return;
  for (epoch *here = self->current, *next; here; here = next) {
    next = here->next;
    store_seq(my_cell(here), ZT_CELL_AT_CONSUMED_CURSOR, ZT_MAX_GENERATION);
    ring_writer(here);
    release_epoch(here);
  }
  release_reader(self);
}

/* ---- joining ---- */

/* Reads one byte at a time: bytes after the newline are doorbells. NONE when the connection ends. */
static int read_line(int fd, char *line, zt_error *error) {
  int64_t deadline = now_ns() + 5 * SECOND;
  for (size_t length = 0; length < LINE_LENGTH;) {
    struct pollfd socket = {.fd = fd, .events = POLLIN};
    int64_t left = deadline - now_ns();
    if (left <= 0) return fail(error, "the writer did not answer within 5 s");
    if (poll(&socket, 1, (int)(left / MS) + 1) <= 0) continue;
    ssize_t got = recv(fd, line + length, 1, 0);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) return NONE;
    if (got < 0) continue;
    if (line[length] == '\n') {
      line[length] = 0;
      return 0;
    }
    length++;
  }
  return fail(error, "the writer answered with more than %d bytes", LINE_LENGTH);
}

/* NONE when nobody listens there (any more), or the writer says to come again. */
static int dial(zt_reader *self, const struct sockaddr_un *address, int64_t *number, zt_error *error) {
  char line[LINE_LENGTH + 1];
  /* Without waiting, so that a writer whose queue is full cannot hold us longer than we mean to wait. */
  self->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->fd < 0) return fail(error, "no socket: %s", strerror(errno));
  if (connect(self->fd, (const struct sockaddr *)address, sizeof *address) != 0) return NONE;
  if (!is_same_user(self->fd)) return fail(error, "'%s' is served by another user", address->sun_path);
  int length = snprintf(line, sizeof line, "ZOETROPE 1 READER name=%s policy=%s pid=%ld\n", self->name,
                        self->policy == ZT_EVERY ? "every" : self->policy == ZT_LATEST ? "latest" : "leaky", (long)getpid());
  if (send(self->fd, line, (size_t)length, MSG_NOSIGNAL) != length) return NONE;
  int done = read_line(self->fd, line, error);
  if (done != 0) return done;
  if (strncmp(line, "ERROR busy ", 11) == 0 || strncmp(line, "ERROR timeout ", 14) == 0) return NONE;
  if (strncmp(line, "ERROR ", 6) == 0) return fail(error, "stream '%s': %s", self->stream, line + 6);
  char control[FILE_PATH], frames[FILE_PATH], wanted[2][FILE_PATH];
  if (sscanf(line, "OK epoch=%" SCNd64 " cell=%d control=%199s frames=%199s", number, &self->cell, control, frames) != 4)
    return fail(error, "the writer answered '%s', which cannot be read", line);
  snprintf(wanted[0], sizeof wanted[0], "%s.%" PRId64 ".control", self->stream, *number);
  snprintf(wanted[1], sizeof wanted[1], "%s.%" PRId64 ".frames", self->stream, *number);
  if (strcmp(control, wanted[0]) || strcmp(frames, wanted[1]) || self->cell < 0 || self->cell >= ZT_MAX_READERS)
    return fail(error, "the writer answered '%s', which is not valid", line);
  return 0;
}

static int join(zt_reader *self, const struct sockaddr_un *address, zt_error *error) {
  int64_t number = 0;
  atomic_store(&self->lost, false);
  int done = dial(self, address, &number, error);
  if (done == 0) {
    done = check_directory(self->directory, error);
    if (done == 0) done = open_epoch(self, number, &self->current, error);
    /* A writer keeps the connection until we say that we have mapped its files. So if it is there now, the files were
       those of this writer and not of a successor. */
    if (is_lost(self)) done = NONE;
    if (done == 0) {
      store_plain(my_cell(self->current), ZT_CELL_AT_PRESENCE, ZT_PRESENCE_MAPPED);
      return 0;
    }
    if (done == NONE) fail(error, "the writer of stream '%s' went away", self->stream);
  }
  if (self->current) release_epoch(self->current);
  self->current = NULL;
  if (self->fd >= 0) close(self->fd);
  return done;
}

zt_reader *zt_reader_open(const zt_reader_options *options, zt_error *error) {
  zt_reader *self = calloc(1, sizeof *self);
  struct sockaddr_un address;
  if (!self) {
    fail(error, "out of memory");
    return NULL;
  }
  atomic_init(&self->references, 1);
  self->policy = options->policy ? options->policy : ZT_EVERY;
  self->spin = options->spin;
  int done = check_name("stream", options->stream, error);
  if (done == 0) done = check_name("reader", options->name, error);
  if (done == 0 && (self->policy < ZT_EVERY || self->policy > ZT_LEAKY)) done = fail(error, "policy is %d, allowed: 1 to 3", self->policy);
  if (done == 0) done = find_directory(self->directory, options->runtime_dir, options->pipeline, error);
  if (done == 0) done = socket_address(&address, self->directory, options->stream, error);
  if (done == 0) {
    snprintf(self->name, sizeof self->name, "%s", options->name);
    snprintf(self->stream, sizeof self->stream, "%s", options->stream);
    int timeout_ms = options->connect_timeout_ms ? options->connect_timeout_ms : 20000;
    int64_t deadline = now_ns() + timeout_ms * MS;
    if (error) error->text[0] = 0;
    while ((done = join(self, &address, error)) == NONE && now_ns() < deadline) nap(10 * MS);
    if (done == NONE)
      fail(error, "stream '%s' of pipeline '%s' has no writer that takes this reader in (waited %d ms at '%s'); start its capture, or check the names",
           self->stream, options->pipeline, timeout_ms, address.sun_path);
  }
  if (done == 0) return self;
  free(self);
  return NULL;
}

/* ==== the writer ==== */

#define MAX_RETIRED 4
#define MAX_PENDING 64
#define NOBODY ZT_MAX_READERS
#define HANDSHAKE_NS (2 * SECOND)
#define PERIOD_NS (50 * MS)

/* A reader that joined; fd is -1 where there is none. */
typedef struct {
  int fd;
  char name[ZT_NAME_LENGTH];
  int policy;
  int64_t rung_for;
  bool evicted;
  bool leaving; /* said in an epoch that it wants nothing more */
} member;

/* A connection that has not said yet what it wants. */
typedef struct {
  int fd;
  int64_t deadline;
  size_t length;
  char line[LINE_LENGTH];
} caller;

/* Who has been in the way without progress while no slot could be had. */
typedef struct {
  bool watched;
  int64_t progress, stalled, seen;
} stall;

struct zt_writer {
  pthread_mutex_t lock; /* guards all that follows, but for what the server's thread alone uses */
  pthread_cond_t changed;
  char directory[SOCKET_PATH];
  char stream[ZT_NAME_LENGTH];
  zt_writer_options options;
  epoch *current, *retired; /* retired: newest first */
  member members[ZT_MAX_READERS];
  stall stalls[ZT_MAX_READERS + 1];
  char (*joined)[ZT_NAME_LENGTH]; /* every name that ever joined */
  size_t joined_count;
  bool cancelled, stopping;
  int sleepers, open_claims;
  int64_t wait_sequence;
  int64_t start; /* wall clock, the same in all epochs */
  int lock_fd;
  /* The server's. */
  pthread_t server;
  int listener;
  int wake[2];
  caller callers[MAX_PENDING];
};

/* ---- slots ---- */

static uint8_t *cell_of(epoch *self, int reader) { return self->control + cell_offset(reader); }

static bool has_finished(epoch *self, int reader) {
  return load_acquire(cell_of(self, reader), ZT_CELL_AT_CONSUMED_CURSOR) == ZT_MAX_GENERATION;
}

/* Whether a reader takes part in an epoch and may still want frames of it. */
static bool is_active(zt_writer *self, epoch *there, int reader) {
  return (there->members >> reader & 1) && !self->members[reader].evicted && !has_finished(there, reader);
}

static bool is_awaited(zt_writer *self, int reader) {
  const member *m = &self->members[reader];
  return (self->current->members >> reader & 1) && m->policy == ZT_EVERY && !m->evicted && !m->leaving;
}

static bool is_older(int64_t word, int64_t other) {
  if (state_of(word) != state_of(other)) return state_of(word) == ZT_SLOT_FREE;
  return generation_of(word) < generation_of(other);
}

static int claim_slot(zt_writer *self) {
  epoch *here = self->current;
  for (;;) {
    /* SYNC consume-2 (pairs with consume-1): the cursors are read before the words, so a reader that counts as done with
       a frame either shows its pin or has released it. */
    int64_t done = INT64_MAX;
    for (int reader = 0; reader < ZT_MAX_READERS; reader++)
      if (is_awaited(self, reader)) done = least(done, load_acquire(cell_of(here, reader), ZT_CELL_AT_CONSUMED_CURSOR));
    int best = NONE;
    int64_t best_word = 0;
    for (int slot = 0; slot < here->slots; slot++) {
      int64_t word = load_seq(here->control, word_offset(slot));
      if (here->claimed >> slot & 1) continue; /* whatever its word says */
      bool claimable = state_of(word) == ZT_SLOT_FREE || (state_of(word) == ZT_SLOT_READY && !pins_of(word) && generation_of(word) <= done);
      if (claimable && (best == NONE || is_older(word, best_word))) {
        best = slot;
        best_word = word;
      }
    }
    if (best == NONE) return NONE;
    /* SYNC claim-1 (pairs with pin-1 and release-1): full; fails when a reader pinned the slot since we looked. */
    if (compare_and_set(here->control, word_offset(best), best_word, slot_word(ZT_SLOT_WRITING, generation_of(best_word)))) {
      here->claimed |= UINT64_C(1) << best;
      return best;
    }
  }
}

static bool pins_any(epoch *self, int reader) {
  for (int slot = 0; slot < self->slots; slot++)
    if (load_seq(self->control, word_offset(slot)) & pin_bit(reader)) return true;
  return false;
}

static void clear_pins(epoch *self, int reader) {
  for (int slot = 0; slot < self->slots; slot++)
    for (int64_t word = load_seq(self->control, word_offset(slot)); word & pin_bit(reader); word = load_seq(self->control, word_offset(slot)))
      if (compare_and_set(self->control, word_offset(slot), word, word & ~pin_bit(reader))) break;
}

/* ---- epochs of the writer ---- */

static void epoch_path(char *path, zt_writer *self, int64_t number, const char *kind, bool unfinished) {
  snprintf(path, FILE_PATH, "%s/%s%s.%" PRId64 ".%s%s", self->directory, unfinished ? "." : "", self->stream, number, kind,
           unfinished ? ".new" : "");
}

/* A file under a name that nobody looks for, with its space really there: a full disk is an error now, not a fault later. */
static int make_file(const char *path, int64_t length, uint8_t **memory, zt_error *error) {
  unlink(path);
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return fail(error, "'%s': %s", path, strerror(errno));
  int reason = posix_fallocate(fd, 0, length);
  void *mapped = reason ? MAP_FAILED : mmap(NULL, (size_t)length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped == MAP_FAILED) {
    unlink(path);
    return fail(error, "no room for '%s': %" PRId64 " bytes needed (%s); free some, or use fewer slots", path, length,
                strerror(reason ? reason : errno));
  }
  *memory = mapped;
  return 0;
}

static void delete_files(zt_writer *self, int64_t number) {
  char path[FILE_PATH];
  epoch_path(path, self, number, "control", false);
  unlink(path);
  epoch_path(path, self, number, "frames", false);
  unlink(path);
}

static void prepare_cell(uint8_t *cell, const char *name, int policy, int64_t pid, int64_t cursor) {
  memset(cell, 0, ZT_CELL_LENGTH);
  store_half(cell, ZT_CELL_AT_GRANT_STATE, ZT_GRANT_EMPTY);
  store_half(cell, ZT_CELL_AT_POLICY, policy);
  store_plain(cell, ZT_CELL_AT_JOIN_CURSOR, cursor);
  store_plain(cell, ZT_CELL_AT_PID, pid);
  memcpy(cell + ZT_CELL_AT_NAME, name, strlen(name));
  store_plain(cell, ZT_CELL_AT_CONSUMED_CURSOR, cursor);
}

/* Counters go on, and with them every reader that takes part. */
static void carry_over(zt_writer *self, epoch *old, epoch *next) {
  for (int counter = ZT_CONTROL_AT_DROPPED; counter <= ZT_CONTROL_AT_EVICTIONS; counter += 8)
    store_plain(next->control, counter, load_plain(old->control, counter));
  store_plain(next->control, ZT_CONTROL_AT_PUBLISHED_BEFORE, load_plain(old->control, ZT_CONTROL_AT_PUBLISHED_BEFORE) + old->cursor);
  for (int reader = 0; reader < ZT_MAX_READERS; reader++) {
    if (!is_active(self, old, reader) || self->members[reader].leaving) continue;
    uint8_t *from = cell_of(old, reader), *to = cell_of(next, reader);
    prepare_cell(to, self->members[reader].name, self->members[reader].policy, load_plain(from, ZT_CELL_AT_PID), 0);
    int64_t here = old->cursor - load_plain(from, ZT_CELL_AT_JOIN_CURSOR);
    store_plain(to, ZT_CELL_AT_PUBLISHED_BEFORE, load_plain(from, ZT_CELL_AT_PUBLISHED_BEFORE) + here);
    store_plain(to, ZT_CELL_AT_CAUSED_DROPS, load_plain(from, ZT_CELL_AT_CAUSED_DROPS));
    store_half(to, ZT_CELL_AT_GRANT_STATE, ZT_GRANT_ACTIVE);
    next->members |= 1u << reader;
  }
}

static void fill_control(zt_writer *self, epoch *next) {
  uint8_t *control = next->control;
  store_half(control, ZT_CONTROL_AT_LAYOUT_VERSION, ZT_LAYOUT_VERSION);
  store_half(control, ZT_CONTROL_AT_CONTROL_LENGTH, ZT_CONTROL_LENGTH);
  store_plain(control, ZT_CONTROL_AT_EPOCH, next->number);
  store_plain(control, ZT_CONTROL_AT_FRAMES_LENGTH, next->frames_length);
  store_half(control, ZT_CONTROL_AT_SLOT_COUNT, next->slots);
  store_half(control, ZT_CONTROL_AT_STREAM_KIND, next->kind);
  store_plain(control, ZT_CONTROL_AT_SLOT_LENGTH, next->slot_length);
  store_plain(control, ZT_CONTROL_AT_PAYLOAD_CAPACITY, next->capacity);
  store_plain(control, ZT_CONTROL_AT_WRITER_PID, getpid());
  store_plain(control, ZT_CONTROL_AT_WRITER_START, self->start);
  store_plain(control, ZT_CONTROL_AT_DURATION, self->options.duration_ns);
  store_half(control, ZT_CONTROL_AT_FRAME_RATE_NUMERATOR, self->options.frame_rate_num);
  store_half(control, ZT_CONTROL_AT_FRAME_RATE_DENOMINATOR, self->options.frame_rate_den);
  store_half(control, ZT_CONTROL_AT_STREAM_FLAGS, self->options.live ? ZT_LIVE_SOURCE : 0);
  store_half(control, ZT_CONTROL_AT_WRITER_STATE, ZT_STATE_LIVE);
  store_plain(control, ZT_CONTROL_AT_HEARTBEAT, now_ns());
  for (int slot = 0; slot < next->slots; slot++) store_plain(control, word_offset(slot), slot_word(ZT_SLOT_FREE, 0));
  for (int reader = 0; reader < ZT_MAX_READERS; reader++) store_half(cell_of(next, reader), ZT_CELL_AT_GRANT_STATE, ZT_GRANT_EMPTY);
  /* SYNC create-1 (pairs with attach-1): the magic says that all of the above is there. */
  store_release(control, ZT_CONTROL_AT_MAGIC, ZT_MAGIC);
}

/* Makes the files of an epoch; each appears complete, the control file last. */
static epoch *create_epoch(zt_writer *self, int64_t number, int64_t capacity, epoch *old, zt_error *error) {
  char frames[2][FILE_PATH], control[2][FILE_PATH];
  epoch *next = calloc(1, sizeof *next);
  if (!next) {
    fail(error, "out of memory");
    return NULL;
  }
  atomic_init(&next->references, 1);
  next->number = number;
  next->slots = self->options.slots;
  next->kind = self->options.kind;
  next->capacity = capacity;
  next->slot_length = slot_length(capacity);
  next->frames_length = next->slots * next->slot_length;
  for (int unfinished = 0; unfinished < 2; unfinished++) {
    epoch_path(frames[unfinished], self, number, "frames", unfinished);
    epoch_path(control[unfinished], self, number, "control", unfinished);
  }
  if (make_file(frames[1], next->frames_length, &next->frames, error) == 0 &&
      make_file(control[1], ZT_CONTROL_LENGTH, &next->control, error) == 0) {
    fill_control(self, next);
    if (old) carry_over(self, old, next);
    if (rename(frames[1], frames[0]) == 0 && rename(control[1], control[0]) == 0) return next;
    fail(error, "'%s': %s", control[0], strerror(errno));
  }
  unlink(frames[0]);
  unlink(frames[1]);
  unlink(control[1]);
  release_epoch(next);
  return NULL;
}

static bool is_behind(zt_writer *self, epoch *old, int reader) {
  return is_active(self, old, reader) && !self->members[reader].leaving &&
         load_acquire(cell_of(old, reader), ZT_CELL_AT_PRESENCE) != ZT_PRESENCE_LEFT;
}

/* Frees superseded epochs that every reader has left. Returns how many stay. */
static int reap(zt_writer *self) {
  int kept = 0;
  for (int reader = 0; reader < ZT_MAX_READERS; reader++)
    for (epoch *old = self->retired; old; old = old->next)
      if ((old->members >> reader & 1) && has_finished(old, reader)) self->members[reader].leaving = true;
  for (epoch **link = &self->retired; *link;) {
    epoch *old = *link;
    bool used = false;
    for (int reader = 0; reader < ZT_MAX_READERS; reader++) used |= is_behind(self, old, reader);
    if (used) {
      kept++;
      link = &old->next;
    } else {
      *link = old->next;
      delete_files(self, old->number);
      release_epoch(old);
    }
  }
  return kept;
}

/* Wakes every reader that sleeps; after a store of the cursor or of the writer's state. */
static void ring_sleepers(zt_writer *self) {
  for (int reader = 0; reader < ZT_MAX_READERS; reader++) {
    if (self->members[reader].fd < 0) continue;
    epoch *there = self->current;
    for (epoch *old = self->retired; old; old = old->next)
      if (is_behind(self, old, reader)) there = old; /* the oldest comes last */
    /* SYNC bell-1 (pairs with sleep-1 and sleep-2): after the seq-cst store. */
    int64_t sleep = load_seq(cell_of(there, reader), ZT_CELL_AT_SLEEP_SEQUENCE);
    if ((sleep & 1) && sleep != self->members[reader].rung_for) {
      self->members[reader].rung_for = sleep;
      send(self->members[reader].fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
  }
}

/* Moves to a new epoch. NONE when readers first have to follow out of older ones. */
static int roll(zt_writer *self, int64_t capacity, zt_error *error) {
  if (reap(self) >= MAX_RETIRED) return NONE;
  epoch *old = self->current;
  epoch *next = create_epoch(self, old->number + 1, capacity > old->capacity ? capacity : old->capacity, old, error);
  if (!next) return BAD; /* the old one goes on as it was; smaller frames still fit */
  self->current = next;
  old->next = self->retired;
  self->retired = old;
  store_plain(old->control, ZT_CONTROL_AT_NEXT_EPOCH, next->number);
  /* SYNC roll-1 (pairs with follow-1): the next epoch is complete before the old one names it. */
  store_half(old->control, ZT_CONTROL_AT_WRITER_STATE, ZT_STATE_SUPERSEDED);
  ring_sleepers(self);
  reap(self);
  return 0;
}

/* ---- stalls ---- */

static bool is_blocking(zt_writer *self, int reader) {
  if (is_awaited(self, reader) && load_acquire(cell_of(self->current, reader), ZT_CELL_AT_CONSUMED_CURSOR) < self->current->cursor)
    return true;
  if (pins_any(self->current, reader)) return true;
  for (epoch *old = self->retired; old; old = old->next)
    if (is_behind(self, old, reader)) return true;
  return false;
}

static int64_t progress_in(epoch *self, int reader) {
  uint8_t *cell = cell_of(self, reader);
  return load_plain(cell, ZT_CELL_AT_CONSUMED_CURSOR) + load_plain(cell, ZT_CELL_AT_RELEASED) + load_plain(cell, ZT_CELL_AT_PRESENCE);
}

/* Time counts in small steps only, so that a pause of this process or of the machine is not held against a reader. */
static bool is_stalled(zt_writer *self, int reader, int64_t progress) {
  stall *s = &self->stalls[reader];
  int64_t now = now_ns();
  if (!s->watched || s->progress != progress)
    *s = (stall){.watched = true, .progress = progress};
  else
    s->stalled += least(250 * MS, now - s->seen);
  s->seen = now;
  return s->stalled >= self->options.stall_timeout_ms * MS;
}

static void evict(zt_writer *self, int reader) {
  self->members[reader].evicted = true;
  /* SYNC evict-1 (pairs with evict-2): before the claim that takes a frame from that reader. */
  if (self->current->members >> reader & 1) store_half(cell_of(self->current, reader), ZT_CELL_AT_GRANT_STATE, ZT_GRANT_EVICTED);
  for (epoch *old = self->retired; old; old = old->next)
    if (old->members >> reader & 1) store_half(cell_of(old, reader), ZT_CELL_AT_GRANT_STATE, ZT_GRANT_EVICTED);
  count(self->current->control, ZT_CONTROL_AT_EVICTIONS, 1);
  send(self->members[reader].fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Returns whether a reader that is waited for is in the way. */
static bool evict_stalled(zt_writer *self) {
  bool in_the_way = false;
  for (int reader = 0; reader < ZT_MAX_READERS; reader++) {
    if (self->members[reader].fd < 0 || self->members[reader].evicted || !is_blocking(self, reader)) {
      self->stalls[reader].watched = false;
      continue;
    }
    int64_t progress = progress_in(self->current, reader);
    for (epoch *old = self->retired; old; old = old->next) progress += progress_in(old, reader);
    if (is_stalled(self, reader, progress))
      evict(self, reader);
    else
      in_the_way = true;
  }
  return in_the_way;
}

/* ---- claims ---- */

static int try_claim(zt_writer *self, int64_t length, zt_error *error) {
  epoch *here = self->current;
  if (length > here->capacity || here->cursor + 1 + self->open_claims >= ZT_MAX_GENERATION) {
    if (self->open_claims > 0) return fail(error, "a frame of %" PRId64 " bytes needs a new epoch: close open claims first", length);
    int done = roll(self, length, error);
    if (done != 0) return done;
  }
  return claim_slot(self);
}

/* Evicts who stalled; when the slots in the way are theirs, goes on in a new epoch. */
static int make_way(zt_writer *self, int64_t length, zt_error *error) {
  bool in_the_way = evict_stalled(self);
  int slot = try_claim(self, length, error);
  if (slot != NONE || in_the_way) {
    self->stalls[NOBODY].watched = false;
    return slot;
  }
  /* Left are pins of the evicted, our own open claims, and words that no one should have written. */
  bool stuck = is_stalled(self, NOBODY, self->open_claims);
  if (self->open_claims > 0) {
    if (stuck && !self->options.live) return fail(error, "%d open claims keep the slots: publish or abort one", self->open_claims);
    return NONE;
  }
  for (int reader = 0; reader < ZT_MAX_READERS; reader++)
    stuck |= self->members[reader].fd >= 0 && self->members[reader].evicted && (self->current->members >> reader & 1);
  int done = stuck ? roll(self, length, error) : NONE;
  return done == 0 ? claim_slot(self) : done;
}

static void wait_changed(zt_writer *self, int64_t ns) {
  int64_t until = now_ns() + ns;
  pthread_cond_timedwait(&self->changed, &self->lock, &(struct timespec){until / SECOND, until % SECOND});
}

static int await_slot(zt_writer *self, int64_t length, zt_error *error) {
  int64_t start = now_ns();
  int slot = NONE;
  while (slot == NONE && !self->cancelled) {
    self->wait_sequence = (self->wait_sequence | 1) + 2;
    self->sleepers++;
    /* SYNC wait-1 (pairs with release-2): the slot words are looked at next. */
    store_seq(self->current->control, ZT_CONTROL_AT_WRITER_WAIT_SEQUENCE, self->wait_sequence);
    slot = try_claim(self, length, error);
    if (slot == NONE) {
      wait_changed(self, PERIOD_NS);
      if (!self->cancelled) slot = try_claim(self, length, error);
    }
    if (--self->sleepers == 0) store_seq(self->current->control, ZT_CONTROL_AT_WRITER_WAIT_SEQUENCE, self->wait_sequence + 1);
    if (slot == NONE && !self->cancelled) slot = make_way(self, length, error);
  }
  count(self->current->control, ZT_CONTROL_AT_WAITS, 1);
  count(self->current->control, ZT_CONTROL_AT_WAITED, now_ns() - start);
  return slot;
}

/* Counts a frame never published, and blames the reader that is furthest behind among those in the way. */
static void count_drop(zt_writer *self) {
  int culprit = NONE;
  int64_t behind = INT64_MAX;
  count(self->current->control, ZT_CONTROL_AT_DROPPED, 1);
  for (int reader = 0; reader < ZT_MAX_READERS; reader++) {
    int64_t consumed = load_acquire(cell_of(self->current, reader), ZT_CELL_AT_CONSUMED_CURSOR);
    if (is_blocking(self, reader) && consumed < behind) {
      behind = consumed;
      culprit = reader;
    }
  }
  if (culprit >= 0) count(cell_of(self->current, culprit), ZT_CELL_AT_CAUSED_DROPS, 1);
}

int zt_writer_claim(zt_writer *self, int64_t length, zt_claim *claim, zt_error *error) {
  if (length < 0 || length > ZT_MAX_PAYLOAD) {
    fail(error, "frame of %" PRId64 " bytes, allowed: 0 to %d", length, ZT_MAX_PAYLOAD);
    return -1;
  }
  pthread_mutex_lock(&self->lock);
  int slot = self->cancelled ? NONE : try_claim(self, length, error);
  if (slot == NONE && !self->cancelled) {
    slot = self->options.live ? make_way(self, length, error) : await_slot(self, length, error);
    if (slot == NONE && self->options.live) count_drop(self);
  }
  if (slot >= 0) {
    for (int i = 0; i <= NOBODY; i++) self->stalls[i].watched = false;
    self->open_claims++;
    epoch *here = self->current;
    atomic_fetch_add(&here->references, 1);
    *claim = (zt_claim){.writer = self, .owner = here, .slot = slot};
    claim->payload = here->frames + slot * here->slot_length + ZT_PAYLOAD_OFFSET;
    /* Lines that readers looked at last, and that publish writes to: they come here before the frame is due. */
    for (int at = 0; at < ZT_FRAME_LENGTH; at += 64) __builtin_prefetch(here->frames + slot * here->slot_length + at, 1);
    __builtin_prefetch(here->control + ring_offset(here->cursor + 1), 1);
    claim->header.pts = ZT_NO_PTS;
    claim->header.time_base_num = claim->header.time_base_den = claim->header.sar_den = 1;
    claim->header.color_primaries = claim->header.color_transfer = claim->header.color_matrix = ZT_UNSPECIFIED_COLOR;
  }
  pthread_mutex_unlock(&self->lock);
  return slot >= 0 ? 1 : slot == NONE ? 0 : -1;
}

int64_t zt_claim_publish(zt_claim *claim) {
  if (claim->slot < 0) return 0;
  zt_writer *self = claim->writer;
  epoch *here = claim->owner; /* the current one: no epoch follows while a claim is open */
  pthread_mutex_lock(&self->lock);
  int64_t sequence = ++here->cursor;
  claim->header.generation = sequence;
  claim->header.epoch = here->number;
  memcpy(here->frames + claim->slot * here->slot_length, &claim->header, sizeof claim->header);
  /* SYNC publish-1 (pairs with pin-1): whoever pins this word sees payload and header. */
  store_release(here->control, word_offset(claim->slot), slot_word(ZT_SLOT_READY, sequence));
  /* SYNC publish-2 (pairs with look-2): whoever finds the entry finds the word READY. */
  store_release(here->control, ring_offset(sequence), (int64_t)((uint64_t)sequence << 8 | (uint64_t)claim->slot));
  /* SYNC publish-3 (pairs with look-1 and sleep-2): the sleep flags are looked at next. */
  store_seq(here->control, ZT_CONTROL_AT_PUBLISHED_CURSOR, sequence);
  here->claimed &= ~(UINT64_C(1) << claim->slot);
  self->open_claims--;
  ring_sleepers(self);
  pthread_mutex_unlock(&self->lock);
  release_epoch(here);
  claim->slot = NONE;
  return sequence;
}

void zt_claim_abort(zt_claim *claim) {
  if (claim->slot < 0) return;
  zt_writer *self = claim->writer;
  epoch *here = claim->owner;
  pthread_mutex_lock(&self->lock);
  int64_t word = load_plain(here->control, word_offset(claim->slot));
  store_release(here->control, word_offset(claim->slot), slot_word(ZT_SLOT_FREE, generation_of(word)));
  count(here->control, ZT_CONTROL_AT_ABORTED, 1);
  here->claimed &= ~(UINT64_C(1) << claim->slot);
  self->open_claims--;
  pthread_cond_broadcast(&self->changed);
  pthread_mutex_unlock(&self->lock);
  release_epoch(here);
  claim->slot = NONE;
}

/* ---- the control socket ---- */

static void answer(int fd, const char *line) { send(fd, line, strlen(line), MSG_DONTWAIT | MSG_NOSIGNAL); }

static void refuse(caller *self, const char *reason) {
  char line[LINE_LENGTH];
  snprintf(line, sizeof line, "ERROR %.500s\n", reason);
  answer(self->fd, line);
  close(self->fd);
  self->fd = -1;
}

/* A key=value word of a line; "" when it is missing. */
static const char *value_of(const char *line, const char *key, char *value) {
  size_t length = strlen(key);
  value[0] = 0;
  for (const char *word = strchr(line, ' '); word; word = strchr(word + 1, ' '))
    if (strncmp(word + 1, key, length) == 0 && word[1 + length] == '=') snprintf(value, 64, "%.*s", (int)strcspn(word + 2 + length, " "), word + 2 + length);
  return value;
}

static int policy_of(const char *text) {
  if (!*text || strcmp(text, "every") == 0) return ZT_EVERY;
  return strcmp(text, "latest") == 0 ? ZT_LATEST : strcmp(text, "leaky") == 0 ? ZT_LEAKY : NONE;
}

static void admit(zt_writer *self, caller *from, const char *name, int policy, int64_t pid) {
  char line[LINE_LENGTH];
  int reader = 0;
  pthread_mutex_lock(&self->lock);
  while (reader < ZT_MAX_READERS && self->members[reader].fd >= 0) reader++;
  if (reader < ZT_MAX_READERS) {
    epoch *here = self->current;
    member *m = &self->members[reader];
    *m = (member){.fd = from->fd, .policy = policy};
    snprintf(m->name, sizeof m->name, "%s", name);
    prepare_cell(cell_of(here, reader), name, policy, pid, here->cursor);
    here->members |= 1u << reader;
    store_half(cell_of(here, reader), ZT_CELL_AT_GRANT_STATE, ZT_GRANT_ACTIVE);
    self->stalls[reader].watched = false;
    void *more = realloc(self->joined, (self->joined_count + 1) * sizeof *self->joined);
    if (more) {
      self->joined = more;
      snprintf(self->joined[self->joined_count++], ZT_NAME_LENGTH, "%s", name);
    }
    snprintf(line, sizeof line, "OK epoch=%" PRId64 " cell=%d control=%s.%" PRId64 ".control frames=%s.%" PRId64 ".frames\n", here->number,
             reader, self->stream, here->number, self->stream, here->number);
    from->fd = -1;
    answer(m->fd, line);
    pthread_cond_broadcast(&self->changed);
  }
  pthread_mutex_unlock(&self->lock);
  if (reader == ZT_MAX_READERS) {
    snprintf(line, sizeof line, "full stream '%s' has %d readers, the most", self->stream, ZT_MAX_READERS);
    refuse(from, line);
  }
}

/* Whether a line is "ZOETROPE 1 READER ..." is decided word by word, so that the answer names what is wrong. */
static void greet(zt_writer *self, caller *from, char *line) {
  char value[64], name[64], *end;
  if (strncmp(line, "ZOETROPE ", 9) != 0) {
    refuse(from, "greeting expected 'ZOETROPE 1 READER name=... policy=...'");
  } else if (strcspn(line + 9, " ") != 1 || line[9] != '1') {
    refuse(from, "version this protocol is not spoken here, allowed: 1");
  } else if (strncmp(line + 10, " READER", 7) != 0 || (line[17] && line[17] != ' ')) {
    refuse(from, "role expected READER");
  } else if (!is_name(value_of(line, "name", name))) {
    refuse(from, "argument name is not allowed: use 1 to 48 letters, digits, '_' and '-', a letter or digit first");
  } else if (policy_of(value_of(line, "policy", value)) < 0) {
    refuse(from, "argument policy is unknown, allowed: every, latest, leaky");
  } else {
    int policy = policy_of(value);
    long long pid = strtoll(value_of(line, "pid", value), &end, 10);
    if (*end)
      refuse(from, "argument pid is not a number");
    else
      admit(self, from, name, policy, pid);
  }
}

static void hear(zt_writer *self, caller *from) {
  ssize_t got = recv(from->fd, from->line + from->length, sizeof from->line - from->length, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    close(from->fd);
    from->fd = -1;
    return;
  }
  from->length += (size_t)got;
  char *newline = memchr(from->line, '\n', from->length);
  if (newline) {
    *newline = 0;
    greet(self, from, from->line);
  } else if (from->length == sizeof from->line) {
    refuse(from, "line the first line has more than 512 bytes");
  }
}

/* The connection of a reader ended: nothing is left of it. */
static void leave(zt_writer *self, int reader) {
  close(self->members[reader].fd);
  self->members[reader].fd = -1;
  for (epoch *there = self->retired; there; there = there->next) {
    clear_pins(there, reader);
    there->members &= ~(1u << reader);
    store_half(cell_of(there, reader), ZT_CELL_AT_GRANT_STATE, ZT_GRANT_EMPTY);
  }
  clear_pins(self->current, reader);
  self->current->members &= ~(1u << reader);
  store_half(cell_of(self->current, reader), ZT_CELL_AT_GRANT_STATE, ZT_GRANT_EMPTY);
}

static void hear_bells(zt_writer *self, int reader) {
  char bells[256];
  ssize_t got = recv(self->members[reader].fd, bells, sizeof bells, MSG_DONTWAIT);
  pthread_mutex_lock(&self->lock);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) leave(self, reader);
  pthread_cond_broadcast(&self->changed);
  pthread_mutex_unlock(&self->lock);
}

static void welcome(zt_writer *self) {
  int fd = accept4(self->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) {
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) nap(10 * MS); /* else the same connection again at once */
    return;
  }
  int free_place = 0;
  while (free_place < MAX_PENDING && self->callers[free_place].fd >= 0) free_place++;
  caller busy = {.fd = fd};
  caller *place = free_place < MAX_PENDING ? &self->callers[free_place] : &busy;
  place->fd = fd;
  place->deadline = now_ns() + HANDSHAKE_NS;
  place->length = 0;
  if (!is_same_user(fd))
    refuse(place, "user this stream belongs to another user");
  else if (place == &busy)
    refuse(place, "busy too many connections without a handshake");
}

static void serve_once(zt_writer *self) {
  struct pollfd all[2 + MAX_PENDING + ZT_MAX_READERS] = {{.fd = self->wake[0], .events = POLLIN}, {.fd = self->listener, .events = POLLIN}};
  struct pollfd *callers = all + 2, *members = callers + MAX_PENDING;
  for (int i = 0; i < MAX_PENDING; i++) callers[i] = (struct pollfd){.fd = self->callers[i].fd, .events = POLLIN};
  for (int i = 0; i < ZT_MAX_READERS; i++) members[i] = (struct pollfd){.fd = self->members[i].fd, .events = POLLIN};
  if (poll(all, sizeof all / sizeof *all, 100) < 0) return;
  for (int i = 0; i < ZT_MAX_READERS; i++)
    if (members[i].revents) hear_bells(self, i);
  for (int i = 0; i < MAX_PENDING; i++) {
    if (callers[i].revents) hear(self, &self->callers[i]);
    if (self->callers[i].fd >= 0 && now_ns() > self->callers[i].deadline) refuse(&self->callers[i], "timeout no complete line within 2 s");
  }
  if (all[1].revents) welcome(self);
}

static void *serve(void *argument) {
  zt_writer *self = argument;
  bool stopping = false;
  while (!stopping) {
    serve_once(self);
    pthread_mutex_lock(&self->lock);
    reap(self);
    store_plain(self->current->control, ZT_CONTROL_AT_HEARTBEAT, now_ns());
    stopping = self->stopping;
    pthread_mutex_unlock(&self->lock);
  }
  for (int i = 0; i < MAX_PENDING; i++)
    if (self->callers[i].fd >= 0) close(self->callers[i].fd);
  for (int i = 0; i < ZT_MAX_READERS; i++)
    if (self->members[i].fd >= 0) close(self->members[i].fd);
  close(self->listener);
  return NULL;
}

/* ---- beginning and end ---- */

/*
 * Locks <name>.lock. The lock belongs to the open file, not to the process (F_OFD_SETLK), so that a second writer in
 * this process is turned away too; for others it is the record lock that the protocol asks for. NONE when it is taken.
 */
static int take_lock(const char *directory, const char *name, int *lock, zt_error *error) {
  char path[FILE_PATH];
  struct stat opened, named;
  snprintf(path, sizeof path, "%s/%s.lock", directory, name);
  for (int64_t deadline = now_ns() + SECOND / 2;; nap(10 * MS)) { /* a clean-up holds it for a moment */
    if (make_directory(directory, error) < 0) return BAD;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 && errno != ENOENT) return fail(error, "'%s': %s", path, strerror(errno));
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fd >= 0 && fcntl(fd, F_OFD_SETLK, &whole) == 0) {
      /* A former holder may have removed the file between our open and our lock. */
      if (fstat(fd, &opened) == 0 && stat(path, &named) == 0 && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino) {
        *lock = fd;
        return 0;
      }
    }
    if (fd >= 0) close(fd);
    if (now_ns() > deadline) return NONE;
  }
}

/* The file goes before the lock does, by its holder. Then the directories, where they are empty. */
static void free_lock(const char *directory, const char *name, int lock) {
  char path[FILE_PATH], parent[SOCKET_PATH];
  snprintf(path, sizeof path, "%s/%s.lock", directory, name);
  unlink(path);
  close(lock);
  parent_of(directory, parent);
  if (rmdir(directory) == 0) rmdir(parent);
}

/* Removes what a dead writer left behind. Returns the highest epoch found. */
static int64_t clean_up(zt_writer *self) {
  int64_t highest = 0;
  size_t length = strlen(self->stream);
  DIR *files = opendir(self->directory);
  for (struct dirent *entry; files && (entry = readdir(files));) {
    const char *name = entry->d_name;
    bool unfinished = name[0] == '.' && strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".new") == 0;
    if (unfinished) name++;
    if (strncmp(name, self->stream, length) != 0 || name[length] != '.') continue;
    const char *suffix = name + length + 1;
    char *end;
    long long number = strtoll(suffix, &end, 10);
    bool of_epoch = number > 0 && *suffix >= '1' && *suffix <= '9' && (strcmp(end, ".control") == 0 || strcmp(end, ".frames") == 0);
    if (of_epoch && !unfinished && number > highest) highest = number;
    if (unfinished || of_epoch || strcmp(suffix, "sock") == 0 || strcmp(suffix, "streams") == 0) unlinkat(dirfd(files), entry->d_name, 0);
  }
  if (files) closedir(files);
  return highest;
}

static int start_server(zt_writer *self, zt_error *error) {
  struct sockaddr_un address;
  sigset_t all, before;
  if (socket_address(&address, self->directory, self->stream, error) < 0) return BAD;
  self->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->listener < 0 || bind(self->listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(self->listener, MAX_PENDING) != 0 ||
      pipe2(self->wake, O_CLOEXEC) != 0)
    return fail(error, "'%s': %s", address.sun_path, strerror(errno));
  sigfillset(&all); /* signals are for the program's own threads */
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int reason = pthread_create(&self->server, NULL, serve, self);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return reason == 0 ? 0 : fail(error, "no thread: %s", strerror(reason));
}

static int check_options(zt_writer_options *options, zt_error *error) {
  if (!options->slots) options->slots = 3;
  if (!options->stall_timeout_ms) options->stall_timeout_ms = 10000;
  if (options->frame_rate_den < 1) options->frame_rate_den = 1;
  if (options->duration_ns <= 0) options->duration_ns = -1;
  if (options->slots < ZT_MIN_SLOTS || options->slots > ZT_MAX_SLOTS) return fail(error, "slots is %d, allowed: 2 to 64", options->slots);
  if (options->kind != ZT_VIDEO && options->kind != ZT_AUDIO) return fail(error, "kind is %d, allowed: 1, 2", options->kind);
  if (options->payload_capacity < 1 || options->payload_capacity > ZT_MAX_PAYLOAD)
    return fail(error, "payload capacity is %" PRId64 " bytes, allowed: 1 to %d", options->payload_capacity, ZT_MAX_PAYLOAD);
  if (options->stall_timeout_ms < 0 || options->frame_rate_num < 0) return fail(error, "stall timeout and frame rate are not negative");
  return check_name("stream", options->stream, error);
}

static void remove_names(zt_writer *self) {
  char path[FILE_PATH];
  snprintf(path, sizeof path, "%s/%s.sock", self->directory, self->stream);
  unlink(path);
  free_lock(self->directory, self->stream, self->lock_fd);
}

static void free_writer(zt_writer *self) {
  for (int i = 0; i < 2; i++)
    if (self->wake[i] >= 0) close(self->wake[i]);
  pthread_cond_destroy(&self->changed);
  pthread_mutex_destroy(&self->lock);
  free(self->joined);
  free(self);
}

zt_writer *zt_writer_open(const zt_writer_options *options, zt_error *error) {
  pthread_condattr_t monotonic;
  zt_writer *self = calloc(1, sizeof *self);
  if (!self) {
    fail(error, "out of memory");
    return NULL;
  }
  pthread_mutex_init(&self->lock, NULL);
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&self->changed, &monotonic);
  pthread_condattr_destroy(&monotonic);
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  self->start = wall.tv_sec * SECOND + wall.tv_nsec;
  self->options = *options;
  self->lock_fd = self->listener = self->wake[0] = self->wake[1] = -1;
  for (int i = 0; i < ZT_MAX_READERS; i++) self->members[i].fd = -1;
  for (int i = 0; i < MAX_PENDING; i++) self->callers[i].fd = -1;
  struct sockaddr_un address;
  int done = check_options(&self->options, error);
  if (done == 0) done = find_directory(self->directory, options->runtime_dir, options->pipeline, error);
  if (done == 0) snprintf(self->stream, sizeof self->stream, "%s", options->stream);
  if (done == 0) done = socket_address(&address, self->directory, self->stream, error); /* before anything is made */
  if (done == 0) done = take_lock(self->directory, self->stream, &self->lock_fd, error);
  if (done == NONE) fail(error, "stream '%s' already has a writer; stop it or choose another pipeline", self->stream);
  if (done == 0) {
    self->current = create_epoch(self, clean_up(self) + 1, self->options.payload_capacity, NULL, error);
    done = self->current ? start_server(self, error) : BAD;
    if (done == 0) return self;
    if (self->listener >= 0) close(self->listener);
    if (self->current) {
      delete_files(self, self->current->number);
      release_epoch(self->current);
    }
    remove_names(self);
  }
  free_writer(self);
  return NULL;
}

static bool has_joined(zt_writer *self, const char *name) {
  for (size_t i = 0; i < self->joined_count; i++)
    if (strcmp(self->joined[i], name) == 0) return true;
  return false;
}

bool zt_writer_await_reader(zt_writer *self, const char *name, int timeout_ms) {
  int64_t deadline = now_ns() + timeout_ms * MS;
  pthread_mutex_lock(&self->lock);
  bool came = has_joined(self, name);
  while (!came && !self->cancelled && now_ns() < deadline) {
    wait_changed(self, deadline - now_ns());
    came = has_joined(self, name);
  }
  pthread_mutex_unlock(&self->lock);
  return came;
}

void zt_writer_cancel(zt_writer *self) {
  pthread_mutex_lock(&self->lock);
  self->cancelled = true;
  pthread_cond_broadcast(&self->changed);
  pthread_mutex_unlock(&self->lock);
}

int64_t zt_writer_dropped(zt_writer *self) {
  pthread_mutex_lock(&self->lock);
  int64_t dropped = load_plain(self->current->control, ZT_CONTROL_AT_DROPPED);
  pthread_mutex_unlock(&self->lock);
  return dropped;
}

static bool is_unmapped(zt_writer *self, epoch *there, bool every_only) {
  for (int reader = 0; reader < ZT_MAX_READERS; reader++) {
    const member *m = &self->members[reader];
    if (is_active(self, there, reader) && !m->leaving && load_acquire(cell_of(there, reader), ZT_CELL_AT_PRESENCE) == 0 &&
        (!every_only || m->policy == ZT_EVERY))
      return true;
  }
  return false;
}

/* Published frames are promised to readers that have yet to map their epoch: the files stay for them, for a while. */
static void await_mappers(zt_writer *self) {
  int64_t start = now_ns();
  for (int64_t waited = 0; waited < self->options.stall_timeout_ms * MS; waited = now_ns() - start) {
    bool awaited = is_unmapped(self, self->current, waited > SECOND);
    for (epoch *old = self->retired; old; old = old->next) awaited |= is_unmapped(self, old, waited > SECOND);
    if (!awaited) return;
    wait_changed(self, 2 * MS);
  }
}

static void finish(zt_writer *self, int state) {
  if (!self) return;
  pthread_mutex_lock(&self->lock);
  self->cancelled = true;
  store_half(self->current->control, ZT_CONTROL_AT_WRITER_STATE, state);
  ring_sleepers(self);
  await_mappers(self);
  self->stopping = true;
  pthread_cond_broadcast(&self->changed);
  pthread_mutex_unlock(&self->lock);
  while (write(self->wake[1], "!", 1) < 0 && errno == EINTR) continue;
  pthread_join(self->server, NULL);
  self->current->next = self->retired;
  for (epoch *there = self->current, *next; there; there = next) {
    next = there->next;
    delete_files(self, there->number);
    release_epoch(there);
  }
  remove_names(self);
  free_writer(self);
}

void zt_writer_close(zt_writer *self) { finish(self, ZT_STATE_ENDED); }

void zt_writer_fail(zt_writer *self) { finish(self, ZT_STATE_FAILED); }

/* ---- sources ---- */

struct zt_source {
  char directory[SOCKET_PATH];
  char name[ZT_NAME_LENGTH];
  int lock;
};

static int write_list(const char *path, const char *const *streams, zt_error *error) {
  unlink(path);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
  if (!file) return fail(error, "'%s': %s", path, strerror(errno));
  for (; *streams; streams++) fprintf(file, "%s\n", *streams);
  return fclose(file) == 0 ? 0 : fail(error, "'%s': %s", path, strerror(errno));
}

zt_source *zt_source_announce(const char *runtime_dir, const char *pipeline, const char *name, const char *const *streams, zt_error *error) {
  char path[2][FILE_PATH];
  zt_source *self = calloc(1, sizeof *self);
  int done = self ? check_name("source", name, error) : fail(error, "out of memory");
  for (const char *const *stream = streams; done == 0 && *stream; stream++) done = check_name("stream", *stream, error);
  if (done == 0) done = find_directory(self->directory, runtime_dir, pipeline, error);
  if (done == 0) done = take_lock(self->directory, name, &self->lock, error);
  if (done == NONE) fail(error, "source '%s' of pipeline '%s' is already running", name, pipeline);
  if (done == 0) {
    snprintf(self->name, sizeof self->name, "%s", name);
    snprintf(path[0], FILE_PATH, "%s/%s.streams", self->directory, name);
    snprintf(path[1], FILE_PATH, "%s/.%s.streams.new", self->directory, name);
    done = write_list(path[1], streams, error);
    if (done == 0 && rename(path[1], path[0]) == 0) return self;
    free_lock(self->directory, self->name, self->lock);
  }
  free(self);
  return NULL;
}

void zt_source_withdraw(zt_source *self) {
  char path[FILE_PATH];
  if (!self) return;
  snprintf(path, sizeof path, "%s/%s.streams", self->directory, self->name);
  unlink(path);
  free_lock(self->directory, self->name, self->lock);
  free(self);
}

/* ---- headers ---- */

static void set_text(char *field, size_t capacity, const char *text) {
  memset(field, 0, capacity);
  memcpy(field, text, strnlen(text, capacity - 1));
}

void zt_header_video(zt_header *header, const char *format, int width, int height) {
  header->kind = ZT_VIDEO;
  set_text(header->format, sizeof header->format, format);
  header->width = width;
  header->height = height;
}

void zt_header_audio(zt_header *header, const char *format, int rate, int channels, const char *layout, int samples) {
  header->kind = ZT_AUDIO;
  set_text(header->format, sizeof header->format, format);
  header->sample_rate = rate;
  header->channels = channels;
  header->sample_count = samples;
  set_text(header->channel_layout, sizeof header->channel_layout, layout);
}

void zt_header_plane(zt_header *header, int plane, int64_t offset, int64_t stride, int rows) {
  if (plane < 0 || plane >= ZT_MAX_PLANES) return;
  header->planes[plane] = (zt_plane){offset, stride, rows, 0};
  if (header->plane_count <= plane) header->plane_count = plane + 1;
  if (header->payload_length < offset + stride * rows) header->payload_length = offset + stride * rows;
}
