/**
 * {@code zoetrope conformance}: someone's reader or writer, in whatever language, against the
 * protocol.
 *
 * <p>A {@link dev.zoetrope.launcher.conformance.Check} starts the program under test, plays its
 * peer and looks at shared memory from the other side. What the program has to do is in
 * docs/CONFORMANCE.md.
 */
package dev.zoetrope.launcher.conformance;
