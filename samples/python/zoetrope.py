"""Reads and writes zoetrope streams from Python 3.9 or newer, on Linux, with the standard library alone.

A reader:

    with zoetrope.Reader("studio", "video", name="mine") as reader:
        for frame in reader:                    # until the stream is over; each is released after the loop's body
            header = frame.header               # pts, format, width, height, ...
            rows = frame.plane(0)               # a memoryview of shared memory, read-only; nothing is copied
            pixels = frame.array(0)             # the same as a numpy array, where numpy is installed
    print(reader.state)                         # "ended", "failed", "lost" (the writer died) or "evicted"

A writer:

    with zoetrope.Writer("studio", "mine", capacity=640 * 480) as writer:
        with writer.claim(640 * 480) as claim:  # None: dropped, or cancelled; leaving it unpublished aborts it
            claim.payload[:640 * 480] = bytes(640 * 480)
            claim.header.video("gray", 640, 480).plane(0, 0, 640, 480).time(pts=0, time_base=(1, 25))
            claim.publish()

What happens in shared memory: docs/PROTOCOL.md. Comments "SYNC name (pairs with name)" are those of the Java library.
"""

import collections
import ctypes
import errno
import fcntl
import mmap
import os
import platform
import pwd
import re
import select
import selectors
import socket
import stat
import struct
import sys
import threading
import time

# What is in shared memory, from docs/LAYOUT.md; a test of frame-protocol writes and compares it. BEGIN LAYOUT
MAGIC = 4994579201773621082
LAYOUT_VERSION = 1
MIN_SLOTS = 2
MAX_SLOTS = 64
MAX_READERS = 15
MAX_PAYLOAD = 2146435072
MAX_GENERATION = 1099511627775
MAX_PLANES = 4
RING_CAPACITY = 64
CONTROL_LENGTH = 16384
SLOT_WORD_STRIDE = 128
CELL_LENGTH = 384
FRAME_LENGTH = 448
PAYLOAD_OFFSET = 4096
TAIL_PADDING = 1024
PLANE_LENGTH = 24
NAME_LENGTH = 64
FORMAT_LENGTH = 32
CHANNEL_LAYOUT_LENGTH = 128
SLOT_FREE = 1
SLOT_WRITING = 2
SLOT_READY = 3
STATE_LIVE = 1
STATE_ENDED = 2
STATE_FAILED = 3
STATE_SUPERSEDED = 4
GRANT_EMPTY = 1
GRANT_ACTIVE = 2
GRANT_EVICTED = 3
EVERY = 1
LATEST = 2
LEAKY = 3
PRESENCE_MAPPED = 1
PRESENCE_LEFT = 2
LIVE_SOURCE = 1
VIDEO = 1
AUDIO = 2
UNSPECIFIED_COLOR = 2
KEY = 1
DISCONTINUITY = 2
CORRUPT = 4
INTERLACED = 8
TOP_FIELD_FIRST = 16
HORIZONTAL_FLIP = 32
HAS_MASTERING_DISPLAY = 64
HAS_LIGHT_LEVELS = 128
CONTROL_AT_MAGIC = 0
CONTROL_AT_LAYOUT_VERSION = 8
CONTROL_AT_CONTROL_LENGTH = 12
CONTROL_AT_EPOCH = 16
CONTROL_AT_FRAMES_LENGTH = 24
CONTROL_AT_SLOT_COUNT = 32
CONTROL_AT_STREAM_KIND = 36
CONTROL_AT_SLOT_LENGTH = 40
CONTROL_AT_PAYLOAD_CAPACITY = 48
CONTROL_AT_WRITER_PID = 56
CONTROL_AT_WRITER_START = 64
CONTROL_AT_DURATION = 72
CONTROL_AT_FRAME_RATE_NUMERATOR = 80
CONTROL_AT_FRAME_RATE_DENOMINATOR = 84
CONTROL_AT_STREAM_FLAGS = 88
CONTROL_AT_KEPT_SLOTS = 92
CONTROL_AT_PUBLISHED_CURSOR = 128
CONTROL_AT_WRITER_WAIT_SEQUENCE = 136
CONTROL_AT_WRITER_STATE = 144
CONTROL_AT_NEXT_EPOCH = 152
CONTROL_AT_HEARTBEAT = 160
CONTROL_AT_DROPPED = 256
CONTROL_AT_ABORTED = 264
CONTROL_AT_WAITS = 272
CONTROL_AT_WAITED = 280
CONTROL_AT_EVICTIONS = 288
CONTROL_AT_PUBLISHED_BEFORE = 296
CONTROL_AT_PUBLICATION_RING = 384
CONTROL_AT_SLOT_WORDS = 896
CONTROL_AT_READER_CELLS = 9088
CELL_AT_CONSUMED_CURSOR = 0
CELL_AT_SLEEP_SEQUENCE = 8
CELL_AT_DELIVERED = 128
CELL_AT_SKIPPED_STALE = 136
CELL_AT_SKIPPED_OVERWRITTEN = 144
CELL_AT_SKIPPED_CORRUPT = 152
CELL_AT_RELEASED = 160
CELL_AT_STALE_RELEASES = 168
CELL_AT_MEDIA_TIME = 176
CELL_AT_PRESENCE = 184
CELL_AT_GRANT_STATE = 256
CELL_AT_POLICY = 260
CELL_AT_JOIN_CURSOR = 264
CELL_AT_PUBLISHED_BEFORE = 272
CELL_AT_CAUSED_DROPS = 280
CELL_AT_PID = 288
CELL_AT_NAME = 296
FRAME_AT_GENERATION = 0
FRAME_AT_EPOCH = 8
FRAME_AT_PRESENTATION_TIME = 16
FRAME_AT_DURATION = 24
FRAME_AT_TIME_BASE_NUMERATOR = 32
FRAME_AT_TIME_BASE_DENOMINATOR = 36
FRAME_AT_CAPTURE_TIME = 40
FRAME_AT_PAYLOAD_LENGTH = 48
FRAME_AT_FLAGS = 56
FRAME_AT_KIND = 60
FRAME_AT_FORMAT = 64
FRAME_AT_PLANE_COUNT = 96
FRAME_AT_PLANES = 104
FRAME_AT_WIDTH = 200
FRAME_AT_HEIGHT = 204
FRAME_AT_CROP_LEFT = 208
FRAME_AT_CROP_TOP = 212
FRAME_AT_CROP_RIGHT = 216
FRAME_AT_CROP_BOTTOM = 220
FRAME_AT_SAMPLE_ASPECT_RATIO_NUMERATOR = 224
FRAME_AT_SAMPLE_ASPECT_RATIO_DENOMINATOR = 228
FRAME_AT_COLOUR_RANGE = 232
FRAME_AT_COLOUR_PRIMARIES = 236
FRAME_AT_TRANSFER_CHARACTERISTIC = 240
FRAME_AT_MATRIX_COEFFICIENTS = 244
FRAME_AT_CHROMA_LOCATION = 248
FRAME_AT_ROTATION = 252
FRAME_AT_MASTERING_DISPLAY = 256
FRAME_AT_MAXIMUM_CONTENT_LIGHT_LEVEL = 296
FRAME_AT_MAXIMUM_FRAME_AVERAGE_LIGHT_LEVEL = 300
FRAME_AT_SAMPLE_RATE = 304
FRAME_AT_SAMPLE_COUNT = 308
FRAME_AT_CHANNELS = 312
FRAME_AT_CHANNEL_LAYOUT = 320
# END LAYOUT

NO_PTS = -(1 << 63)

_POLICIES = {"every": EVERY, "latest": LATEST, "leaky": LEAKY}
_KINDS = {"video": VIDEO, "audio": AUDIO}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,47}\Z")
_MAX_LINE = 512
_PAGE = 4096


class Error(Exception):
    """Something that the caller can do something about; the message says what."""


class CorruptError(Error):
    """Shared memory holds what no correct writer writes."""


# ---- atomics ----------------------------------------------------------------------------------------------------


