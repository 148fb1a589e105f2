import Synchronization

/// Runs `body` for every block, on all threads that work.
///
/// The caller cuts its work into blocks by the work's own size alone. A block's result must not depend
/// on which thread runs it, so that every thread count gives the same bits.
@inline(never) @_optimize(none)
func forEachBlock(_ count: Int, _ body: @Sendable (Int) -> Void) {
  let threads = Swift.min(workingThreads(), count)
  if threads <= 1 {
    for block in 0..<count { body(block) }
    return
  }
  let next = Atomic<Int>(0)
  ThreadPool.shared.run(helpers: threads - 1) {
    while true {
      let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if block >= count { return }
      body(block)
    }
  }
}

/// Runs `body` for every block of every phase, all of a phase before any of the next, on all
/// threads that work.
///
/// For phases so short (some 20 us) that threads which met by sleeping would come too late: the next
/// block is claimed at once, and what is awaited are only blocks that another thread is at.
func forEachBlock(
  _ count: Int, phases: Int, _ body: @Sendable (_ phase: Int, _ block: Int) -> Void
) {
  let threads = Swift.min(workingThreads(), count)
  if threads <= 1 {
    for phase in 0..<phases { for block in 0..<count { body(phase, block) } }
    return
  }
  let next = Atomic<Int>(0)
  let done = Atomic<Int>(0)
  ThreadPool.shared.run(helpers: threads - 1) {
    while true {
      let (phase, block) = next.wrappingAdd(1, ordering: .relaxed).oldValue
        .quotientAndRemainder(dividingBy: count)
      if phase >= phases { return }
      wait { done.load(ordering: .acquiring) >= phase * count }
      body(phase, block)
      done.wrappingAdd(1, ordering: .releasing)
    }
  }
}

/// A pointer that block bodies may read, and write through, each to its own part. Taken before the blocks: an array within
/// them would have its references counted by all threads at one place in memory.
struct Shared<T>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<T>
  var input: UnsafePointer<T> { UnsafePointer(pointer) }
  init(_ pointer: UnsafeMutablePointer<T>) { self.pointer = pointer }
  init(_ pointer: UnsafePointer<T>) { self.pointer = UnsafeMutablePointer(mutating: pointer) }
}
