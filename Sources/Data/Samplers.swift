public import ApusTensor

/// The order in which a loader asks for samples.
public protocol Sampler: Sendable {
  /// How many indices a pass has.
  var count: Int { get }

  /// The indices of one pass. Called once when the pass begins; random draws belong here.
  func indices() -> [Int]

  /// Called when a pass was read to its end.
  func passEnded()
}

extension Sampler {
  public func passEnded() {}
}

/// 0, 1, ... `count - 1`.
public struct SequentialSampler: Sampler {
  public let count: Int

  public init(_ count: Int) {
    self.count = checkedCount(count, "SequentialSampler")
  }

  public func indices() -> [Int] { Array(0..<count) }
}

/// A new permutation of `0..<count` in every pass, drawn as PyTorch's `RandomSampler` draws it.
public struct RandomSampler: Sampler {
  public let count: Int
  let generator: Generator?

  /// With a generator of one's own, permutations continue its stream; without one, each pass draws a
  /// seed from the default generator and shuffles with a fresh generator of that seed.
  public init(_ count: Int, generator: Generator? = nil) {
    self.count = checkedCount(count, "RandomSampler")
    self.generator = generator
  }

  public func indices() -> [Int] {
    if let generator { return generator.randperm(count) }
    return Generator(seed: Generator.default.random64() % (1 << 63)).randperm(count)
  }

  /// At its end PyTorch draws one permutation more, of which it keeps nothing; the next pass of the
  /// same generator comes after it.
  public func passEnded() {
    _ = generator?.randperm(count)
  }
}
