/// How many elements a block of a loop has. It depends on the loop alone, so that the bits do not depend on the number of
/// threads; an array of a few million elements makes enough blocks for 64 of them.
enum BlockSize {
  static let elements = 1 << 15

  /// As many rows as have about that many elements.
  static func rows(of width: Int) -> Int { Swift.max(1, elements / Swift.max(width, 1)) }

  static func count(of elements: Int, _ size: Int = elements) -> Int {
    (elements + size - 1) / size
  }
}

/// Runs `body` for every block of `count` elements, with the block's range and number, on all threads where there are at
/// least two blocks. Neither inlined nor made anew for each body: the code of all loops would be there twice.
@inline(never) @_optimize(none)
func forEachBlock(
  ofElements count: Int, size: Int = BlockSize.elements,
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
