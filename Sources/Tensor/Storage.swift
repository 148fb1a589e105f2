import Synchronization

/// A block of memory that one or more arrays look at.
///
/// Writing needs a unique reference (see `NDArray.withMutableElements`); as nothing writes to shared
/// storage, it may cross threads.
final class Storage: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int

  /// Uninitialised memory, aligned to a cache line.
  init(byteCount: Int) {
    self.byteCount = byteCount
    let kept = largeBlocks.withLock { $0.take(byteCount) }
    pointer =
      kept.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
      ?? .allocate(byteCount: Swift.max(byteCount, 1), alignment: 64)
  }

  deinit {
    let address = UInt(bitPattern: pointer)
    if !largeBlocks.withLock({ $0.keep(address, byteCount) }) { pointer.deallocate() }
  }
}

private let largeBlocks = Mutex(LargeBlocks())

/// Large blocks that were let go of, kept for the next array of the same size.
///
/// The system maps large blocks anew each time, a page fault every 4 KB: a training step, which needs the
/// same sizes again and again, took 1.1 times as long.
private struct LargeBlocks: ~Copyable {
  private static let smallest = 1 << 18
  private static let mostBytes = 1 << 29

  private var blocks: [Int: [UInt]] = [:]  // addresses by size
  private var totalBytes = 0  // of all blocks, at most mostBytes

  mutating func take(_ byteCount: Int) -> UInt? {
    guard byteCount >= LargeBlocks.smallest, let block = blocks[byteCount]?.popLast() else {
      return nil
    }
    totalBytes -= byteCount
    return block
  }

  /// Whether the block was kept. What does not fit makes room: the sizes in use have changed.
  mutating func keep(_ block: UInt, _ byteCount: Int) -> Bool {
    guard byteCount >= LargeBlocks.smallest, byteCount <= LargeBlocks.mostBytes else {
      return false
    }
    if totalBytes + byteCount > LargeBlocks.mostBytes {
      for block in blocks.values.joined() {
        UnsafeMutableRawPointer(bitPattern: block)?.deallocate()
      }
      blocks = [:]
      totalBytes = 0
    }
    blocks[byteCount, default: []].append(block)
    totalBytes += byteCount
    return true
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
