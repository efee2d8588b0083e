package dev.zoetrope.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The protocol's model in {@code src/model}, searched by spin: every order in which the steps of a
 * writer and its readers can be taken. Nothing is wrong; {@link ModelBugsTest} shows that what is
 * wrong would be found.
 */
@Tag("once")
class ModelTest {
  @TempDir Path work;

  @BeforeAll
  static void toolsAreThere() {
    assumeTrue(Spin.isInstalled(), "install spin and gcc to check the model");
  }

  @TestFactory
  Stream<DynamicTest> nothingIsWrong() {
    return Searches.of(
        work,
        List.of(
            "slots -DFRAMES=5 -DJOINS=2",
            "slots -DFRAMES=4 -DJOINS=2 -DDROP",
            "slots -DFINE -DSLOTS=2 -DFRAMES=3 -DJOINS=2",
            "slots -DFINE -DSLOTS=2 -DFRAMES=3 -DJOINS=2 -DDROP -DSTALL",
            "slots -DSLOTS=4 -DFRAMES=5 -DJOINS=2",
            "slots -DREFER -DFRAMES=4 -DJOINS=1",
            "slots -DSLOTS=2 -DFRAMES=2 -DJOINS=2 -DFORMULA=EVERY_READER_GETS_ON",
            "slots -DSLOTS=2 -DFRAMES=3 -DJOINS=1 -DDROP -DSTALL -DFORMULA=WRITER_COMES_TO_ITS_END",
            "slots -DSLOTS=2 -DFRAMES=3 -DJOINS=1 -DSTALL -DFORMULA=WRITER_COMES_TO_ITS_END",
            "slots -DSLOTS=2 -DFRAMES=2 -DJOINS=1 -DWRITER_DIES -DFORMULA=READERS_LEAVE_THE_DEAD",
            "epochs -DJOINS=1",
            "epochs -DJOINS=1 -DSTALL",
            "epochs -DJOINS=1 -DPAUSE",
            "epochs -DJOINS=1 -DWRITER_DIES",
            "bells",
            "bells -DFRAMES=2 -DWAKES=1",
            "bells -DFRAMES=2 -DPRODUCERS=2",
            "bells -DFRAMES=2 -DWEAK",
            "bells -DFRAMES=2 -DWEAK -DROLL",
            "bells -DFRAMES=2 -DWEAK -DHANDS_OVER -DEVICT",
            "bells -DSLOTS=2 -DHANDS_OVER -DCLOSE",
            "bells -DFRAMES=2 -DFORMULA=NOBODY_SLEEPS_ON"),
        ModelTest::isCorrect);
  }

  @TestFactory
  @Tag("deep")
  Stream<DynamicTest> nothingIsWrongInLargerModels() {
    return Searches.of(
        work,
        List.of(
            "slots -DFRAMES=5",
            "slots -DSLOTS=4 -DFRAMES=5",
            "slots -DFRAMES=5 -DJOINS=2 -DDROP",
            "slots -DFRAMES=5 -DSTALL",
            "slots -DREFER -DFRAMES=4 -DJOINS=2",
            "slots -DFRAMES=4 -DSECOND=LEAKY",
            "slots -DFRAMES=4 -DWRITER_DIES",
            "slots -DFINE -DSLOTS=2 -DFRAMES=4 -DJOINS=2",
            "slots -DFRAMES=3 -DJOINS=2 -DFORMULA=EVERY_READER_GETS_ON",
            "slots -DSLOTS=2 -DFRAMES=3 -DJOINS=2 -DSTALL -DFORMULA=WRITER_COMES_TO_ITS_END",
            "epochs -DPER_EPOCH=1",
            "epochs -DPER_EPOCH=1 -DSTALL",
            "epochs -DPER_EPOCH=1 -DPAUSE",
            "epochs -DPER_EPOCH=1 -DWRITER_DIES",
            "bells -DFRAMES=4 -DWAKES=1",
            "bells -DSLOTS=2 -DFRAMES=4 -DWEAK",
            "bells -DSLOTS=2 -DWEAK -DROLL",
            "bells -DPRODUCERS=2 -DWEAK",
            "bells -DSLOTS=2 -DHANDS_OVER -DCLOSE -DWEAK",
            "bells -DFORMULA=NOBODY_SLEEPS_ON -DWEAK"),
        ModelTest::isCorrect);
  }

  @SuppressWarnings("SystemOut") // How much was searched is a part of the result.
  private static void isCorrect(String model, Spin.Report report) {
    System.out.println("model " + model + ": " + report.extent());
    assertEquals(List.of(), report.errors(), report.text());
    assertTrue(report.isComplete(), report.text());
  }
}
