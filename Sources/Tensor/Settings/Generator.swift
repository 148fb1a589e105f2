import CApusKernels
import Synchronization

/// A source of random numbers whose stream equals, bit for bit, that of PyTorch's CPU generator: the
/// Mersenne Twister MT19937. Safe to use from several threads.
public final class Generator: Sendable {
  /// What initialisation, dropout, splits and shuffles draw from unless they are given another one. While a thread of a
  /// loader makes a sample, it is one of that sample's own.
  public static var `default`: Generator { Settings.current.generator ?? shared }

  private static let shared = Generator(seed: defaultSeed)

  /// PyTorch's seed for a generator that was not given one.
  public static let defaultSeed: UInt64 = 67_280_421_310_721

  private let twister: Mutex<MersenneTwister>

  public init(seed: UInt64 = Generator.defaultSeed) {
    twister = Mutex(MersenneTwister(seed: seed))
  }

  /// Starts the stream anew. As in PyTorch, the low 32 bits of the seed decide.
  public func manualSeed(_ seed: UInt64) { twister.withLock { $0 = MersenneTwister(seed: seed) } }

  /// The next 32 bits.
  public func random() -> UInt32 { withTwister { k_mt19937_next(&$0.state) } }

  /// The next 64 bits: two draws, the high half first.
  public func random64() -> UInt64 { withTwister { k_mt19937_next64(&$0.state) } }

  /// 0..<n in random order.
  public func randperm(_ n: Int) -> [Int] {
    require(
      NDArray.elementCount(of: [n]) != nil, "randperm: n must be from 0 to 2^40, got \(n)")
    var order = Array(0..<n)
    withTwister { twister in
      for i in 0..<Swift.max(n - 1, 0) {
        let offset = Int(k_mt19937_next(&twister.state)) % (n - i)
        order.swapAt(i, i + offset)
      }
    }
    return order
  }

  /// Where the stream stands, as an int64 array for a checkpoint: 624 words, the index of the next
  /// one, whether a normal number is kept for the next call, and its bits.
  public var state: NDArray {
    get { NDArray(withTwister { $0.words }) }
    set {
      require(
        newValue.dtype == .int64 && newValue.shape == [627],
        "Generator.state: needs 627 int64 words, got \(newValue.dtype) \(newValue.shape)")
      let words = newValue.scalars(as: Int.self)
      withTwister { $0.words = words }
    }
  }

  /// Several draws as one: no other thread's draw comes between.
  func withTwister<R>(_ body: (inout MersenneTwister) -> R) -> R {
    twister.withLock { body(&$0) }
  }
}

/// Seeds the default generator: the same seed gives the same initial weights, splits, shuffles and
/// dropout masks, and the same as PyTorch's `torch.manual_seed`.
public func manualSeed(_ seed: Int) {
  Generator.default.manualSeed(UInt64(bitPattern: Int64(seed)))
}

/// 0..<n in random order.
public func randperm(_ n: Int, generator: Generator = .default) -> [Int] {
  generator.randperm(n)
}
