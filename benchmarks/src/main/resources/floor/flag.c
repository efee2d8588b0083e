/* One word in shared memory: as little as a hand-off can be. The reader spins. */
#include "floor.h"

#include <stdatomic.h>
#include <sys/mman.h>

#define LINE 256

static struct {
  _Atomic int64_t there;
  char gap[LINE - sizeof(int64_t)];
  _Atomic int64_t back;
} *word;
static int64_t seen;

static void flag_open(int writer, const char *path, size_t length) {
  (void)length;
  word = map_file(writer, path, sizeof *word);
  seen = 0;
}

static void flag_send(int64_t stamp) {
  atomic_store_explicit(&word->there, stamp, memory_order_release);
}

static int64_t flag_receive(void) {
  int64_t value;
  while ((value = atomic_load_explicit(&word->there, memory_order_acquire)) == seen) {
    relax();
  }
  return seen = value;
}

static void flag_close(void) {
  munmap(word, sizeof *word);
}

const struct way flag_way = {flag_open, NULL, flag_send, flag_receive, flag_close};

/* Times of one way: half of there and back. */
void pingpong_write(int64_t ns) {
  static int64_t turn;
  int64_t end = now_ns() + ns;
  int64_t before = now_ns();
  while (before < end) {
    atomic_store_explicit(&word->there, ++turn, memory_order_release);
    while (atomic_load_explicit(&word->back, memory_order_acquire) != turn) {
    }
    int64_t now = now_ns();
    counts_add(&latency, (now - before) / 2);
    before = now;
  }
  static int64_t ends;
  atomic_store_explicit(&word->there, --ends, memory_order_release);
}

void pingpong_read(void) {
  int64_t turn;
  do {
    while ((turn = atomic_load_explicit(&word->there, memory_order_acquire)) == seen) {
    }
    seen = turn;
    atomic_store_explicit(&word->back, turn, memory_order_release);
  } while (turn >= 0);
}
