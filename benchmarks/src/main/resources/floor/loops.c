/* The two loops of a pipeline: one copies a picture into slots, the other compares the halves of each. */
#include "floor.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SLOTS 3
#define LINE 256

/* Behind the slots: how many frames each side is done with, and how many runs. */
static struct steps {
  _Atomic int64_t written, runs;
  char gap[LINE - 2 * sizeof(int64_t)];
  _Atomic int64_t read;
} *steps;
static char *slots;
static char *picture;
static size_t length;
static int64_t frames, runs; /* since the mapping was made */

static size_t mapped(void) {
  return SLOTS * length + sizeof *steps;
}

void loops_open(int writer, const char *path, size_t frame) {
  length = frame;
  frames = runs = 0;
  slots = map_file(writer, path, mapped());
  steps = (struct steps *)(slots + SLOTS * length);
  picture = malloc(length);
  if (picture == NULL) {
    fail("malloc");
  }
  for (size_t i = 0; i < length; i++) {
    picture[i] = (char)(i % (length / 2)); /* two halves that are the same */
  }
}

static void done(int64_t count, int64_t start) {
  printf(" frames=%lld elapsed=%lld", (long long)count, (long long)(now_ns() - start));
}

static int64_t look(_Atomic int64_t *word) {
  return atomic_load_explicit(word, memory_order_acquire);
}

static void say(_Atomic int64_t *word, int64_t value) {
  atomic_store_explicit(word, value, memory_order_release);
}

static void await_read(int64_t count) {
  while (look(&steps->read) < count) {
    relax();
  }
}

static int await_written(int64_t count) {
  while (look(&steps->written) < count) {
    if (look(&steps->runs) != runs) {
      return 0;
    }
    relax();
  }
  return 1;
}

void loops_write(int64_t ns, int in_step) {
  int64_t start = now_ns();
  int64_t first = frames;
  while (now_ns() - start < ns) {
    if (in_step) {
      await_read(frames + 1 - SLOTS);
    }
    memcpy(slots + frames % SLOTS * length, picture, length);
    frames++;
    if (in_step) {
      say(&steps->written, frames);
    }
  }
  if (in_step) {
    await_read(frames);
    say(&steps->runs, ++runs);
  }
  done(frames - first, start);
}

/* Reads each byte once. */
static int differs(int64_t frame) {
  const char *slot = slots + frame % SLOTS * length;
  int order = memcmp(slot, slot + length / 2, length / 2);
  __asm__ volatile("" ::: "memory"); /* the other process writes there: read it each time */
  return order != 0;
}

void loops_read(void) {
  int64_t start = now_ns();
  int64_t first = frames;
  int64_t differing = 0;
  while (await_written(frames + 1)) {
    differing += differs(frames);
    frames++;
    say(&steps->read, frames);
  }
  runs++;
  done(frames - first, start);
  printf(" differing=%lld", (long long)differing);
}

void loops_close(void) {
  munmap(slots, mapped());
  free(picture);
}
