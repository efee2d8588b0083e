/* floor write|read: obeys lines on standard input, answers each with one on standard output. */
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_SPIN_NS 200000
#define LEAD_NS 5000000

void fail(const char *what) {
  printf("error ");
  fflush(stdout);
  perror(what);
  exit(1);
}

static const struct way *way_of(const char *transport) {
  int readers;
  if (sscanf(transport, "socket/%d", &readers) == 1) {
    socket_readers(readers);
    return &socket_way;
  }
  return strcmp(transport, "protocol") == 0 ? &protocol_way : &flag_way;
}

static void prepare(const struct way *way) {
  if (way->prepare != NULL) {
    way->prepare();
  }
}

/* Sends at a fixed pace. Who is late because of the send before is measured from when it was due. */
static void handoff_write(const struct way *way, int64_t ns, int64_t interval) {
  int64_t start = now_ns() + LEAD_NS;
  int64_t due = start;
  int64_t sent = 0;
  for (; due < start + ns; due += interval, sent++) {
    int64_t begin = now_ns();
    prepare(way);
    int64_t ready = now_ns();
    int64_t now = ready < due ? wait_until(due, interval < LONGEST_SPIN_NS) : ready;
    way->send(ready < due ? now : due);
    counts_add(&cost, ready - begin + now_ns() - now);
  }
  static int64_t ends;
  prepare(way);
  way->send(--ends);
  printf(" frames=%lld", (long long)sent);
  counts_print("cost", &cost);
}

static void handoff_read(const struct way *way) {
  int64_t received = 0;
  int64_t stamp;
  for (; (stamp = way->receive()) >= 0; received++) {
    counts_add(&latency, now_ns() - stamp);
  }
  printf(" frames=%lld", (long long)received);
  counts_print("latency", &latency);
}

int main(int count, char **arguments) {
  int writer = count > 1 && strcmp(arguments[1], "write") == 0;
  char command[16], transport[16], path[200];
  char line[512];
  long long first, second;
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (sscanf(line, "%15s %15s %199s %lld %lld", command, transport, path, &first, &second) != 5) {
      printf("error not understood: %s", line);
      return 2;
    }
    const struct way *way = way_of(transport);
    int in_step = strcmp(transport, "steps") == 0;
    int loops = in_step || strcmp(transport, "copy") == 0;
    counts_clear(&latency);
    counts_clear(&cost);
    if (strcmp(command, "open") == 0) {
      (loops ? loops_open : way->open)(writer, path, (size_t)first);
      printf("ok");
    } else if (strcmp(command, "close") == 0) {
      (loops ? loops_close : way->close)();
      printf("ok");
    } else if (strcmp(command, "stream") == 0) {
      printf("ok");
      writer ? loops_write(first, in_step) : loops_read();
    } else if (strcmp(transport, "pingpong") == 0) {
      printf("ok");
      writer ? pingpong_write(first) : pingpong_read();
      counts_print("latency", &latency);
    } else {
      printf("ok");
      writer ? handoff_write(way, first, second) : handoff_read(way);
    }
    printf("\n");
    fflush(stdout);
  }
  return 0;
}
