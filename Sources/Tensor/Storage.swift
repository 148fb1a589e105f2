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
    pointer = .allocate(byteCount: Swift.max(byteCount, 1), alignment: 64)
  }

  deinit { pointer.deallocate() }
}
