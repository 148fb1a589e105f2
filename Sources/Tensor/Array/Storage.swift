import Glibc
import Synchronization

/// A block of memory that one or more arrays look at.
///
/// Writing needs a unique reference (see `NDArray.withMutableElements`); as nothing writes to shared
/// storage, it may cross threads.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int

  /// Uninitialised memory.
  init(byteCount: Int) {
    self.byteCount = byteCount
    let kept =
      LargeBlocks.sizes.contains(byteCount) ? largeBlocks.withLock { $0.take(byteCount) } : nil
    pointer =
      kept.flatMap { UnsafeMutableRawPointer(bitPattern: $0) } ?? Storage.allocate(byteCount)
  }

  /// Aligned to a cache line; small blocks as malloc gives them, which takes a fraction of the time. The
  /// largest lie on huge pages where the system has some, which a pass over them notices.
  private static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let hugePage = 1 << 21
    if byteCount < hugePage {
      return .allocate(byteCount: Swift.max(byteCount, 1), alignment: byteCount < 1024 ? 16 : 64)
    }
    // aligned_alloc would want a multiple of the alignment.
    var block: UnsafeMutableRawPointer?
    guard posix_memalign(&block, hugePage, byteCount) == 0, let block else {
      trap("the system has no memory for an array of \(byteCount) bytes")
    }
    madvise(block, byteCount / hugePage * hugePage, MADV_HUGEPAGE)
    return block
  }

  deinit {
    guard LargeBlocks.sizes.contains(byteCount) else { return pointer.deallocate() }
    let address = UInt(bitPattern: pointer)
    let dropped = largeBlocks.withLock { $0.keep(address, byteCount) }
    for block in dropped { UnsafeMutableRawPointer(bitPattern: block)?.deallocate() }
  }
}

private let largeBlocks = Mutex(LargeBlocks())

/// Large blocks that were let go of, kept for the next array of the same size.
///
/// The system maps large blocks anew each time, a page fault every 4 KB, and a training step needs the same sizes again
/// and again.
private struct LargeBlocks: ~Copyable {
  /// The sizes that are kept; smaller blocks are not worth the lock.
  static let sizes = 1 << 15...mostBytes
  private static let mostBytes = 1 << 29

  private var freeBlocks: [Int: BlocksOfSize] = [:]  // by size
  private var totalBytes = 0  // of all blocks, at most mostBytes
  private var uses = 0

  private struct BlocksOfSize {
    var blocks: [UInt] = []  // addresses
    var lastUse = 0
  }

  mutating func take(_ byteCount: Int) -> UInt? {
    guard let block = freeBlocks[byteCount]?.blocks.popLast() else { return nil }
    totalBytes -= byteCount
    touch(byteCount)
    return block
  }

  /// - Returns: blocks to free: where there is no more room, those of the sizes that have not been used for longest.
  mutating func keep(_ block: UInt, _ byteCount: Int) -> [UInt] {
    var dropped: [UInt] = []
    while totalBytes + byteCount > LargeBlocks.mostBytes,
      let oldest = freeBlocks.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
    {
      let blocks = freeBlocks.removeValue(forKey: oldest)!.blocks
      totalBytes -= blocks.count * oldest
      dropped += blocks
    }
    freeBlocks[byteCount, default: BlocksOfSize()].blocks.append(block)
    totalBytes += byteCount
    touch(byteCount)
    return dropped
  }

  private mutating func touch(_ byteCount: Int) {
    uses += 1
    freeBlocks[byteCount]?.lastUse = uses
  }
}

/// Uninitialised memory of which each thread writes its own part; it lives as long as this value.
struct Memory<Element: BitwiseCopyable>: Sendable {
  private let storage: Storage

  init(count: Int) { storage = Storage(byteCount: count * MemoryLayout<Element>.stride) }

  var pointer: UnsafeMutablePointer<Element> {
    storage.pointer.assumingMemoryBound(to: Element.self)
  }
}
