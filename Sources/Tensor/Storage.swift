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
  /// largest lie on huge pages where the system has some: a pass over them takes 0.85 of the time.
  private static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let hugePage = 1 << 21
    if byteCount < hugePage {
      return .allocate(byteCount: Swift.max(byteCount, 1), alignment: byteCount < 1024 ? 16 : 64)
    }
    let block = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: hugePage)
    madvise(block, byteCount / hugePage * hugePage, MADV_HUGEPAGE)
    return block
  }

  deinit {
    let address = UInt(bitPattern: pointer)
    if LargeBlocks.sizes.contains(byteCount) {
      largeBlocks.withLock { $0.keep(address, byteCount) }
    } else {
      pointer.deallocate()
    }
  }
}

private let largeBlocks = Mutex(LargeBlocks())

/// Large blocks that were let go of, kept for the next array of the same size.
///
/// The system maps large blocks anew each time, a page fault every 4 KB: a training step, which needs the
/// same sizes again and again, took 1.1 times as long.
private struct LargeBlocks: ~Copyable {
  /// The sizes that are kept; smaller blocks are not worth the lock.
  static let sizes = 1 << 15...mostBytes
  private static let mostBytes = 1 << 29

  private var blocks: [Int: [UInt]] = [:]  // addresses by size
  private var totalBytes = 0  // of all blocks, at most mostBytes

  mutating func take(_ byteCount: Int) -> UInt? {
    guard let block = blocks[byteCount]?.popLast() else { return nil }
    totalBytes -= byteCount
    return block
  }

  /// What does not fit makes room: the sizes in use have changed.
  mutating func keep(_ block: UInt, _ byteCount: Int) {
    if totalBytes + byteCount > LargeBlocks.mostBytes {
      for block in blocks.values.joined() {
        UnsafeMutableRawPointer(bitPattern: block)?.deallocate()
      }
      blocks = [:]
      totalBytes = 0
    }
    blocks[byteCount, default: []].append(block)
    totalBytes += byteCount
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
