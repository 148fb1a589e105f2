/// Which samples make up which batch of one pass.
///
/// A position is a sample's place in the pass; `order` gives its index in the data set.
struct PassPlan: Sendable {
  let order: [Int]
  let batchSize: Int
  /// Number of batches.
  let count: Int

  init(order: [Int], batchSize: Int, dropLast: Bool) {
    self.order = order
    self.batchSize = batchSize
    count = PassPlan.batches(of: order.count, batchSize: batchSize, dropLast: dropLast)
  }

  static func batches(of samples: Int, batchSize: Int, dropLast: Bool) -> Int {
    samples / batchSize + (!dropLast && samples % batchSize > 0 ? 1 : 0)
  }

  /// Positions that belong to some batch.
  var sampleCount: Int { min(order.count, count * batchSize) }

  func positions(of batch: Int) -> Range<Int> {
    (batch * batchSize)..<min((batch + 1) * batchSize, sampleCount)
  }
}

/// How far a pass has come: what to decode next, what has been decoded, what was handed over.
///
/// Invariants: `taken` <= batch of any claimed position < `taken + window`; every delivered position
/// was claimed.
struct PassProgress<Element: Sendable>: Sendable {
  let plan: PassPlan
  /// Most batches that are claimed or decoded but not taken.
  let window: Int

  /// Positions below it are decoded or being decoded.
  private var claimed = 0
  /// Positions from it on are not worth decoding.
  private var limit: Int
  /// Number of batches handed over.
  private(set) var taken = 0
  private var batches: [Int: Batch] = [:]
  private var isStopped = false
  /// The first failure in the order of the pass, whatever order it was met in.
  private var failure: (position: Int, error: SampleError)?

  private struct Batch: Sendable {
    var samples: [Element?]
    var missing: Int
  }

  enum Claim {
    case sample(position: Int)
    case nothingLeft
  }

  init(_ plan: PassPlan, window: Int) {
    self.plan = plan
    self.window = window
    limit = plan.sampleCount
  }

  /// The next sample to decode; nil while the window is full.
  mutating func claim() -> Claim? {
    guard claimed < limit else { return .nothingLeft }
    let batch = claimed / plan.batchSize
    guard batch < taken + window else { return nil }
    if batches[batch] == nil {
      let count = plan.positions(of: batch).count
      batches[batch] = Batch(samples: Array(repeating: nil, count: count), missing: count)
    }
    defer { claimed += 1 }
    return .sample(position: claimed)
  }

  /// Takes in what became of a claimed sample; true where this completes the batch that is due.
  mutating func deliver(_ result: Result<Element, SampleError>, at position: Int) -> Bool {
    let batch = position / plan.batchSize
    switch result {
    case .success(let sample):
      batches[batch]?.samples[position - batch * plan.batchSize] = sample
      batches[batch]?.missing -= 1
    case .failure(let error):
      if failure.map({ position < $0.position }) ?? true { failure = (position, error) }
      limit = min(limit, position)
    }
    return isReady
  }

  /// Whether the batch that is due is complete, or complete up to a failure in it.
  private var isReady: Bool {
    guard taken < plan.count, let batch = batches[taken] else { return false }
    let positions = plan.positions(of: taken)
    if let failure, positions.contains(failure.position) {
      return batch.samples[..<(failure.position - positions.lowerBound)].allSatisfy { $0 != nil }
    }
    return batch.missing == 0
  }

  /// Hands over the batch that is due, or the failure in it; nil until it is ready.
  mutating func take() -> Result<[Element], SampleError>? {
    guard isReady, let batch = batches.removeValue(forKey: taken) else { return nil }
    let positions = plan.positions(of: taken)
    taken += 1
    if let failure, positions.contains(failure.position) {
      stop()
      return .failure(failure.error)
    }
    return .success(batch.samples.compactMap { $0 })
  }

  /// Whether there is nothing more to take: after the last batch, a failure or `stop`.
  var isFinished: Bool { isStopped || taken == plan.count }

  /// Lets no more samples be claimed.
  mutating func stop() {
    isStopped = true
    limit = 0
    batches = [:]
  }
}
