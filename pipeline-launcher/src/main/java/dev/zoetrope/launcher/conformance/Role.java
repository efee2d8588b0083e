package dev.zoetrope.launcher.conformance;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the program under test is to be. */
enum Role {
  READER,
  WRITER;

  /** As it is written in options and environment. */
  String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The checks of this role, in the order of the protocol's sections. */
  List<Check> checks() {
    Stream<List<Check>> parts =
        this == READER
            ? Stream.of(
                JoinChecks.all(),
                TakeChecks.all(),
                PolicyChecks.all(),
                ReaderBellChecks.all(),
                FollowChecks.all(),
                ReaderEndChecks.all())
            : Stream.of(
                AdmitChecks.all(),
                PublishChecks.all(),
                PressureChecks.all(),
                WriterBellChecks.all(),
                RollChecks.all(),
                WriterEndChecks.all());
    return parts.flatMap(List::stream).toList();
  }
}