class _Atomics:
    """Loads, stores and compare-and-set of aligned words, all sequentially consistent.

    Python has none for memory that is shared between processes. They come from libatomic, which every C compiler brings
    along, or else from a page of machine code that holds the same instructions. ZOETROPE_ATOMICS chooses one of them.
    """

    def __init__(self):
        chosen = os.environ.get("ZOETROPE_ATOMICS", "")
        if sys.byteorder != "little" or sys.maxsize < 1 << 32:
            raise Error("zoetrope needs a 64-bit little-endian machine")
        reasons = []
        for name, make in (("libatomic", self._from_libatomic), ("machine-code", self._from_machine_code)):
            if chosen in ("", name):
                try:
                    make()
                    self.origin = name
                    return
                except (OSError, AttributeError, LookupError) as e:
                    reasons.append(f"{name}: {e}")
        if not reasons:
            raise Error(f"ZOETROPE_ATOMICS is '{chosen}', allowed: libatomic, machine-code")
        raise Error(
            "no atomic operations on shared memory here (" + "; ".join(reasons) + "); install libatomic (Debian: libatomic1)"
        )

    def _from_libatomic(self):
        library = ctypes.PyDLL("libatomic.so.1")
        sequential = 5  # __ATOMIC_SEQ_CST
        address, value32, value64 = ctypes.c_void_p, ctypes.c_int32, ctypes.c_int64

        def function(name, result, *arguments):
            found = getattr(library, name)
            found.restype, found.argtypes = result, arguments
            return found

        load32 = function("__atomic_load_4", value32, address, ctypes.c_int)
        load64 = function("__atomic_load_8", value64, address, ctypes.c_int)
        store32 = function("__atomic_store_4", None, address, value32, ctypes.c_int)
        store64 = function("__atomic_store_8", None, address, value64, ctypes.c_int)
        exchange = function(
            "__atomic_compare_exchange_8", ctypes.c_bool, address, address, value64, ctypes.c_int, ctypes.c_int
        )
        if not function("__atomic_is_lock_free", ctypes.c_bool, ctypes.c_size_t, address)(8, None):
            raise LookupError("its 64-bit operations take a lock")  # which would be one of this process alone
        self.load32 = lambda at: load32(at, sequential)
        self.load64 = lambda at: load64(at, sequential)
        self.store32 = lambda at, value: store32(at, value, sequential)
        self.store64 = lambda at, value: store64(at, value, sequential)
        self.compare_and_set = lambda at, expected, value: exchange(
            at, ctypes.byref(value64(expected)), value, sequential, sequential
        )

    # Functions of the C calling convention: (address), (address, value), (address, expected, value); the last one
    # returns what was found.
    _CODE = {
        "x86_64": {
            "load32": "8b07 c3",  # mov eax, [rdi]; ret
            "load64": "488b07 c3",  # mov rax, [rdi]; ret
            "store32": "8737 c3",  # xchg [rdi], esi; ret
            "store64": "488737 c3",  # xchg [rdi], rsi; ret
            "exchange": "4889f0 f0480fb117 c3",  # mov rax, rsi; lock cmpxchg [rdi], rdx; ret
        },
        "aarch64": {
            "load32": "00fcdf88 c0035fd6",  # ldar w0, [x0]; ret
            "load64": "00fcdfc8 c0035fd6",  # ldar x0, [x0]; ret
            "store32": "01fc9f88 c0035fd6",  # stlr w1, [x0]; ret
            "store64": "01fc9fc8 c0035fd6",  # stlr x1, [x0]; ret
            # again: ldaxr x3, [x0]; cmp x3, x1; b.ne done; stlxr w4, x2, [x0]; cbnz w4, again; done: mov x0, x3; ret
            "exchange": "03fc5fc8 7f0001eb 61000054 02fc04c8 84ffff35 e00303aa c0035fd6",
        },
    }

    def _from_machine_code(self):
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
        if machine not in self._CODE:
            raise LookupError(f"none for {machine}")
        page = mmap.mmap(-1, _PAGE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
        start = ctypes.addressof(ctypes.c_char.from_buffer(page))
        starts = {}
        for number, (name, code) in enumerate(self._CODE[machine].items()):
            starts[name] = start + 64 * number
            page[64 * number : 64 * number + len(bytes.fromhex(code))] = bytes.fromhex(code)
        # Never writable and executable at once: what hardened systems refuse is only that.
        protect = ctypes.CDLL(None, use_errno=True).mprotect
        protect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        if protect(start, _PAGE, mmap.PROT_READ | mmap.PROT_EXEC) != 0:
            raise OSError(ctypes.get_errno(), "executable memory: " + os.strerror(ctypes.get_errno()))
        self._page = page
        address, value32, value64 = ctypes.c_void_p, ctypes.c_int32, ctypes.c_int64
        self.load32 = ctypes.PYFUNCTYPE(value32, address)(starts["load32"])
        self.load64 = ctypes.PYFUNCTYPE(value64, address)(starts["load64"])
        self.store32 = ctypes.PYFUNCTYPE(None, address, value32)(starts["store32"])
        self.store64 = ctypes.PYFUNCTYPE(None, address, value64)(starts["store64"])
        exchange = ctypes.PYFUNCTYPE(value64, address, value64, value64)(starts["exchange"])
        self.compare_and_set = lambda at, expected, value: exchange(at, expected, value) == expected


_atomics = _Atomics()
_load32, _load64 = _atomics.load32, _atomics.load64
_store32, _store64 = _atomics.store32, _atomics.store64
_compare_and_set = _atomics.compare_and_set


def atomics():
    """Where the atomic operations come from: "libatomic" or "machine-code"."""
    return _atomics.origin


# The slot word: state:8 | pins:16 | generation:40. As a signed number it is positive: states are small.


def _word(state, generation):
    return state << 56 | generation


def _state(word):
    return word >> 56 & 0xFF


def _pins(word):
    return word & 0xFFFF << 40


def _generation(word):
    return word & MAX_GENERATION


# ---- frame headers ----------------------------------------------------------------------------------------------

Plane = collections.namedtuple("Plane", "offset stride rows")
Plane.__doc__ = "Where a plane lies in the payload: bytes, bytes from row to row, rows (audio: channel planes)."

_FIELDS = (
    ("generation", "q", FRAME_AT_GENERATION),
    ("epoch", "q", FRAME_AT_EPOCH),
    ("pts", "q", FRAME_AT_PRESENTATION_TIME),
    ("duration", "q", FRAME_AT_DURATION),
    ("time_base_num", "i", FRAME_AT_TIME_BASE_NUMERATOR),
    ("time_base_den", "i", FRAME_AT_TIME_BASE_DENOMINATOR),
    ("capture_time_ns", "q", FRAME_AT_CAPTURE_TIME),
    ("payload_length", "q", FRAME_AT_PAYLOAD_LENGTH),
    ("flags", "i", FRAME_AT_FLAGS),
    ("kind", "i", FRAME_AT_KIND),
    ("format", f"{FORMAT_LENGTH}s", FRAME_AT_FORMAT),
    ("plane_count", "i", FRAME_AT_PLANE_COUNT),
    *(
        (f"plane_{number}_{what}", kind, FRAME_AT_PLANES + number * PLANE_LENGTH + offset)
        for number in range(MAX_PLANES)
        for what, kind, offset in (("offset", "q", 0), ("stride", "q", 8), ("rows", "i", 16))
    ),
    ("width", "i", FRAME_AT_WIDTH),
    ("height", "i", FRAME_AT_HEIGHT),
    ("crop_left", "i", FRAME_AT_CROP_LEFT),
    ("crop_top", "i", FRAME_AT_CROP_TOP),
    ("crop_right", "i", FRAME_AT_CROP_RIGHT),
    ("crop_bottom", "i", FRAME_AT_CROP_BOTTOM),
    ("sar_num", "i", FRAME_AT_SAMPLE_ASPECT_RATIO_NUMERATOR),
    ("sar_den", "i", FRAME_AT_SAMPLE_ASPECT_RATIO_DENOMINATOR),
    ("color_range", "i", FRAME_AT_COLOUR_RANGE),
    ("color_primaries", "i", FRAME_AT_COLOUR_PRIMARIES),
    ("color_transfer", "i", FRAME_AT_TRANSFER_CHARACTERISTIC),
    ("color_matrix", "i", FRAME_AT_MATRIX_COEFFICIENTS),
    ("chroma_location", "i", FRAME_AT_CHROMA_LOCATION),
    ("rotation", "i", FRAME_AT_ROTATION),
    *((f"mastering_{number}", "i", FRAME_AT_MASTERING_DISPLAY + 4 * number) for number in range(10)),
    ("max_cll", "i", FRAME_AT_MAXIMUM_CONTENT_LIGHT_LEVEL),
    ("max_fall", "i", FRAME_AT_MAXIMUM_FRAME_AVERAGE_LIGHT_LEVEL),
    ("sample_rate", "i", FRAME_AT_SAMPLE_RATE),
    ("sample_count", "i", FRAME_AT_SAMPLE_COUNT),
    ("channels", "i", FRAME_AT_CHANNELS),
    ("channel_layout", f"{CHANNEL_LAYOUT_LENGTH}s", FRAME_AT_CHANNEL_LAYOUT),
)


def _structure(fields, length):
    text, end = "<", 0
    for _, kind, offset in fields:
        text += f"{offset - end}x{kind}"
        end = offset + struct.calcsize("<" + kind)
    return struct.Struct(text + f"{length - end}x")


_HEADER = _structure(_FIELDS, FRAME_LENGTH)
_HEADER_NAMES = tuple(name for name, _, _ in _FIELDS)
_PRINTABLE = re.compile(rb"[!-~]+\0")


class Header:
    """A frame header. A reader's is a checked copy of what is in the slot; a writer's is copied there by publish."""

    __slots__ = _HEADER_NAMES

    def __init__(self):
        for name in _HEADER_NAMES:
            setattr(self, name, 0)
        self.pts = NO_PTS
        self.time_base_num = self.time_base_den = self.sar_den = 1
        self.color_primaries = self.color_transfer = self.color_matrix = UNSPECIFIED_COLOR
        self.format = self.channel_layout = ""

    def video(self, pixel_format, width, height):
        """Makes this a video frame of one of FFmpeg's pixel formats and a coded size; the crop applies within."""
        self.kind, self.format, self.width, self.height = VIDEO, pixel_format, width, height
        return self

    def audio(self, sample_format, sample_rate, channels, channel_layout, sample_count):
        """Makes this an audio frame; formats and layouts have FFmpeg's names."""
        self.kind, self.format, self.sample_rate = AUDIO, sample_format, sample_rate
        self.channels, self.channel_layout, self.sample_count = channels, channel_layout, sample_count
        return self

    def plane(self, number, offset, stride, rows):
        """Describes a plane, and lets plane count and payload length reach as far. Offsets are multiples of 64."""
        for what, value in (("offset", offset), ("stride", stride), ("rows", rows)):
            setattr(self, f"plane_{number}_{what}", value)
        self.plane_count = max(self.plane_count, number + 1)
        self.payload_length = max(self.payload_length, offset + stride * rows)
        return self

    def time(self, pts, time_base, duration=0):
        """Sets the presentation time in a time base, a fraction of a second such as (1, 25)."""
        self.pts, self.duration = pts, duration
        self.time_base_num, self.time_base_den = time_base
        return self

    @property
    def planes(self):
        """The planes' places."""
        return [
            Plane(*(getattr(self, f"plane_{number}_{what}") for what in Plane._fields)) for number in range(self.plane_count)
        ]

    @property
    def seconds(self):
        """Presentation time in seconds, None where there is none."""
        return None if self.pts == NO_PTS else self.pts * self.time_base_num / self.time_base_den

    def _pack_into(self, buffer, offset):
        values = [getattr(self, name) for name in _HEADER_NAMES]
        for name, capacity in (("format", FORMAT_LENGTH), ("channel_layout", CHANNEL_LAYOUT_LENGTH)):
            text = getattr(self, name).encode("ascii")
            if len(text) >= capacity:
                raise ValueError(f"{name} '{text}' has {len(text)} bytes, allowed: {capacity - 1}")
            values[_HEADER_NAMES.index(name)] = text
        _HEADER.pack_into(buffer, offset, *values)

    @classmethod
    def _checked(cls, raw, epoch, sequence):
        """Decodes a copy of a header; raises CorruptError naming the first field at fault."""
        header = cls.__new__(cls)
        for name, value in zip(_HEADER_NAMES, _HEADER.unpack(raw)):
            setattr(header, name, value)
        header._check(epoch, sequence)
        header.format = header.format.split(b"\0")[0].decode("ascii")
        header.channel_layout = header.channel_layout.split(b"\0")[0].decode("latin-1")
        return header

    def _check(self, epoch, sequence):
        def need(field, holds):
            if not holds:
                raise CorruptError(f"frame header: {field} is {getattr(self, field)}")

        need("generation", self.generation == sequence)
        need("epoch", self.epoch == epoch.number)
        need("kind", self.kind == epoch.kind)
        need("payload_length", 0 <= self.payload_length <= epoch.capacity)
        need("time_base_num", self.time_base_num >= 1)
        need("time_base_den", self.time_base_den >= 1)
        need("duration", self.duration >= 0)
        need("sar_num", self.sar_num >= 0)
        need("sar_den", self.sar_den >= 1)
        need("format", _PRINTABLE.match(self.format))
        need("plane_count", 1 <= self.plane_count <= MAX_PLANES)
        for number, plane in enumerate(self.planes):
            length = self.payload_length
            need(f"plane_{number}_offset", 0 <= plane.offset <= length and plane.offset % 64 == 0)
            need(f"plane_{number}_stride", 0 <= plane.stride <= length)
            need(f"plane_{number}_rows", 0 <= plane.rows <= 131072 and plane.offset + plane.stride * plane.rows <= length)
        if self.kind == VIDEO:
            need("width", 1 <= self.width <= 65536)
            need("height", 1 <= self.height <= 65536)
            for before, after, size in (("crop_left", "crop_right", "width"), ("crop_top", "crop_bottom", "height")):
                need(before, 0 <= getattr(self, before) < getattr(self, size))
                need(after, 0 <= getattr(self, after) < getattr(self, size) - getattr(self, before))
            for code in ("color_range", "color_primaries", "color_transfer", "color_matrix", "chroma_location"):
                need(code, 0 <= getattr(self, code) < 65536)
            need("rotation", 0 <= self.rotation < 360)
        else:
            need("sample_rate", self.sample_rate >= 1)
            need("sample_count", self.sample_count >= 0)
            need("channels", 1 <= self.channels <= 64)
            need("plane_count", self.plane_count == 1)
            need("plane_0_rows", self.plane_0_rows in (1, self.channels))
            need("channel_layout", _PRINTABLE.match(self.channel_layout))


# ---- the pipeline's directory -----------------------------------------------------------------------------------


def _check_name(what, name):
    if not isinstance(name, str) or not _NAME.match(name):
        raise Error(
            f"{what} name {name!r} is not allowed: use 1 to 48 letters, digits, '_' and '-', a letter or digit first"
        )
    return name


def runtime_directory():
    """$ZOETROPE_RUNTIME_DIR, else /dev/shm/zoetrope-USER, else the same in the temporary directory."""
    chosen = os.environ.get("ZOETROPE_RUNTIME_DIR", "")
    if chosen.strip():
        return os.path.abspath(chosen)
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else os.environ.get("TMPDIR", "/tmp")
    return os.path.join(base, "zoetrope-" + pwd.getpwuid(os.getuid()).pw_name)


class _Directory:
    """The directory of a pipeline."""

    def __init__(self, runtime_dir, pipeline):
        self.runtime = os.path.abspath(runtime_dir) if runtime_dir else runtime_directory()
        self.path = os.path.join(self.runtime, _check_name("pipeline", pipeline))

    def resolve(self, name):
        return os.path.join(self.path, name)

    def socket(self, stream):
        path = self.resolve(_check_name("stream", stream) + ".sock")
        length = len(os.fsencode(path))
        if length > 107:
            raise Error(f"socket path '{path}' has {length} bytes, allowed: 107; choose a shorter runtime directory")
        return path

    def check(self):
        """Both are real directories of this user that nobody else may write to."""
        for path in (self.runtime, self.path):
            status = os.lstat(path)
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
                raise Error(
                    f"'{path}' is no directory, or belongs to or is writable by another user; choose another runtime directory"
                )

    def create(self):
        for _ in range(100):
            try:
                for path in (self.runtime, self.path):
                    try:
                        os.mkdir(path, 0o700)
                    except FileExistsError:
                        pass
                return self.check()
            except FileNotFoundError:
                os.makedirs(os.path.dirname(self.runtime), exist_ok=True)  # or removed between two of our steps
        raise Error(f"'{self.path}' cannot be made")

    def remove_if_empty(self):
        for path in (self.path, self.runtime):
            try:
                os.rmdir(path)
            except OSError:
                return


def _unlink(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def _is_same_user(connection):
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", credentials)[1] == os.geteuid()


# ---- epochs -----------------------------------------------------------------------------------------------------


def _slot_length(capacity):
    return -(-(PAYLOAD_OFFSET + capacity + TAIL_PADDING) // _PAGE) * _PAGE


class _Control:
    """A control file's memory. Mappings last as long as anything refers to them; nothing is unmapped by hand."""

    def __init__(self, mapping):
        self._mapping = mapping
        self._anchor = ctypes.c_char.from_buffer(mapping)
        self.base = ctypes.addressof(self._anchor)

    def get(self, offset):
        return _load64(self.base + offset)

    def set(self, offset, value):
        _store64(self.base + offset, value)

    def get32(self, offset):
        return _load32(self.base + offset)

    def set32(self, offset, value):
        _store32(self.base + offset, value)

    def add(self, offset, by):
        """For counters that only the caller writes."""
        _store64(self.base + offset, _load64(self.base + offset) + by)

    def compare_and_set(self, offset, expected, value):
        return _compare_and_set(self.base + offset, expected, value)

    def bytes(self, offset, length):
        return self._mapping[offset : offset + length]

    def put(self, offset, octets):
        self._mapping[offset : offset + len(octets)] = octets


def _word_at(slot):
    return CONTROL_AT_SLOT_WORDS + slot * SLOT_WORD_STRIDE


def _ring_at(sequence):
    return CONTROL_AT_PUBLICATION_RING + (sequence & RING_CAPACITY - 1) * 8


def _cell_at(cell):
    return CONTROL_AT_READER_CELLS + cell * CELL_LENGTH


def _pin_bit(cell):
    return 1 << 40 + cell


def _map(path, length, writable):
    """Maps a regular file; FileNotFoundError when it is missing."""
    try:
        fd = os.open(path, (os.O_RDWR if writable else os.O_RDONLY) | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as e:
        if e.errno == errno.ENOENT:
            raise
        raise CorruptError(f"'{path}': {e.strerror}") from e
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_size < length:
            raise CorruptError(f"'{path}' has {status.st_size} bytes, needed: {length}")
        return mmap.mmap(fd, length, mmap.MAP_SHARED, mmap.PROT_READ | (mmap.PROT_WRITE if writable else 0))
    finally:
        os.close(fd)


def _attach(control, number):
    """Checks what is constant, and reads it once: whatever is written there later, nobody sees half-checked values."""

    def need(field, value, holds):
        if not holds:
            raise CorruptError(f"control header: {field} is {value}")
        return value

    # SYNC attach-1 (pairs with create-1): nothing is read before the magic is seen.
    magic = control.get(CONTROL_AT_MAGIC)
    need("magic", magic, magic == MAGIC)
    version = control.get32(CONTROL_AT_LAYOUT_VERSION)
    need("layout version", version, version == LAYOUT_VERSION)
    length = control.get32(CONTROL_AT_CONTROL_LENGTH)
    need("control length", length, length == CONTROL_LENGTH)
    slots = control.get32(CONTROL_AT_SLOT_COUNT)
    need("slot count", slots, MIN_SLOTS <= slots <= MAX_SLOTS)
    capacity = control.get(CONTROL_AT_PAYLOAD_CAPACITY)
    need("payload capacity", capacity, 1 <= capacity <= MAX_PAYLOAD)
    slot_length = control.get(CONTROL_AT_SLOT_LENGTH)
    need("slot length", slot_length, slot_length == _slot_length(capacity))
    frames_length = control.get(CONTROL_AT_FRAMES_LENGTH)
    need("frames length", frames_length, frames_length == slots * slot_length)
    epoch = control.get(CONTROL_AT_EPOCH)
    need("epoch", epoch, epoch == number)
    kind = control.get32(CONTROL_AT_STREAM_KIND)
    need("stream kind", kind, kind in (VIDEO, AUDIO))
    rate_num = control.get32(CONTROL_AT_FRAME_RATE_NUMERATOR)
    need("frame rate numerator", rate_num, rate_num >= 0)
    rate_den = control.get32(CONTROL_AT_FRAME_RATE_DENOMINATOR)
    need("frame rate denominator", rate_den, rate_den >= 1)
    duration = control.get(CONTROL_AT_DURATION)
    need("duration", duration, duration >= -1)
    flags = control.get32(CONTROL_AT_STREAM_FLAGS)
    need("stream flags", flags, flags & ~LIVE_SOURCE == 0)
    writer = control.get(CONTROL_AT_WRITER_PID), control.get(CONTROL_AT_WRITER_START)
    return slots, capacity, slot_length, frames_length, kind, writer


# ==== the reader =================================================================================================


class _Connection:
    """The reader's end of the control socket. It stays open while the reader or any frame of it is held."""

    def __init__(self, sock):
        self._socket = sock
        self._lock = threading.Lock()
        self._references = 1
        self._rung_for = 0
        self.is_lost = False

    def retain(self):
        with self._lock:
            self._references += 1

    def release(self):
        with self._lock:
            self._references -= 1
            if self._references == 0:
                self._socket.close()

    def drain(self):
        """Looks without waiting whether the writer is there; bells are heard by the way."""
        try:
            got = b"!" * 256
            while len(got) == 256:
                got = self._socket.recv(256, socket.MSG_DONTWAIT)
            self.is_lost |= not got
        except BlockingIOError:
            pass
        except OSError:
            self.is_lost = True
        return self.is_lost

    def sleep(self, seconds):
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        poll.poll(max(1, int(seconds * 1000)))
        self.drain()

    def ring(self, wait_sequence):
        """Wakes the writer, about once for each time it sleeps. Any thread."""
        if self._rung_for == wait_sequence:
            return
        self._rung_for = wait_sequence
        try:
            self._socket.send(b"!", socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        except BlockingIOError:
            pass
        except OSError:
            self.is_lost = True


class _ReaderEpoch:
    """A reader's half of the slot protocol on one epoch: find, pin, release."""

    def __init__(self, directory, stream, number, cell, reader_name, policy, connection):
        self.number, self.connection = number, connection
        self._policy, self._bit = policy, _pin_bit(cell)
        self._cell = _cell_at(cell)
        self._release_lock = threading.Lock()
        self.control = _Control(_map(directory.resolve(f"{stream}.{number}.control"), CONTROL_LENGTH, True))
        # The writer's pid and start tell it from any other.
        self.slots, self.capacity, self._slot_length, length, self.kind, self.writer = _attach(self.control, number)
        self._held = {}  # by slot: sequences that this reader pins; pins in shared memory may be damaged
        self._frames = _map(directory.resolve(f"{stream}.{number}.frames"), length, False)
        name = self.control.bytes(self._cell + CELL_AT_NAME, NAME_LENGTH).split(b"\0")[0]
        grant = self.control.get32(self._cell + CELL_AT_GRANT_STATE)
        if grant not in (GRANT_ACTIVE, GRANT_EVICTED) or name != reader_name.encode("ascii"):
            raise CorruptError(f"cell {cell} of epoch {number} is not this reader's")
        self.consumed = self.cell(CELL_AT_JOIN_CURSOR)

    def cell(self, field):
        return self.control.get(self._cell + field)

    def set_cell(self, field, value):
        self.control.set(self._cell + field, value)

    def _count(self, field, by):
        self.control.add(self._cell + field, by)

    @property
    def is_evicted(self):
        # SYNC evict-2 (pairs with evict-1): after a look at the slot word.
        return self.control.get32(self._cell + CELL_AT_GRANT_STATE) == GRANT_EVICTED

    @property
    def writer_state(self):
        return self.control.get32(CONTROL_AT_WRITER_STATE)

    @property
    def is_drained(self):
        return self.control.get(CONTROL_AT_PUBLISHED_CURSOR) == self.consumed

    def next(self):
        """Pins the next frame that the policy wants; None when there is none. Corrupt ones are counted and passed over."""
        while True:
            slot = self._next_slot()
            if slot is None:
                return None
            start = slot * self._slot_length
            try:
                # Copied, then checked: what is written there meanwhile is not looked at.
                header = Header._checked(self._frames[start : start + FRAME_LENGTH], self, self.consumed)
                break
            except CorruptError:
                self._count(CELL_AT_DELIVERED, -1)
                self._count(CELL_AT_SKIPPED_CORRUPT, 1)
                self.unpin(slot, self.consumed)
        if header.pts != NO_PTS:
            num, den = header.time_base_num * 1_000_000_000, header.time_base_den
            self.set_cell(CELL_AT_MEDIA_TIME, _wrap(header.pts * num // den + header.duration * num // den))
        start += PAYLOAD_OFFSET
        self.connection.retain()
        return Frame(self, slot, self.consumed, header, memoryview(self._frames)[start : start + header.payload_length])

    def _next_slot(self):
        for _ in range(64):
            # SYNC look-1 (pairs with publish-3): everything about frames up to the cursor is visible.
            cursor = self.control.get(CONTROL_AT_PUBLISHED_CURSOR)
            if cursor == self.consumed:
                return None
            if cursor < self.consumed or cursor > MAX_GENERATION:
                raise CorruptError(f"control header: cursor is {cursor}, already consumed: {self.consumed}")
            wanted = cursor if self._policy == LATEST else self.consumed + 1
            slot = self._pin(wanted)
            if slot is not None:
                if wanted > self.consumed + 1:
                    self._count(CELL_AT_SKIPPED_STALE, wanted - self.consumed - 1)
                self._count(CELL_AT_DELIVERED, 1)
                self._consume(wanted)
                return slot
            if self._policy == EVERY:
                if self.is_evicted:
                    return None
                raise CorruptError(f"publication ring: frame {wanted} is gone before this reader consumed it")
            if self._policy == LEAKY:
                self._lose(max(wanted, cursor - self.slots))
            elif self.control.get(CONTROL_AT_PUBLISHED_CURSOR) == cursor:
                self._lose(cursor)
        return None

    def _pin(self, wanted):
        # SYNC look-2 (pairs with publish-2).
        entry = self.control.get(_ring_at(wanted))
        slot = entry & 255
        if entry >> 8 != wanted:
            return None
        if slot >= self.slots:
            raise CorruptError(f"publication ring: slot is {slot}, slots: {self.slots}")
        while True:
            word = self.control.get(_word_at(slot))
            if _state(word) != SLOT_READY or _generation(word) != wanted:
                return None
            if word & self._bit or slot in self._held:
                raise CorruptError(f"slot {slot} is pinned by this reader already")
            # SYNC pin-1 (pairs with publish-1 and claim-1): succeeds only on exactly the frame that was meant.
            if self.control.compare_and_set(_word_at(slot), word, word | self._bit):
                self._held[slot] = wanted
                return slot

    def _consume(self, sequence):
        self.consumed = sequence
        # SYNC consume-1 (pairs with consume-2): after the pin.
        self.set_cell(CELL_AT_CONSUMED_CURSOR, sequence)

    def _lose(self, last):
        self._count(CELL_AT_SKIPPED_OVERWRITTEN, last - self.consumed)
        self._consume(last)

    def unpin(self, slot, sequence):
        """Any thread of this process."""
        with self._release_lock:
            if self._held.get(slot) == sequence:
                del self._held[slot]  # first: after that it may be pinned anew
            while True:
                word = self.control.get(_word_at(slot))
                if not word & self._bit or _generation(word) != sequence:
                    self._count(CELL_AT_STALE_RELEASES, 1)
                    return
                # SYNC release-1 (pairs with claim-1): full, so no read of the payload moves after it.
                if self.control.compare_and_set(_word_at(slot), word, word & ~self._bit):
                    break
            self._count(CELL_AT_RELEASED, 1)
        self._ring_writer()

    def _ring_writer(self):
        # SYNC release-2 (pairs with wait-1): after the compare-and-set, or the store of a reader that leaves.
        wait = self.control.get(CONTROL_AT_WRITER_WAIT_SEQUENCE)
        if wait & 1:
            self.connection.ring(wait)

    def finish(self):
        """Says that this reader wants nothing more."""
        self.set_cell(CELL_AT_CONSUMED_CURSOR, MAX_GENERATION)
        self._ring_writer()


def _wrap(value):
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


class Frame:
    """A frame that is pinned until it is closed: not one byte of it changes.

    Views got from it must not be used after that. Memoryviews then raise ValueError; numpy arrays cannot.
    """

    def __init__(self, epoch, slot, sequence, header, payload):
        self._epoch, self._slot = epoch, slot
        self._views = [payload]
        self.sequence, self.epoch, self.header = sequence, epoch.number, header
        self.payload = payload

    def plane(self, number):
        """A plane's bytes, rows * stride of them."""
        plane = self.header.planes[number]
        view = self.payload[plane.offset : plane.offset + plane.stride * plane.rows]
        self._views.append(view)
        return view

    def array(self, number, dtype="uint8"):
        """A plane as a numpy array of rows x stride, read-only; not part of the picture is what exceeds its width."""
        import numpy

        plane = self.header.planes[number]
        return numpy.frombuffer(self.plane(number), dtype).reshape(plane.rows, -1)

    def close(self):
        """Unpins the frame. Idempotent, from any thread, also after the reader was closed."""
        epoch, self._epoch = self._epoch, None
        if epoch is None:
            return
        for view in reversed(self._views):
            try:
                view.release()
            except BufferError:
                pass  # A numpy array looks at it.
        epoch.unpin(self._slot, self.sequence)
        epoch.connection.release()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Reader:
    """A reader of a stream: joins it, takes frames where they lie, follows new epochs. One thread at a time.

    policy: "every" frame in order, and the writer waits; the "latest" one; "leaky": in order while they last.
    timeout: longest wait for the stream to appear, seconds.
    """

    def __init__(self, pipeline, stream, name="python", policy="every", timeout=20.0, runtime_dir=None):
        if policy not in _POLICIES:
            raise Error(f"policy is {policy!r}, allowed: every, latest, leaky")
        self._directory = _Directory(runtime_dir, pipeline)
        self._stream, self._name, self._policy = stream, _check_name("reader", name), policy
        self._ahead = collections.deque()
        self._sleep_sequence = 0
        self._evicted = self._cut_off = self._closed = False
        path, deadline = self._directory.socket(stream), time.monotonic() + timeout
        while not self._join(path):
            if time.monotonic() >= deadline:
                raise Error(
                    f"stream '{stream}' of pipeline '{pipeline}' has no writer that takes this reader in (waited {timeout:g} s "
                    f"at '{path}'); start its capture, or check the names"
                )
            time.sleep(0.01)

    # -- joining --

    def _join(self, path):
        """Whether it joined; not when nobody listens there (any more), or the writer says to come again."""
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)  # not inherited by programs that are run
        try:
            try:
                # Without waiting, so that a writer whose queue is full cannot hold us longer than we mean to wait.
                sock.setblocking(False)
                sock.connect(path)
                sock.setblocking(True)
            except (FileNotFoundError, ConnectionRefusedError, ConnectionResetError, BlockingIOError):
                return False
            if not _is_same_user(sock):
                raise Error(f"'{path}' is served by another user")
            answer = self._ask(sock)
            if answer is None or answer.startswith(("ERROR busy ", "ERROR timeout ")):
                return False
            number, self._cell = self._parse(answer)
            self._connection = _Connection(sock)
            try:
                self._directory.check()
                epoch = self._open(number)
            except FileNotFoundError:
                return False  # It ended, or evicted this reader already, which then joins again.
            except (Error, OSError):
                if self._connection.drain():
                    return False
                raise
            # A writer keeps the connection until we say that we have mapped its files. So if it is there now, the files
            # were those of this writer and not of a successor.
            if self._connection.drain():
                return False
            epoch.set_cell(CELL_AT_PRESENCE, PRESENCE_MAPPED)
            self._current, sock = epoch, None
            return True
        finally:
            if sock is not None:
                sock.close()

    def _ask(self, sock):
        """The answer, read one byte at a time: bytes after the newline are doorbells. None when the writer hung up."""
        try:
            sock.sendall(f"ZOETROPE 1 READER name={self._name} policy={self._policy} pid={os.getpid()}\n".encode("ascii"))
            sock.settimeout(5)
            line = b""
            while len(line) < _MAX_LINE:
                octet = sock.recv(1)
                if not octet:
                    return None
                if octet == b"\n":
                    sock.settimeout(None)
                    return line.decode("ascii", "replace")
                line += octet
        except socket.timeout:
            raise Error("the writer did not answer within 5 s") from None
        except (BrokenPipeError, ConnectionResetError):
            return None
        raise Error(f"the writer answered with more than {_MAX_LINE} bytes")

    def _parse(self, answer):
        if answer.startswith("ERROR "):
            raise Error(f"stream '{self._stream}': {answer[6:]}")
        try:
            verb, *words = answer.split(" ")
            keys = dict(word.split("=", 1) for word in words if "=" in word)
            epoch, cell = int(keys["epoch"]), int(keys["cell"])
            names = [f"{self._stream}.{epoch}.{kind}" for kind in ("control", "frames")]
            if verb != "OK" or not 0 <= cell < MAX_READERS or [keys["control"], keys["frames"]] != names:
                raise ValueError
            return epoch, cell
        except (KeyError, ValueError):
            raise Error(f"the writer answered {answer!r}, which cannot be read") from None

    def _open(self, number):
        return _ReaderEpoch(
            self._directory, self._stream, number, self._cell, self._name, _POLICIES[self._policy], self._connection
        )

    # -- frames --

    def poll(self):
        """Takes a frame if there is one, else returns None. CorruptError when shared memory cannot be right."""
        if self._closed:
            raise ValueError("the reader is closed")
        while not self._evicted:
            self._map_ahead()
            frame = self._current.next()
            if frame is not None:
                return frame
            self._evicted = self._current.is_evicted
            if self._evicted or not self._follow():
                return None
        return None

    def wait(self, timeout=None):
        """Takes a frame, waiting for one; None when the time (seconds) is up or the stream is over."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            frame = self.poll()
            if frame is not None or self.state != "live":
                return frame
            left = 0.1 if deadline is None else deadline - time.monotonic()
            if left <= 0:
                return None
            self._doze(min(left, 0.1))

    def __iter__(self):
        """Frames until the stream is over; each is closed after the loop's body."""
        while True:
            frame = self.wait()
            if frame is None:
                return
            with frame:
                yield frame

    def _map_ahead(self):
        """Maps every epoch that the newest one mapped leads to, so that a writer that ends may remove the files."""
        last = self._ahead[-1] if self._ahead else self._current
        while not self._cut_off and last.writer_state == STATE_SUPERSEDED and not last.is_evicted:
            number = last.control.get(CONTROL_AT_NEXT_EPOCH)
            if number <= last.number:
                raise CorruptError(f"control header: next epoch is {number}, this one: {last.number}")
            try:
                after = self._open(number)
                if after.writer != last.writer and self._connection.drain():
                    # Another writer's, which counts from 1 again: the one looked for is missing.
                    raise FileNotFoundError(errno.ENOENT, "another writer's", self._stream)
            except FileNotFoundError:
                self._cut_off = self._connection.drain()
                if not self._cut_off and not last.is_evicted:
                    raise
                return
            except CorruptError:
                if not last.is_evicted:  # The cell of an evicted reader is not carried over.
                    raise
                return
            after.set_cell(CELL_AT_PRESENCE, PRESENCE_MAPPED)
            self._ahead.append(after)
            last = after

    def _follow(self):
        """Moves to the next epoch when this one is superseded and drained; whether to look for a frame again."""
        old = self._current
        # SYNC follow-1 (pairs with roll-1): the state is read before the cursor.
        state = old.writer_state
        if not STATE_LIVE <= state <= STATE_SUPERSEDED:
            raise CorruptError(f"control header: writer state is {state}, allowed: 1 to 4")
        if state != STATE_SUPERSEDED:
            return False
        if not old.is_drained:
            return True
        self._map_ahead()
        if not self._ahead:
            return False
        for field in range(CELL_AT_DELIVERED, CELL_AT_MEDIA_TIME + 8, 8):
            self._ahead[0].set_cell(field, old.cell(field))
        old.set_cell(CELL_AT_PRESENCE, PRESENCE_LEFT)
        self._current = self._ahead.popleft()
        return True

    def _doze(self, seconds):
        here = self._current
        self._sleep_sequence += 2
        # SYNC sleep-1 (pairs with bell-1): says "I sleep" before looking once more.
        here.set_cell(CELL_AT_SLEEP_SEQUENCE, self._sleep_sequence - 1)
        # SYNC sleep-2 (pairs with publish-3 and bell-1): cursor and state are read after that store.
        if here.is_drained and here.writer_state == STATE_LIVE:
            self._connection.sleep(seconds)
        here.set_cell(CELL_AT_SLEEP_SEQUENCE, self._sleep_sequence)

    @property
    def state(self):
        """ "live", "ended", "failed", "lost" (the writer died) or "evicted"; ends only once no frame is left to take."""
        if self._closed:
            return self._state_at_close
        if self._evicted:
            return "evicted"
        state, here = "live", self._current
        writer = here.writer_state
        if writer == STATE_LIVE:
            # Once more after the connection ended: an orderly end was written before.
            if self._connection.drain() and here.writer_state == STATE_LIVE:
                state = "lost"
        elif writer == STATE_SUPERSEDED:
            if self._cut_off and not self._ahead:
                state = "lost"
        else:
            state = "ended" if writer == STATE_ENDED else "failed"
        return state if state != "live" and here.is_drained else "live"

    @property
    def kind(self):
        """ "video" or "audio"."""
        return "video" if self._current.kind == VIDEO else "audio"

    @property
    def counters(self):
        """What this reader was given and what it lost, cumulative since it joined."""
        return {
            name: self._current.cell(field)
            for name, field in (
                ("delivered", CELL_AT_DELIVERED),
                ("skipped_stale", CELL_AT_SKIPPED_STALE),
                ("skipped_overwritten", CELL_AT_SKIPPED_OVERWRITTEN),
                ("skipped_corrupt", CELL_AT_SKIPPED_CORRUPT),
                ("released", CELL_AT_RELEASED),
                ("stale_releases", CELL_AT_STALE_RELEASES),
            )
        }

    def close(self):
        """Leaves the stream. Frames still held stay good, and keep the connection, until they are closed."""
        if self._closed:
            return
        self._state_at_close = self.state
        self._closed = True
        for epoch in (self._current, *self._ahead):
            epoch.finish()
        self._connection.release()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


# ==== the writer =================================================================================================

_MAX_RETIRED = 4
_MAX_PENDING = 64
_HANDSHAKE_S = 2.0
_PERIOD_S = 0.05
_HEARTBEAT_S = 0.1
_NOBODY = MAX_READERS


def _take_lock(directory, name):
    """Locks <name>.lock; None when it is taken.

    The lock belongs to the open file, not to the process (F_OFD_SETLK), so that a second writer in this process is turned
    away too; for others it is the record lock that the protocol asks for.
    """
    path = directory.resolve(name + ".lock")
    deadline = time.monotonic() + 0.5  # A clean-up holds it for a moment.
    while True:
        directory.create()
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.fcntl(fd, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
                # A former holder may have removed the file between our open and our lock.
                if os.path.samestat(os.fstat(fd), os.stat(path)):
                    return fd
            except BaseException:
                os.close(fd)
                raise
            os.close(fd)
        except (BlockingIOError, PermissionError, FileNotFoundError):
            if time.monotonic() > deadline:
                return None
        time.sleep(0.01)


def _free_lock(directory, name, fd):
    _unlink(directory.resolve(name + ".lock"))  # by its holder, before it unlocks
    os.close(fd)
    directory.remove_if_empty()


class Source:
    """Announces streams, so that those who are told a source's name find them. A context manager.

    "zoetrope encode" and "zoetrope display" read the streams of the source "capture" unless told otherwise. Announce
    streams when they can be joined; a source has another name than every stream.
    """

    def __init__(self, pipeline, name, streams, runtime_dir=None):
        self._directory, self._name = _Directory(runtime_dir, pipeline), _check_name("source", name)
        text = "".join(_check_name("stream", stream) + "\n" for stream in streams)
        self._lock_fd = _take_lock(self._directory, name)
        if self._lock_fd is None:
            raise Error(f"source '{name}' of pipeline '{pipeline}' is already running")
        temporary = self._directory.resolve(f".{name}.streams.new")
        with open(temporary, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)
        os.rename(temporary, self._directory.resolve(name + ".streams"))

    def close(self):
        """Withdraws the announcement."""
        if self._lock_fd is not None:
            _unlink(self._directory.resolve(self._name + ".streams"))
            _free_lock(self._directory, self._name, self._lock_fd)
            self._lock_fd = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class _Refusal(Exception):
    """What is answered to a reader that cannot join: code and text."""


class _Member:
    """A reader that joined."""

    def __init__(self, sock, name, policy, pid):
        self.socket, self.name, self.policy, self.pid = sock, name, policy, pid
        self.rung_for = 0
        self.is_evicted = False
        self.is_leaving = False  # It said in an epoch that it wants nothing more.

    def ring(self):
        try:
            self.socket.send(b"!", socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        except OSError:
            pass  # Full: bells are waiting already. Gone: the server notices.


class _StallWatch:
    """Who has been in the way without progress while no slot could be had.

    Time counts in small steps only, so that a pause of this process or of the machine is not held against a reader.
    """

    def __init__(self, timeout):
        self._timeout = timeout
        self._watched = {}

    def reset(self, reader=None):
        if reader is None:
            self._watched.clear()
        else:
            self._watched.pop(reader, None)

    def is_stalled(self, reader, progress):
        now = time.monotonic()
        known, stalled, seen = self._watched.get(reader, (None, 0.0, now))
        stalled = stalled + min(0.25, now - seen) if known == progress else 0.0
        self._watched[reader] = progress, stalled, now
        return stalled >= self._timeout


class _WriterEpoch:
    """An epoch as its writer has it; the files appear complete, the control file last."""

    def __init__(self, writer, number, capacity, former):
        self.number, self.capacity, self.slots, self.kind = number, capacity, writer._slots, writer._kind
        self.slot_length = _slot_length(capacity)
        self.cursor = 0
        self.members = set()
        self._claimed = set()
        self._paths = [writer._directory.resolve(f"{writer._stream}.{number}.{kind}") for kind in ("frames", "control")]
        length = self.slots * self.slot_length
        made = []
        try:
            self.frames = self._make(self._paths[0], length, made)
            self.control = _Control(self._make(self._paths[1], CONTROL_LENGTH, made))
            self._fill(writer, length)
            if former is not None:
                writer._carry_over(former, self)
            for path in self._paths:
                os.rename(self._unfinished(path), path)
        except BaseException:
            for path in made:
                _unlink(path)
            self.delete_files()
            raise

    @staticmethod
    def _unfinished(path):
        return os.path.join(os.path.dirname(path), "." + os.path.basename(path) + ".new")

    def _make(self, path, length, made):
        """A file with its space really there: a full disk is an error now, not a fault later."""
        temporary = self._unfinished(path)
        _unlink(temporary)
        fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        made.append(temporary)
        try:
            os.posix_fallocate(fd, 0, length)
            return mmap.mmap(fd, length, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
        except OSError as e:
            raise Error(f"no room for '{path}': {length} bytes needed ({e.strerror}); free some, or use fewer slots") from e
        finally:
            os.close(fd)

    def _fill(self, writer, length):
        control = self.control
        control.set32(CONTROL_AT_LAYOUT_VERSION, LAYOUT_VERSION)
        control.set32(CONTROL_AT_CONTROL_LENGTH, CONTROL_LENGTH)
        control.set(CONTROL_AT_EPOCH, self.number)
        control.set(CONTROL_AT_FRAMES_LENGTH, length)
        control.set32(CONTROL_AT_SLOT_COUNT, self.slots)
        control.set32(CONTROL_AT_STREAM_KIND, self.kind)
        control.set(CONTROL_AT_SLOT_LENGTH, self.slot_length)
        control.set(CONTROL_AT_PAYLOAD_CAPACITY, self.capacity)
        control.set(CONTROL_AT_WRITER_PID, os.getpid())
        control.set(CONTROL_AT_WRITER_START, writer._start_ns)
        control.set(CONTROL_AT_DURATION, writer._duration_ns)
        control.set32(CONTROL_AT_FRAME_RATE_NUMERATOR, writer._frame_rate[0])
        control.set32(CONTROL_AT_FRAME_RATE_DENOMINATOR, writer._frame_rate[1])
        control.set32(CONTROL_AT_STREAM_FLAGS, LIVE_SOURCE if writer._live else 0)
        control.set32(CONTROL_AT_WRITER_STATE, STATE_LIVE)
        control.set(CONTROL_AT_HEARTBEAT, time.monotonic_ns())
        for slot in range(self.slots):
            control.set(_word_at(slot), _word(SLOT_FREE, 0))
        for reader in range(MAX_READERS):
            control.set32(_cell_at(reader) + CELL_AT_GRANT_STATE, GRANT_EMPTY)
        # SYNC create-1 (pairs with attach-1): the magic says that all of the above is there.
        control.set(CONTROL_AT_MAGIC, MAGIC)

    def grant(self, reader, member, cursor, published_before=0, caused_drops=0):
        """Fills an unused cell; the reader takes part from the store of the grant on."""
        cell, control = _cell_at(reader), self.control
        control.put(cell, bytes(CELL_LENGTH))
        control.set32(cell + CELL_AT_GRANT_STATE, GRANT_EMPTY)
        control.set32(cell + CELL_AT_POLICY, member.policy)
        control.set(cell + CELL_AT_JOIN_CURSOR, cursor)
        control.set(cell + CELL_AT_PUBLISHED_BEFORE, published_before)
        control.set(cell + CELL_AT_CAUSED_DROPS, caused_drops)
        control.set(cell + CELL_AT_PID, member.pid)
        control.put(cell + CELL_AT_NAME, member.name.encode("ascii"))
        control.set(cell + CELL_AT_CONSUMED_CURSOR, cursor)
        self.members.add(reader)
        control.set32(cell + CELL_AT_GRANT_STATE, GRANT_ACTIVE)

    def cell(self, reader, field):
        return self.control.get(_cell_at(reader) + field)

    def has_finished(self, reader):
        return self.cell(reader, CELL_AT_CONSUMED_CURSOR) == MAX_GENERATION

    def pins_any(self, reader):
        return any(self.control.get(_word_at(slot)) & _pin_bit(reader) for slot in range(self.slots))

    def evict(self, reader):
        if reader in self.members:
            # SYNC evict-1 (pairs with evict-2): before the claim that takes a frame from that reader.
            self.control.set32(_cell_at(reader) + CELL_AT_GRANT_STATE, GRANT_EVICTED)

    def forget(self, reader):
        """The connection of a reader ended: its pins go."""
        bit = _pin_bit(reader)
        for slot in range(self.slots):
            word = self.control.get(_word_at(slot))
            while word & bit and not self.control.compare_and_set(_word_at(slot), word, word & ~bit):
                word = self.control.get(_word_at(slot))
        self.members.discard(reader)
        self.control.set32(_cell_at(reader) + CELL_AT_GRANT_STATE, GRANT_EMPTY)

    def claim(self, awaited):
        """Takes the oldest slot that no one pins and the awaited readers are done with; None when there is none."""
        while True:
            # SYNC consume-2 (pairs with consume-1): the cursors are read before the words, so a reader that counts as
            # done with a frame either shows its pin or has released it.
            done = min((self.cell(reader, CELL_AT_CONSUMED_CURSOR) for reader in awaited), default=MAX_GENERATION)
            best = None
            for slot in set(range(self.slots)) - self._claimed:  # those are ours, whatever their words say
                word = self.control.get(_word_at(slot))
                state, generation = _state(word), _generation(word)
                if state == SLOT_FREE or (state == SLOT_READY and not _pins(word) and generation <= done):
                    age = (state != SLOT_FREE, generation)
                    if best is None or age < best[0]:
                        best = age, slot, word
            if best is None:
                return None
            _, slot, word = best
            # SYNC claim-1 (pairs with pin-1 and release-1): fails when a reader pinned the slot since we looked.
            if self.control.compare_and_set(_word_at(slot), word, _word(SLOT_WRITING, _generation(word))):
                self._claimed.add(slot)
                return slot

    def publish(self, slot):
        self._claimed.discard(slot)
        self.cursor = sequence = self.cursor + 1
        # SYNC publish-1 (pairs with pin-1): whoever pins this word sees payload and header.
        self.control.set(_word_at(slot), _word(SLOT_READY, sequence))
        # SYNC publish-2 (pairs with look-2): whoever finds the entry finds the word READY.
        self.control.set(_ring_at(sequence), sequence << 8 | slot)
        # SYNC publish-3 (pairs with look-1 and sleep-2): the sleep flags are looked at next.
        self.control.set(CONTROL_AT_PUBLISHED_CURSOR, sequence)
        return sequence

    def abort(self, slot):
        self._claimed.discard(slot)
        self.control.set(_word_at(slot), _word(SLOT_FREE, _generation(self.control.get(_word_at(slot)))))
        self.control.add(CONTROL_AT_ABORTED, 1)

    def delete_files(self):
        for path in reversed(self._paths):
            _unlink(path)


class Claim:
    """A slot to fill: payload and header, then publish. As a context manager it aborts what was not published."""

    def __init__(self, writer, epoch, slot):
        self._writer, self._epoch, self._slot = writer, epoch, slot
        self.header = Header()
        start = slot * epoch.slot_length + PAYLOAD_OFFSET
        self.payload = memoryview(epoch.frames)[start : start + epoch.capacity]

    def array(self, number, dtype="uint8"):
        """A plane that the header describes, as a writable numpy array of rows x stride."""
        import numpy

        plane = self.header.planes[number]
        view = self.payload[plane.offset : plane.offset + plane.stride * plane.rows]
        return numpy.frombuffer(view, dtype).reshape(plane.rows, -1)

    def publish(self):
        """Makes the frame visible to every reader; its sequence number, 0 when the writer was closed meanwhile."""
        if self._slot is None:
            raise ValueError("the claim was published or aborted already")
        sequence = self._writer._publish(self._epoch, self._slot, self.header)
        self._done()
        return sequence

    def abort(self):
        """Gives the slot back unseen. Idempotent, and harmless after publish."""
        if self._slot is not None:
            self._writer._abort(self._epoch, self._slot)
            self._done()

    def _done(self):
        self._slot = None
        try:
            self.payload.release()
        except BufferError:
            pass  # A numpy array looks at it.

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.abort()


class Writer:
    """The writer of a stream: owns its files, its socket and its epochs. Thread-safe.

    capacity: most bytes of a frame; larger frames later start a new epoch. kind: "video" or "audio".
    pressure: what claim does without a slot: "wait" (files) or "drop" and count (live sources).
    stall_timeout: how long a reader may be in the way without progress before the writer goes on without it, seconds.
    frame_rate: nominal, such as (25, 1); duration: expected, seconds.
    """

    def __init__(
        self,
        pipeline,
        stream,
        capacity,
        kind="video",
        slots=3,
        pressure="wait",
        stall_timeout=10.0,
        frame_rate=(0, 1),
        duration=None,
        runtime_dir=None,
    ):
        if kind not in _KINDS or pressure not in ("wait", "drop"):
            raise Error(f"kind is {kind!r}, allowed: video, audio; pressure is {pressure!r}, allowed: wait, drop")
        if not MIN_SLOTS <= slots <= MAX_SLOTS:
            raise Error(f"slots is {slots}, allowed: {MIN_SLOTS} to {MAX_SLOTS}")
        if not 1 <= capacity <= MAX_PAYLOAD:
            raise Error(f"capacity is {capacity} bytes, allowed: 1 to {MAX_PAYLOAD}")
        if stall_timeout <= 0 or frame_rate[0] < 0 or frame_rate[1] < 1:
            raise Error(f"stall timeout is {stall_timeout} s, frame rate {frame_rate}: allowed are positive ones")
        self._directory = _Directory(runtime_dir, pipeline)
        path = self._directory.socket(stream)  # too long a path fails here, before anything is made
        self._stream, self._kind, self._slots = stream, _KINDS[kind], slots
        self._live, self._stall_timeout, self._frame_rate = pressure == "drop", stall_timeout, tuple(frame_rate)
        self._duration_ns = -1 if duration is None else int(duration * 1_000_000_000)
        self._start_ns = time.time_ns()  # the same in all epochs: it tells this writer from another
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._members = [None] * MAX_READERS
        self._ever_joined = set()
        self._stalls = _StallWatch(stall_timeout)
        self._retired = []  # newest first
        self._cancelled = self._ended = False
        self._sleepers = self._open_claims = self._wait_sequence = 0
        self._lock_fd = _take_lock(self._directory, stream)
        if self._lock_fd is None:
            raise Error(f"stream '{stream}' already has a writer; stop it or choose another pipeline")
        try:
            self._current = _WriterEpoch(self, self._clean_up() + 1, capacity, None)
            try:
                self._server = _Server(self, path)
            except BaseException:
                self._current.delete_files()
                raise
        except BaseException:
            self._remove_names()
            raise

    # -- beginning and end --

    def _clean_up(self):
        """Removes what a dead writer left behind; returns the highest epoch found."""
        highest = 0
        epoch_file = re.compile(re.escape(self._stream) + r"\.([1-9][0-9]{0,17})\.(control|frames)\Z")
        for name in os.listdir(self._directory.path):
            found = epoch_file.match(name)
            if found:
                highest = max(highest, int(found.group(1)))
            unfinished = name.startswith(f".{self._stream}.") and name.endswith(".new")
            if found or unfinished or name in (f"{self._stream}.sock", f"{self._stream}.streams"):
                _unlink(self._directory.resolve(name))
        return highest

    def _remove_names(self):
        _unlink(self._directory.resolve(self._stream + ".sock"))
        _free_lock(self._directory, self._stream, self._lock_fd)

    def close(self):
        """Ends the stream: readers get what is published, then see "ended"."""
        self._finish(STATE_ENDED)

    def fail(self):
        """Ends the stream as failed: readers get what is published, then see "failed"."""
        self._finish(STATE_FAILED)

    def _finish(self, state):
        with self._lock:
            if self._ended:
                return
            self._cancelled = self._ended = True
            self._changed.notify_all()
            self._current.control.set32(CONTROL_AT_WRITER_STATE, state)
            self._ring_sleepers()
            self._await_mappers()
        self._server.stop()
        with self._lock:
            for epoch in (self._current, *self._retired):
                epoch.delete_files()
        self._remove_names()

    def _await_mappers(self):
        """Published frames are promised to readers that have yet to map their epoch: the files stay, for a while."""
        start = time.monotonic()
        while time.monotonic() - start < self._stall_timeout:
            every_only = time.monotonic() - start > 1
            if not any(
                self._is_active(epoch, reader)
                and not member.is_leaving
                and epoch.cell(reader, CELL_AT_PRESENCE) == 0
                and (not every_only or member.policy == EVERY)
                for epoch in (self._current, *self._retired)
                for reader, member in self._joined()
            ):
                return
            self._changed.wait(0.002)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.close()
        else:
            self.fail()

    def cancel(self):
        """Makes a waiting claim return None, from any thread, and every later one."""
        with self._lock:
            self._cancelled = True
            self._changed.notify_all()

    def await_reader(self, name, timeout):
        """Waits until a reader of that name has joined, now or earlier; whether it came."""
        with self._lock:
            self._changed.wait_for(lambda: self._cancelled or name in self._ever_joined, timeout)
            return name in self._ever_joined

    @property
    def dropped(self):
        """Frames dropped for want of a slot."""
        with self._lock:
            return self._current.control.get(CONTROL_AT_DROPPED)

    @property
    def epoch(self):
        """Number of the current epoch."""
        return self._current.number

    # -- readers, as the server's thread reports them --

    def _joined(self):
        return [(reader, member) for reader, member in enumerate(self._members) if member is not None]

    def _join(self, sock, name, policy, pid):
        """Admits a reader; returns its cell and the answer."""
        with self._lock:
            if None not in self._members:
                raise _Refusal(f"full stream '{self._stream}' has {MAX_READERS} readers, the most")
            reader = self._members.index(None)
            self._members[reader] = _Member(sock, name, policy, pid)
            self._stalls.reset(reader)
            self._current.grant(reader, self._members[reader], self._current.cursor)
            self._ever_joined.add(name)
            self._changed.notify_all()
            number, stream = self._current.number, self._stream
            return reader, f"OK epoch={number} cell={reader} control={stream}.{number}.control frames={stream}.{number}.frames\n"

    def _bell(self):
        with self._lock:
            self._changed.notify_all()

    def _leave(self, reader):
        with self._lock:
            self._members[reader] = None
            for epoch in (self._current, *self._retired):
                epoch.forget(reader)
            self._changed.notify_all()

    def _heartbeat(self):
        with self._lock:
            self._reap()
            self._current.control.set(CONTROL_AT_HEARTBEAT, time.monotonic_ns())

    # -- epochs --

    def _is_active(self, epoch, reader):
        """Whether a reader takes part in an epoch and may still want frames of it."""
        return reader in epoch.members and not self._members[reader].is_evicted and not epoch.has_finished(reader)

    def _is_behind(self, epoch, reader):
        return (
            self._is_active(epoch, reader)
            and not self._members[reader].is_leaving
            and epoch.cell(reader, CELL_AT_PRESENCE) != PRESENCE_LEFT
        )

    def _reap(self):
        """Frees superseded epochs that every reader has left."""
        for epoch in self._retired:
            for reader in epoch.members:
                self._members[reader].is_leaving |= epoch.has_finished(reader)
        for epoch in list(self._retired):
            if not any(self._is_behind(epoch, reader) for reader in epoch.members):
                self._retired.remove(epoch)
                epoch.delete_files()

    def _roll(self, capacity):
        """Moves to a new epoch; not when readers first have to follow out of older ones."""
        self._reap()
        if len(self._retired) >= _MAX_RETIRED:
            return False
        old = self._current
        self._current = _WriterEpoch(self, old.number + 1, max(capacity, old.capacity), old)
        self._retired.insert(0, old)
        old.control.set(CONTROL_AT_NEXT_EPOCH, self._current.number)
        # SYNC roll-1 (pairs with follow-1): the next epoch is complete before the old one names it.
        old.control.set32(CONTROL_AT_WRITER_STATE, STATE_SUPERSEDED)
        self._ring_sleepers()
        self._reap()
        return True

    def _carry_over(self, old, new):
        """Counters go on, and with them every reader that takes part."""
        for counter in range(CONTROL_AT_DROPPED, CONTROL_AT_EVICTIONS + 8, 8):
            new.control.set(counter, old.control.get(counter))
        new.control.set(CONTROL_AT_PUBLISHED_BEFORE, old.control.get(CONTROL_AT_PUBLISHED_BEFORE) + old.cursor)
        for reader, member in self._joined():
            if self._is_active(old, reader) and not member.is_leaving:
                here = old.cursor - old.cell(reader, CELL_AT_JOIN_CURSOR)
                before = old.cell(reader, CELL_AT_PUBLISHED_BEFORE) + here
                new.grant(reader, member, 0, before, old.cell(reader, CELL_AT_CAUSED_DROPS))

    def _ring_sleepers(self):
        """Wakes every reader that sleeps; after a store of the cursor or of the writer's state."""
        for reader, member in self._joined():
            where = self._current
            for epoch in self._retired:
                if self._is_behind(epoch, reader):
                    where = epoch  # The oldest comes last.
            # SYNC bell-1 (pairs with sleep-1 and sleep-2): after that store.
            sleep = where.cell(reader, CELL_AT_SLEEP_SEQUENCE)
            if sleep & 1 and sleep != member.rung_for:
                member.rung_for = sleep
                member.ring()

    # -- slots --

    def _awaited(self):
        return [
            reader
            for reader, member in self._joined()
            if member.policy == EVERY
            and reader in self._current.members
            and not member.is_evicted
            and not member.is_leaving
        ]

    def _is_blocking(self, reader):
        here = self._current
        return (
            (reader in self._awaited() and here.cell(reader, CELL_AT_CONSUMED_CURSOR) < here.cursor)
            or here.pins_any(reader)
            or any(self._is_behind(epoch, reader) for epoch in self._retired)
        )

    def _progress(self, reader):
        return sum(
            epoch.cell(reader, field)
            for epoch in (self._current, *self._retired)
            for field in (CELL_AT_CONSUMED_CURSOR, CELL_AT_RELEASED, CELL_AT_PRESENCE)
        )

    def _evict_stalled(self):
        """Evicts who stalled; whether a reader that is waited for is in the way."""
        in_the_way = False
        for reader, member in self._joined():
            if member.is_evicted or not self._is_blocking(reader):
                self._stalls.reset(reader)
            elif self._stalls.is_stalled(reader, self._progress(reader)):
                member.is_evicted = True
                for epoch in (self._current, *self._retired):
                    epoch.evict(reader)
                self._current.control.add(CONTROL_AT_EVICTIONS, 1)
                member.ring()
            else:
                in_the_way = True
        return in_the_way

    def _try_claim(self, length):
        here = self._current
        if length > here.capacity or here.cursor + 1 + self._open_claims >= MAX_GENERATION:
            if self._open_claims:
                raise Error(f"a frame of {length} bytes needs a new epoch: close open claims first")
            if not self._roll(length):
                return None
        return self._current.claim(self._awaited())

    def _make_way(self, length):
        """Evicts who stalled; when the slots in the way are theirs, goes on in a new epoch."""
        in_the_way = self._evict_stalled()
        slot = self._try_claim(length)
        if slot is not None or in_the_way:
            self._stalls.reset(_NOBODY)
            return slot
        # Left are pins of the evicted, our own open claims, and words that no one should have written.
        stuck = self._stalls.is_stalled(_NOBODY, self._open_claims)
        if self._open_claims:
            if stuck and not self._live:
                raise Error(f"{self._open_claims} open claims keep the slots: publish or abort one")
            return None
        stuck |= any(member.is_evicted and reader in self._current.members for reader, member in self._joined())
        return self._current.claim(self._awaited()) if stuck and self._roll(length) else None

    def _await_slot(self, length):
        start, slot = time.monotonic_ns(), None
        try:
            while slot is None and not self._cancelled:
                self._wait_sequence = (self._wait_sequence | 1) + 2
                self._sleepers += 1
                try:
                    # SYNC wait-1 (pairs with release-2): the slot words are looked at next.
                    self._current.control.set(CONTROL_AT_WRITER_WAIT_SEQUENCE, self._wait_sequence)
                    slot = self._try_claim(length)
                    if slot is None:
                        self._changed.wait(_PERIOD_S)
                        slot = None if self._cancelled else self._try_claim(length)
                finally:
                    self._sleepers -= 1
                    if self._sleepers == 0:
                        self._current.control.set(CONTROL_AT_WRITER_WAIT_SEQUENCE, self._wait_sequence + 1)
                if slot is None and not self._cancelled:
                    slot = self._make_way(length)
            return slot
        finally:
            self._current.control.add(CONTROL_AT_WAITS, 1)
            self._current.control.add(CONTROL_AT_WAITED, time.monotonic_ns() - start)

    def _count_drop(self):
        """Counts a frame never published, and blames the reader that is furthest behind among those in the way."""
        self._current.control.add(CONTROL_AT_DROPPED, 1)
        blocking = [reader for reader, _ in self._joined() if self._is_blocking(reader)]
        if blocking:
            culprit = min(blocking, key=lambda reader: self._current.cell(reader, CELL_AT_CONSUMED_CURSOR))
            self._current.control.add(_cell_at(culprit) + CELL_AT_CAUSED_DROPS, 1)

    def claim(self, length):
        """Takes a slot with room for length bytes. None when the frame is dropped or the writer was cancelled."""
        if not 0 <= length <= MAX_PAYLOAD:
            raise ValueError(f"frame of {length} bytes, allowed: 0 to {MAX_PAYLOAD}")
        with self._lock:
            if self._cancelled:
                return None
            slot = self._try_claim(length)
            if slot is None:
                slot = self._make_way(length) if self._live else self._await_slot(length)
            if slot is None:
                if self._live:
                    self._count_drop()
                return None
            self._stalls.reset()
            self._open_claims += 1
            return Claim(self, self._current, slot)

    def _publish(self, epoch, slot, header):
        with self._lock:
            if self._ended:
                return 0
            header.epoch, header.generation = epoch.number, epoch.cursor + 1
            header._pack_into(epoch.frames, slot * epoch.slot_length)
            self._open_claims -= 1
            sequence = epoch.publish(slot)
            self._ring_sleepers()
            return sequence

    def _abort(self, epoch, slot):
        with self._lock:
            epoch.abort(slot)
            self._open_claims -= 1
            self._changed.notify_all()


class _Caller:
    """A connection that has not said yet what it wants."""

    def __init__(self, sock):
        self.socket = sock
        self.line = b""
        self.deadline = time.monotonic() + _HANDSHAKE_S


class _Server:
    """The writer's end of the control socket, on a thread of its own: handshakes, doorbells, and who is gone."""

    def __init__(self, writer, path):
        self._writer = writer
        self._callers = set()
        self._stopping = False
        self._selector = selectors.DefaultSelector()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._listener.bind(path)
            self._listener.listen(_MAX_PENDING)
        except BaseException:
            self._listener.close()
            raise
        self._listener.setblocking(False)
        self._wake, wake = socket.socketpair()
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._selector.register(wake, selectors.EVENT_READ, lambda: None)
        self._thread = threading.Thread(target=self._serve, name="zoetrope-control", daemon=True)
        self._thread.start()

    def stop(self):
        self._stopping = True
        self._wake.send(b"!")
        self._thread.join()
        self._wake.close()

    def _serve(self):
        while not self._stopping:
            for key, _ in self._selector.select(_HEARTBEAT_S):
                key.data()
            now = time.monotonic()
            for caller in [caller for caller in self._callers if now > caller.deadline]:
                self._refuse(caller, "timeout no complete line within 2 s")
            self._writer._heartbeat()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()

    def _accept(self):
        try:
            sock, _ = self._listener.accept()
        except BlockingIOError:
            return
        except OSError:
            time.sleep(0.01)  # Out of file descriptors, perhaps: the same connection comes again at once.
            return
        sock.setblocking(False)
        caller = _Caller(sock)
        if not _is_same_user(sock):
            self._refuse(caller, "user this stream belongs to another user")
        elif len(self._callers) >= _MAX_PENDING:
            self._refuse(caller, "busy too many connections without a handshake")
        else:
            self._callers.add(caller)
            self._selector.register(sock, selectors.EVENT_READ, lambda: self._hear(caller))

    def _hang_up(self, caller):
        if caller in self._callers:
            self._callers.discard(caller)
            self._selector.unregister(caller.socket)
        caller.socket.close()

    def _refuse(self, caller, reason):
        try:
            caller.socket.send(f"ERROR {reason}\n".encode("ascii", "replace"))
        except OSError:
            pass  # It is refused either way.
        self._hang_up(caller)

    def _hear(self, caller):
        try:
            octets = caller.socket.recv(_MAX_LINE - len(caller.line))
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        caller.line += octets
        line, newline, _ = caller.line.partition(b"\n")
        if newline:
            try:
                self._admit(caller, line.decode("ascii", "replace"))
            except _Refusal as e:
                self._refuse(caller, str(e))
        elif not octets:
            self._hang_up(caller)
        elif len(caller.line) == _MAX_LINE:
            self._refuse(caller, f"line the first line has more than {_MAX_LINE} bytes")

    def _admit(self, caller, line):
        name, policy, pid = _parse_request(line)
        reader, answer = self._writer._join(caller.socket, name, policy, pid)
        self._callers.discard(caller)
        self._selector.modify(caller.socket, selectors.EVENT_READ, lambda: self._hear_bells(caller.socket, reader))
        try:
            caller.socket.send(answer.encode("ascii"))
        except OSError:
            pass  # Gone already, which is noticed next.

    def _hear_bells(self, sock, reader):
        try:
            gone = not sock.recv(256)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone:
            self._selector.unregister(sock)
            self._writer._leave(reader)
            sock.close()
        else:
            self._writer._bell()


def _parse_request(line):
    """Name, policy code and pid of a reader's line."""
    words = line.split(" ")
    if words[0] != "ZOETROPE":
        raise _Refusal("greeting expected 'ZOETROPE 1 READER name=... policy=...'")
    if words[1:2] != ["1"]:
        raise _Refusal("version this protocol is not spoken here, allowed: 1")
    if words[2:3] != ["READER"]:
        raise _Refusal("role expected READER")
    keys = dict(word.split("=", 1) for word in words[3:] if "=" in word)
    if not _NAME.match(keys.get("name", "")):
        raise _Refusal("argument name is not allowed: use 1 to 48 letters, digits, '_' and '-', a letter or digit first")
    policy = keys.get("policy", "every")
    if policy not in _POLICIES:
        raise _Refusal("argument policy is unknown, allowed: every, latest, leaky")
    pid = keys.get("pid", "0")
    if not re.match(r"-?[0-9]{1,18}\Z", pid):
        raise _Refusal("argument pid is not a number")
    return keys["name"], _POLICIES[policy], int(pid)
