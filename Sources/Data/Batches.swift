import ApusTensor

/// One pass through a loader's batches.
///
/// Dropping it, or leaving the loop, ends the threads that decode for it.
public struct Batches<D: Dataset, Batch> {
  private let prefetcher: Prefetcher<D>
  private let sampler: any Sampler
  private let collate: ([D.Element]) throws -> Batch
  private var emptiness: EmptyLoaderError?
  private var isOver = false

  init(_ loader: DataLoader<D, Batch>) {
    // Also where nothing needs it: PyTorch's loader draws a base seed before the sampler draws anything.
    let seed = (loader.generator ?? .default).random64()
    let order = loader.sampler.indices()
    let range = 0..<checkedCount(loader.dataset.count, "DataLoader")
    if let wrong = order.first(where: { !range.contains($0) }) {
      trap("DataLoader: the sampler gave index \(wrong) for a dataset of \(range.count) samples")
    }
    let plan = PassPlan(order: order, batchSize: loader.batchSize, dropLast: loader.dropLast)
    if plan.count == 0 {
      emptiness = EmptyLoaderError(samples: order.count, batchSize: loader.batchSize)
    }
    sampler = loader.sampler
    collate = loader.collate
    prefetcher = Prefetcher(
      loader.dataset, plan, seed: seed, workers: loader.workers, prefetch: loader.prefetch)
  }

  /// The next batch; nil after the last one and after an error.
  ///
  /// - Throws: `SampleError` where a sample of the batch failed, `CollateError` where its samples do
  ///   not fit together, `EmptyLoaderError` where there is no batch at all.
  public mutating func next() throws -> Batch? {
    if isOver { return nil }
    do {
      if let emptiness { throw emptiness }
      if let samples = try prefetcher.next() { return try collate(samples) }
    } catch {
      isOver = true
      prefetcher.stop()
      throw error
    }
    isOver = true
    sampler.passEnded()
    return nil
  }
}

/// A loader without a single batch, over which training would silently do nothing.
public struct EmptyLoaderError: Error, CustomStringConvertible {
  let samples: Int, batchSize: Int

  public var description: String {
    samples == 0
      ? "DataLoader: there are no samples"
      : "DataLoader: \(samples) samples make no full batch of \(batchSize), "
        + "and dropLast leaves out the rest"
  }
}
