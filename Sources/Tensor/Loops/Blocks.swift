// Passes over memory in blocks of a fixed size: the bits do not depend on the number of threads.

private let elementsPerBlock = 1 << 15

/// Below this many elements (some 6 us) another thread gains nothing.
private let fewestForThreads = 1 << 16

/// Calls `body` with the start and length of each block of `count` elements and the block's number.
func forEachBlock(
  ofElements count: Int, _ body: @Sendable (_ start: Int, _ length: Int, _ block: Int) -> Void
) {
  @Sendable func run(_ block: Int) {
    let start = block * elementsPerBlock
    body(start, Swift.min(elementsPerBlock, count - start), block)
  }
  let blocks = blockCount(ofElements: count)
  if count < fewestForThreads { (0..<blocks).forEach(run) } else { forEachBlock(blocks, run) }
}

func blockCount(ofElements count: Int) -> Int {
  (count + elementsPerBlock - 1) / elementsPerBlock
}
