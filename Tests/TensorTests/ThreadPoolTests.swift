import CApusKernels
import Foundation
import Synchronization
import Testing

@testable import ApusTensor

/// Whoever calls, and whether helpers come or not: every block once, and none after the call has returned.
@Suite struct ThreadPoolTests {
  /// How often each of `count` blocks ran.
  private func runs(_ count: Int, _ body: @Sendable (Int) -> Void = { _ in }) -> [Int] {
    let counts = Mutex([Int](repeating: 0, count: count))
    forEachBlock(count) { block in
      body(block)
      counts.withLock { $0[block] += 1 }
    }
    return counts.withLock(\.self)
  }

  @Test(arguments: [1, 2, 3, 9, 64]) func everyBlockOnce(threads: Int) {
    withThreads(threads) {
      for count in [0, 1, 2, 7, 1000] {
        #expect(runs(count) == [Int](repeating: 1, count: count))
      }
    }
  }

  /// Short calls one after another meet helpers that are late, looking and asleep.
  @Test func callsInQuickSuccession() {
    withThreads(3) {
      for call in 0..<20_000 {
        if call % 1000 == 0 { usleep(200) }
        let sum = Atomic<Int>(0)
        forEachBlock(4) { sum.wrappingAdd($0 + 1, ordering: .relaxed) }
        let total = sum.load(ordering: .relaxed)
        if total != 10 {
          Issue.record("call \(call): sum \(total)")
          return
        }
      }
    }
  }

  @Test func callsWithinCalls() {
    withThreads(3) {
      let inner = Mutex<[[Int]]>([])
      #expect(
        runs(5) { _ in
          let counts = runs(6)
          inner.withLock { $0.append(counts) }
        } == [1, 1, 1, 1, 1])
      #expect(inner.withLock(\.self) == [[Int]](repeating: [1, 1, 1, 1, 1, 1], count: 5))
    }
  }

  @Test func callsFromSeveralThreads() {
    withThreads(3) {
      let wrong = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        for _ in 0..<500 where runs(7) != [1, 1, 1, 1, 1, 1, 1] {
          wrong.wrappingAdd(1, ordering: .relaxed)
        }
      }
      #expect(wrong.load(ordering: .relaxed) == 0)
    }
  }

  /// Another thread takes part: two blocks that wait for each other end. In a process of its own, in which nobody else
  /// has the helpers.
  @Test func helpersCome() async {
    await #expect(processExitsWith: .success) {
      withThreads(2) {
        let arrived = Atomic<Int>(0)
        forEachBlock(2) { _ in
          arrived.wrappingAdd(1, ordering: .relaxed)
          wait { arrived.load(ordering: .relaxed) == 2 }
        }
      }
    }
  }

  /// A thread more than there are processors would take these from the others.
  @Test func noMoreThreadsThanProcessors() {
    let alone = withSettings(numThreads: 1) { workingThreads() }
    let many = withSettings(numThreads: 64) { workingThreads() }
    #expect(alone == 1 && many == Swift.min(64, Int(k_affinity_count())))
    #expect(withThreads(64) { workingThreads() } == 64)
  }

  @Test(arguments: [1, 2, 3]) func phasesInOrder(threads: Int) {
    withThreads(threads) {
      let order = Mutex<[Int]>([])
      forEachBlock(3, phases: 50) { phase, _ in order.withLock { $0.append(phase) } }
      #expect(order.withLock(\.self) == (0..<150).map { $0 / 3 })
    }
  }
}
