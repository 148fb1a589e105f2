public import ApusAutograd
public import ApusTensor

/// Goes through a data set in batches, as often as it is looped over.
///
/// ```swift
/// for try await (images, labels) in DataLoader(dataset, batchSize: 64, shuffle: true) { ... }
/// ```
///
/// Samples are decoded ahead of the loop on threads of the loader's own; batches come in order and
/// are put together where the loop runs. Leaving the loop early ends the threads after the samples
/// that they are at. A sample that fails is thrown as a `SampleError` at its batch's place.
///
/// The random draws of a pass happen when it begins, and equal PyTorch's: the same seeds give the same batches,
/// whatever the number of workers. What samples draw by themselves is the same for any number of workers but 0
/// (`Dataset`).
public struct DataLoader<D: Dataset, Batch> {
  public let dataset: D
  public let batchSize: Int
  /// Whether a last batch of fewer than `batchSize` samples is left out.
  public let dropLast: Bool
  public let sampler: any Sampler
  /// Number of threads that decode; with 0 the loop itself does.
  public let workers: Int
  /// Most batches held ahead for each worker.
  public let prefetch: Int
  let generator: Generator?
  let collate: ([D.Element]) throws -> Batch

  /// - Parameters:
  ///   - batchSize: samples a batch, at least 1.
  ///   - shuffle: whether each pass takes a new order.
  ///   - dropLast: whether to leave out a last batch that is not full.
  ///   - sampler: the order of each pass; excludes `shuffle`.
  ///   - generator: for the shuffling; nil for the default one.
  ///   - workers: threads that decode, at most 1024, nil for two; with 0 the loop itself decodes.
  ///   - prefetch: most batches held ahead for each worker, at least 1.
  ///   - collate: makes a batch of its samples, where the loop runs.
  public init(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, dropLast: Bool = false,
    sampler: (any Sampler)? = nil, generator: Generator? = nil, workers: Int? = nil,
    prefetch: Int = 2, collate: @escaping ([D.Element]) throws -> Batch
  ) {
    require(batchSize > 0, "DataLoader: batchSize must be at least 1, got \(batchSize)")
    require(prefetch > 0, "DataLoader: prefetch must be at least 1, got \(prefetch)")
    require((workers ?? 0) >= 0, "DataLoader: workers must not be negative, got \(workers ?? 0)")
    require((workers ?? 0) <= 1024, "DataLoader: workers must be at most 1024, got \(workers ?? 0)")
    require(sampler == nil || !shuffle, "DataLoader: a sampler excludes shuffle: true")
    self.dataset = dataset
    self.batchSize = batchSize
    self.dropLast = dropLast
    self.generator = generator
    self.workers = workers ?? 2
    self.prefetch = prefetch
    self.collate = collate
    self.sampler =
      sampler
      ?? (shuffle
        ? RandomSampler(dataset.count, generator: generator) : SequentialSampler(dataset.count))
  }

  /// Number of batches in a pass.
  public var count: Int {
    PassPlan.batches(
      of: checkedCount(sampler.count, "the DataLoader's sampler"), batchSize: batchSize,
      dropLast: dropLast)
  }
}

extension DataLoader where D.Element == (NDArray, NDArray), Batch == (Tensor, Tensor) {
  /// Batches of input and target: samples of shapes [a...] and [b...] become tensors of shapes
  /// [n, a...] and [n, b...]. Throws a `CollateError` to the loop where samples differ in shape.
  ///
  /// - Parameters:
  ///   - batchSize: samples a batch, at least 1.
  ///   - shuffle: whether each pass takes a new order.
  ///   - dropLast: whether to leave out a last batch that is not full.
  ///   - sampler: the order of each pass; excludes `shuffle`.
  ///   - generator: for the shuffling; nil for the default one.
  ///   - workers: threads that decode, at most 1024, nil for two; with 0 the loop itself decodes.
  ///   - prefetch: most batches held ahead for each worker, at least 1.
  public init(
    _ dataset: D, batchSize: Int = 1, shuffle: Bool = false, dropLast: Bool = false,
    sampler: (any Sampler)? = nil, generator: Generator? = nil, workers: Int? = nil,
    prefetch: Int = 2
  ) {
    self.init(
      dataset, batchSize: batchSize, shuffle: shuffle, dropLast: dropLast, sampler: sampler,
      generator: generator, workers: workers, prefetch: prefetch, collate: defaultCollate)
  }
}

extension DataLoader: AsyncSequence {
  public struct AsyncIterator: AsyncIteratorProtocol {
    var batches: Batches<D, Batch>

    /// The next batch; blocks the thread while it is being decoded.
    ///
    /// It stays in the caller's isolation, so that tensors need not be Sendable, and does not suspend:
    /// the training step that follows occupies its thread for longer than any wait here.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(any Error)
      -> Batch?
    {
      try Task.checkCancellation()
      return try batches.next()
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(batches: batches()) }

  /// Begins a pass without `async`:
  ///
  /// ```swift
  /// var batches = loader.batches()
  /// while let (images, labels) = try batches.next() { ... }
  /// ```
  public func batches() -> Batches<D, Batch> { Batches(self) }
}
