/// How many elements a block of a loop has. It depends on the loop alone, so that the bits do not depend on the number of
/// threads; an array of a few million elements makes enough blocks for 64 of them.
enum BlockSize {
  /// Where an element takes about as long as its way through memory.
  static let light = 1 << 15
  /// Where it takes some nanoseconds. Blocks of 4,096 elements, which threads took in turn, gained nothing from a second
  /// one.
  static let heavy = 1 << 15

  static func count(of elements: Int, _ size: Int) -> Int { (elements + size - 1) / size }
}

/// Runs `body` for every block of `count` elements, with the block's range and number, on all threads where there are at
/// least two blocks. Neither inlined nor made anew for each body: the code of all loops would be there twice.
@inline(never) @_optimize(none)
func forEachBlock(
  ofElements count: Int, size: Int = BlockSize.light,
  _ body: @Sendable (_ range: Range<Int>, _ block: Int) -> Void
) {
  if count <= size {
    if count > 0 { body(0..<count, 0) }
    return
  }
  forEachBlock(BlockSize.count(of: count, size)) { block in
    let start = block * size
    body(start..<Swift.min(start + size, count), block)
  }
}
