import CApusKernels
import Glibc
import Synchronization

/// How many threads computations use: APUS_NUM_THREADS, or else the processors that this process may
/// run on. The results' bits do not depend on it.
private let threadCount = Atomic<Int>(initialThreadCount())

private func initialThreadCount() -> Int {
  guard let text = getenv("APUS_NUM_THREADS").map({ String(cString: $0) }) else {
    return Swift.min(processors, maxThreads)
  }
  guard let count = Int(text), count >= 1, count <= maxThreads else {
    trap("APUS_NUM_THREADS must be a whole number from 1 to \(maxThreads), got \(text)")
  }
  return count
}

/// OpenBLAS breaks when more threads than it was built for call it at a time.
private let maxThreads = 64

/// Sets how many threads computations use, from 1 to 64, but within a `withSettings` that says otherwise. Of more than there
/// are processors only as many work.
public func setNumThreads(_ count: Int) {
  checkThreadCount(count, "setNumThreads")
  threadCount.store(count, ordering: .relaxed)
}

/// How many threads computations use.
public func getNumThreads() -> Int {
  Settings.current.numThreads ?? threadCount.load(ordering: .relaxed)
}

private let processors = Int(k_affinity_count())

/// How many threads share work: more than there are processors would take these from one another.
func workingThreads() -> Int {
  let count = getNumThreads()
  return Settings.current.allThreadsWork ? count : Swift.min(count, processors)
}

func checkThreadCount(_ count: Int, _ operation: String) {
  require(
    count >= 1 && count <= maxThreads,
    "\(operation): needs a number from 1 to \(maxThreads), got \(count)")
}
