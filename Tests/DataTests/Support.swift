import ApusData
import ApusTensor
import FoundationEssentials
import Glibc
import Synchronization
import Testing

/// Sample i is ([i, 10 i], [i]).
struct Numbers: Dataset {
  let count: Int
  subscript(index: Int) -> (NDArray, NDArray) {
    (NDArray([Float(index), Float(10 * index)]), NDArray([index]))
  }
}

struct NumberProblem: Error, Equatable {
  let index: Int
}

/// Sample i is i, after a time that depends on it; some fail. Counts what it is asked for.
final class Scripted: Dataset {
  let count: Int
  let failing: Set<Int>
  let delay: @Sendable (Int) -> UInt32  // microseconds
  private let asked = Atomic(0)
  private let callers = Mutex(Set<pthread_t>())

  init(
    count: Int, failing: Set<Int> = [], delay: @escaping @Sendable (Int) -> UInt32 = { _ in 0 }
  ) {
    self.count = count
    self.failing = failing
    self.delay = delay
  }

  subscript(index: Int) -> Int {
    get throws {
      asked.add(1, ordering: .relaxed)
      callers.withLock { _ = $0.insert(pthread_self()) }
      usleep(delay(index))
      if failing.contains(index) { throw NumberProblem(index: index) }
      return index
    }
  }

  var askedFor: Int { asked.load(ordering: .relaxed) }
  /// The threads that asked.
  var threads: Set<pthread_t> { callers.withLock { $0 } }
}

extension DataLoader where D == Scripted, Batch == [Int] {
  /// Batches of the plain numbers. The generator keeps the default one out of tests that run beside
  /// others.
  init(
    _ dataset: Scripted, batchSize: Int, dropLast: Bool = false, workers: Int? = nil,
    prefetch: Int = 2
  ) {
    self.init(
      dataset, batchSize: batchSize, dropLast: dropLast, generator: Generator(seed: 0),
      workers: workers, prefetch: prefetch, collate: { $0 })
  }
}

/// How many decode threads this process has, by the name they give themselves.
func decodeThreads() -> Int {
  let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
  return tasks.filter { task in
    guard let name = FileManager.default.contents(atPath: "/proc/self/task/\(task)/comm") else {
      return false
    }
    return String(decoding: name, as: UTF8.self) == "apus-data\n"
  }.count
}

/// Waits until `condition` holds; false after five seconds without it.
func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<5000 {
    if condition() { return true }
    usleep(1000)
  }
  return condition()
}

extension ExitTest.Result {
  /// What the process wrote to its standard error.
  var errorText: String { String(decoding: standardErrorContent, as: UTF8.self) }
}
