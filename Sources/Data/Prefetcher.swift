import ApusTensor

/// Decodes the samples of one pass ahead of its consumer, on threads that live as long as the pass.
final class Prefetcher<D: Dataset> {
  private let dataset: D
  private let plan: PassPlan
  private let seed: UInt64?
  private let progress: Monitor<PassProgress<D.Element>>
  private var threads: [DecodeThread] = []

  /// - Parameters:
  ///   - seed: of what samples draw by chance, each from a generator of its own: how many workers there are makes no
  ///     difference.
  ///   - workers: number of threads; with 0 the consumer decodes, batch by batch, and draws from its own generator.
  ///   - prefetch: batches held ahead for each worker.
  init(_ dataset: D, _ plan: PassPlan, seed: UInt64, workers: Int, prefetch: Int) {
    let (product, overflow) = workers.multipliedReportingOverflow(by: prefetch)
    let window = overflow ? plan.count : min(max(1, product), plan.count)
    let progress = Monitor(PassProgress<D.Element>(plan, window: window))
    self.dataset = dataset
    self.plan = plan
    let seed = workers > 0 ? seed : nil
    self.seed = seed
    self.progress = progress
    for _ in 0..<min(workers, plan.sampleCount) {
      let thread = DecodeThread { while progress.decodeNext(from: dataset, plan, seed) {} }
      // Where the system gives no thread, fewer do; where it gives none, the consumer decodes.
      guard let thread else { break }
      threads.append(thread)
    }
  }

  // A loop that is left early drops its iterator, and with it the last reference to this object. The
  // threads hold only what they share with it.
  deinit { stop() }

  /// The samples of the next batch, in order; nil after the last one and after a failure. Whoever
  /// meets a failure is to call `stop`.
  func next() throws(SampleError) -> [D.Element]? {
    if progress.withLock({ $0.isFinished }) {
      stop()
      return nil
    }
    let result: Result<[D.Element], SampleError>
    if threads.isEmpty {
      result = decodeHere()
    } else {
      result = progress.wait { $0.take() }
      progress.broadcast()
    }
    return try result.get()
  }

  private func decodeHere() -> Result<[D.Element], SampleError> {
    while true {
      if let result = progress.withLock({ $0.take() }) { return result }
      _ = progress.decodeNext(from: dataset, plan, seed)
    }
  }

  /// Ends the threads, after the samples that they are at.
  func stop() {
    progress.withLock { $0.stop() }
    progress.broadcast()
    for thread in threads { thread.join() }
    threads = []
  }
}

extension Monitor {
  /// Decodes one sample when there is room for it; false when nothing is left to decode.
  fileprivate func decodeNext<D: Dataset>(
    from dataset: D, _ plan: PassPlan, _ seed: UInt64?
  ) -> Bool where State == PassProgress<D.Element> {
    guard case .sample(let position) = wait(for: { $0.claim() }) else { return false }
    let index = plan.order[position]
    let result = Result { try dataset.sample(index, seed: seed) }
      .mapError { SampleError(index: index, underlying: $0) }
    let isDue = withLock { $0.deliver(result, at: position) }
    if isDue { broadcast() }
    return true
  }
}

extension Dataset {
  fileprivate func sample(_ index: Int, seed: UInt64?) throws -> Element {
    guard let seed else { return try self[index] }
    return try withSettings(generator: Generator(seed: seed &+ UInt64(index))) { try self[index] }
  }
}

/// A sample that could not be had. A loop over a loader meets it where the sample's batch would come.
public struct SampleError: Error, CustomStringConvertible {
  /// Index in the loader's data set.
  public let index: Int
  /// What the data set threw.
  public let underlying: any Error

  public var description: String { "sample \(index): \(underlying)" }
}
