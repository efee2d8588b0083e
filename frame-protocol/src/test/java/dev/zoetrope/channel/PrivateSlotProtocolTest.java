package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.testing.TestPipeline;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The slot protocol on memory of this process alone. */
class PrivateSlotProtocolTest extends SlotProtocolContract {
  @Override
  Sights sights(int slots) {
    UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(ControlDescriptor.LENGTH));
    ControlRegion region = ControlRegion.create(memory, TestPipeline.spec(slots), 1);
    return new Sights(region, ControlRegion.attach(memory));
  }
}
