/* Eight bytes through a Unix socket. The reader sleeps in read. */
#include "floor.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listener = -1;
static int connection = -1;

static void socket_open(int writer, const char *path, size_t length) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  (void)length;
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int made = socket(AF_UNIX, SOCK_STREAM, 0);
  if (made < 0) {
    fail("socket");
  }
  if (writer) {
    if (bind(made, (struct sockaddr *)&address, sizeof address) != 0 || listen(made, 1) != 0) {
      fail(path);
    }
    listener = made;
  } else {
    if (connect(made, (struct sockaddr *)&address, sizeof address) != 0) {
      fail(path);
    }
    connection = made;
  }
}

static void socket_send(int64_t stamp) {
  if (connection < 0 && (connection = accept(listener, NULL, NULL)) < 0) {
    fail("accept");
  }
  if (write(connection, &stamp, sizeof stamp) != sizeof stamp) {
    fail("write");
  }
}

static int64_t socket_receive(void) {
  int64_t stamp;
  if (read(connection, &stamp, sizeof stamp) != sizeof stamp) {
    fail("read");
  }
  return stamp;
}

static void socket_close(void) {
  close(connection);
  if (listener >= 0) {
    close(listener);
  }
  listener = connection = -1;
}

const struct way socket_way = {socket_open, socket_send, socket_receive, socket_close};
