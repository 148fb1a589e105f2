import CApusKernels
import Synchronization

/// A source of random numbers whose stream equals, bit for bit, that of PyTorch's CPU generator: the
/// Mersenne Twister MT19937. Safe to use from several threads.
public final class Generator: Sendable {
  /// What initialisation, dropout, splits and shuffles draw from unless they are given another one. While a thread of a
  /// loader makes a sample, it is one of that sample's own.
  public static var `default`: Generator { substitute?.generator ?? shared }

  private static let shared = Generator(seed: defaultSeed)
  @TaskLocal private static var substitute: LateGenerator?

  /// Runs `body` with another default generator, which is made with its first use.
  package static func withDefault<R>(seed: UInt64, _ body: () throws -> R) rethrows -> R {
    try $substitute.withValue(LateGenerator(seed)) { try body() }
  }

  /// PyTorch's seed for a generator that was not given one.
  public static let defaultSeed: UInt64 = 67_280_421_310_721

  private let engine: Mutex<Engine>

  public init(seed: UInt64 = Generator.defaultSeed) { engine = Mutex(Engine(seed: seed)) }

  /// Starts the stream anew. As in PyTorch, the low 32 bits of the seed decide.
  public func manualSeed(_ seed: UInt64) { engine.withLock { $0 = Engine(seed: seed) } }

  /// The next 32 bits.
  public func random() -> UInt32 { withEngine { k_mt19937_next(&$0.twister) } }

  /// The next 64 bits: two draws, the high half first.
  public func random64() -> UInt64 { withEngine { k_mt19937_next64(&$0.twister) } }

  /// 0..<n in random order.
  public func randperm(_ n: Int) -> [Int] {
    require(
      NDArray.elementCount(of: [n]) != nil, "randperm: n must be from 0 to 2^40, got \(n)")
    var order = Array(0..<n)
    withEngine { engine in
      for i in 0..<Swift.max(n - 1, 0) {
        let offset = Int(k_mt19937_next(&engine.twister)) % (n - i)
        order.swapAt(i, i + offset)
      }
    }
    return order
  }

  /// Where the stream stands, as an int64 array for a checkpoint: 624 words, the index of the next
  /// one, whether a normal number is kept for the next call, and its bits.
  public var state: NDArray {
    get {
      withEngine { engine in
        var words = withUnsafeBytes(of: engine.twister.state) {
          $0.bindMemory(to: UInt32.self).map { Int($0) }
        }
        words.append(Int(engine.twister.next))
        words.append(engine.keptNormal == nil ? 0 : 1)
        words.append(Int(bitPattern: UInt((engine.keptNormal ?? 0).bitPattern)))
        return NDArray(words)
      }
    }
    set {
      require(
        newValue.dtype == .int64 && newValue.shape == [627],
        "Generator.state: needs 627 int64 words, got \(newValue.dtype) \(newValue.shape)")
      let words = newValue.scalars(as: Int.self)
      withEngine { engine in
        withUnsafeMutableBytes(of: &engine.twister.state) { bytes in
          for i in 0..<624 {
            bytes.storeBytes(
              of: UInt32(truncatingIfNeeded: words[i]), toByteOffset: 4 * i, as: UInt32.self)
          }
        }
        engine.twister.next = UInt32(clamping: Swift.min(words[624], 624))
        engine.keptNormal =
          words[625] == 0 ? nil : Double(bitPattern: UInt64(UInt(bitPattern: words[626])))
      }
    }
  }

  /// Several draws as one: no other thread's draw comes between.
  func withEngine<R>(_ body: (inout Engine) -> R) -> R {
    engine.withLock { body(&$0) }
  }

  struct Engine: Sendable {
    var twister = k_mt19937()
    /// The second of a pair of normal numbers, kept for the next small call.
    var keptNormal: Double?

    init(seed: UInt64) { k_mt19937_seed(&twister, UInt32(truncatingIfNeeded: seed)) }
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

/// Most samples draw nothing, and to make a generator takes longer than to draw from it.
private final class LateGenerator: Sendable {
  private let seed: UInt64
  private let made = Mutex<Generator?>(nil)

  init(_ seed: UInt64) { self.seed = seed }

  var generator: Generator {
    made.withLock { made in
      let generator = made ?? Generator(seed: seed)
      made = generator
      return generator
    }
  }
}
