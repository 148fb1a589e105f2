import CApusKernels
import Glibc

/// The stream of a `Generator`. It is seeded with its first use: most generators that a loader makes for its samples draw
/// nothing, and seeding takes longer than drawing.
struct MersenneTwister: Sendable {
  private var twister = k_mt19937()
  private var pendingSeed: UInt32?
  /// The second of a pair of normal numbers, kept for the next small call.
  private var keptNormal: Double?

  init(seed: UInt64) { pendingSeed = UInt32(truncatingIfNeeded: seed) }

  /// The state for the functions of `random.h`.
  var state: k_mt19937 {
    mutating get {
      start()
      return twister
    }
    _modify {
      start()
      yield &twister
    }
  }

  private mutating func start() {
    guard let seed = pendingSeed.take() else { return }
    k_mt19937_seed(&twister, seed)
  }

  /// One normal number of a small call: Box-Muller makes two, the second is kept for the next time.
  mutating func normal() -> Double {
    if let kept = keptNormal.take() { return kept }
    var uniforms = (0.0, 0.0)
    k_mt19937_uniform_f64(&state, 0, 1, &uniforms.0, 1)
    k_mt19937_uniform_f64(&state, 0, 1, &uniforms.1, 1)
    let radius = (-2 * log1p(-uniforms.1)).squareRoot()
    let angle = 2 * Double.pi * uniforms.0
    keptNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  /// 624 words, the index of the next one, whether a normal number is kept, and its bits.
  var words: [Int] {
    mutating get {
      let state = state
      var words = withUnsafeBytes(of: state.state) {
        $0.bindMemory(to: UInt32.self).map { Int($0) }
      }
      words.append(Int(state.next))
      words.append(keptNormal == nil ? 0 : 1)
      words.append(Int(bitPattern: UInt((keptNormal ?? 0).bitPattern)))
      return words
    }
    set {
      pendingSeed = nil
      withUnsafeMutableBytes(of: &twister.state) { bytes in
        for i in 0..<624 {
          bytes.storeBytes(
            of: UInt32(truncatingIfNeeded: newValue[i]), toByteOffset: 4 * i, as: UInt32.self)
        }
      }
      twister.next = UInt32(clamping: Swift.min(newValue[624], 624))
      keptNormal =
        newValue[625] == 0 ? nil : Double(bitPattern: UInt64(UInt(bitPattern: newValue[626])))
    }
  }
}
