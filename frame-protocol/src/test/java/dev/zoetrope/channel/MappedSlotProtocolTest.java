package dev.zoetrope.channel;

import dev.zoetrope.region.Epoch;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The slot protocol on a file mapped twice. */
class MappedSlotProtocolTest extends SlotProtocolContract {
  private final TestPipeline pipeline = new TestPipeline();
  private final List<Epoch> epochs = new ArrayList<>();

  @BeforeEach
  void create() throws IOException {
    pipeline.directory().create();
  }

  @Override
  Sights sights(int slots) throws IOException {
    int number = epochs.size() + 1;
    Epoch writer =
        Epoch.create(pipeline.directory(), "s", number, TestPipeline.spec(slots), control -> {});
    Epoch reader = Epoch.openForReader(pipeline.directory(), "s", number);
    epochs.add(writer);
    epochs.add(reader);
    return new Sights(writer.control(), reader.control());
  }

  @AfterEach
  void unmap() throws IOException {
    epochs.forEach(Epoch::release);
    pipeline.close();
  }
}
