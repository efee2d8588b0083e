/* Eight bytes through a Unix socket, to each of the readers. They sleep in read. */
#include "floor.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST 15

static int listener = -1;
static int readers = 1;
static int connections[MOST];
static int connected;
static pthread_t threads[MOST];

void socket_readers(int count) {
  readers = count < MOST ? count : MOST;
}

static int64_t read_stamp(int connection) {
  int64_t stamp;
  if (read(connection, &stamp, sizeof stamp) != sizeof stamp) {
    fail("read");
  }
  return stamp;
}

/* A reader beside the first one, which is measured: until its connection ends. */
static void *read_on(void *connection) {
  int64_t stamp;
  while (read(*(int *)connection, &stamp, sizeof stamp) == sizeof stamp) {
  }
  return NULL;
}

static void connect_all(const struct sockaddr_un *address) {
  for (; connected < readers; connected++) {
    int made = socket(AF_UNIX, SOCK_STREAM, 0);
    if (made < 0 || connect(made, (const struct sockaddr *)address, sizeof *address) != 0) {
      fail(address->sun_path);
    }
    connections[connected] = made;
    if (connected > 0 && pthread_create(&threads[connected], NULL, read_on, &connections[connected]) != 0) {
      fail("pthread_create");
    }
  }
}

static void socket_open(int writer, const char *path, size_t length) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  (void)length;
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  if (!writer) {
    connect_all(&address);
    return;
  }
  listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, MOST) != 0) {
    fail(path);
  }
}

static void socket_send(int64_t stamp) {
  for (; connected < readers; connected++) {
    if ((connections[connected] = accept(listener, NULL, NULL)) < 0) {
      fail("accept");
    }
  }
  for (int i = 0; i < readers; i++) {
    if (write(connections[i], &stamp, sizeof stamp) != sizeof stamp) {
      fail("write");
    }
  }
}

static int64_t socket_receive(void) {
  return read_stamp(connections[0]);
}

static void socket_close(void) {
  for (int i = 0; i < connected; i++) {
    shutdown(connections[i], SHUT_RDWR);
    if (i > 0 && listener < 0) {
      pthread_join(threads[i], NULL);
    }
    close(connections[i]);
  }
  if (listener >= 0) {
    close(listener);
  }
  listener = -1;
  connected = 0;
}

const struct way socket_way = {socket_open, NULL, socket_send, socket_receive, socket_close};
