/* The clock that System.nanoTime() reads too. */
#include "floor.h"

#include <errno.h>
#include <time.h>

#define NS_PER_S 1000000000LL

int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * NS_PER_S + now.tv_nsec;
}

int64_t wait_until(int64_t at_ns, int spins) {
  int64_t now;
  if (!spins) {
    struct timespec at = {at_ns / NS_PER_S, at_ns % NS_PER_S};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) {
    }
  }
  while ((now = now_ns()) < at_ns) {
    relax();
  }
  return now;
}
