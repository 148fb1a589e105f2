import Apus

/// `body` of 0..<count on as many threads as computations use; results in order.
///
/// Where several calls throw, the error of the lowest index is the one that is thrown.
func mapConcurrently<T: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) throws -> T
) async throws -> [T] {
  let workers = min(getNumThreads(), count)
  let parts = await withTaskGroup(of: (Int, Result<[T], any Error>).self) { group in
    for worker in 0..<workers {
      let range = (count * worker / workers)..<(count * (worker + 1) / workers)
      group.addTask { (worker, Result { try range.map(body) }) }
    }
    return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
  }
  return try (0..<workers).flatMap { try parts[$0]?.get() ?? [] }
}
