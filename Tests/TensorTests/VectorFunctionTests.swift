import CApusKernels
import Glibc
import Testing

/// A kernel over float32 elements, what it computes, and by how many ulp it may miss that.
private struct VectorFunction: Sendable {
  typealias Kernel = @Sendable (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void

  let name: String
  let ulps: Double
  let kernel: Kernel
  let exact: @Sendable (Double) -> Double

  func callAsFunction(_ x: [Float]) -> [Float] {
    var y = [Float](repeating: .nan, count: x.count)
    kernel(x, &y, x.count)
    return y
  }

  init(
    _ name: String, _ ulps: Double,
    _ kernel: @escaping Kernel,
    _ exact: @escaping @Sendable (Double) -> Double
  ) {
    (self.name, self.ulps, self.kernel, self.exact) = (name, ulps, kernel, exact)
  }

  static func power(_ exponent: Float) -> Self {
    Self(
      "pow \(exponent)", 0.6, { k_pow_f32($0, exponent, $1, $2) },
      { Glibc.pow($0, Double(exponent)) })
  }
}

private let functions = [
  VectorFunction("exp", 2, k_exp_f32, Glibc.exp),
  VectorFunction("expm1", 2, k_expm1_f32, Glibc.expm1),
  VectorFunction("log", 2, k_log_f32, Glibc.log),
  VectorFunction("log1p", 2, k_log1p_f32, Glibc.log1p),
  VectorFunction("sqrt", 0.5, k_sqrt_f32, { $0.squareRoot() }),
  VectorFunction("sin", 2, k_sin_f32, Glibc.sin),
  VectorFunction("cos", 2, k_cos_f32, Glibc.cos),
  VectorFunction("erf", 2, k_erf_f32, Glibc.erf),
  VectorFunction("tanh", 3, k_tanh_f32, Glibc.tanh),
  VectorFunction("sigmoid", 3, k_sigmoid_f32, { 1 / (1 + Glibc.exp(-$0)) }),
  VectorFunction("silu", 3, k_silu_f32, { $0 / (1 + Glibc.exp(-$0)) }),
  VectorFunction("softplus", 2, k_softplus_f32, { $0 > 20 ? $0 : log1p(Glibc.exp($0)) }),
]

private let powers = [
  -3, -1.5, -1e-3, 1e-3, 1 / 3, 1, 1.000_000_1, 2.2, 4, 5, 17, -101, 1e5, 1e30, 0, .infinity,
  -.infinity, .nan,
].map { VectorFunction.power($0) }

/// Some of every magnitude and sign, NaN among them, many where functions bend, and the ends.
private let samples: [Float] = {
  var x = stride(from: UInt32(0), to: .max - 65_521, by: 65_521).map { Float(bitPattern: $0) }
  x += stride(from: -25, through: 25, by: 0x1.35p-10).map { Float($0) }
  x += stride(from: -5e6, through: 5e6, by: 1234.567).map { Float($0) }
  for value: Float in [
    0, 1, .infinity, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    20, 0x1p22, 88.722_839, 103.972_08, Float.pi, Float.pi / 2, 1e8, 16_777_216, 0x1.921fb6p1,
  ] {
    for near in [value.nextDown, value, value.nextUp] { x += [near, -near] }
  }
  return x
}()

/// In ulp of the exact value; infinite where one is NaN or infinite and the other is not, or signs differ.
private func error(of actual: Float, from exact: Double) -> Double {
  if actual.isNaN || exact.isNaN { return actual.isNaN && exact.isNaN ? 0 : .infinity }
  let rounded = Float(exact)
  if actual.sign != rounded.sign { return .infinity }
  if actual == rounded { return 0 }
  let ulp = rounded.isFinite ? rounded.ulp : Float.greatestFiniteMagnitude.ulp
  return abs((actual.isFinite ? Double(actual) : 0x1p128) - exact) / Double(ulp)
}

@Suite struct VectorFunctionTests {
  @Test(arguments: functions + powers) private func isAccurate(_ function: VectorFunction) {
    var worst = (error: 0.0, x: Float.nan)
    for (x, y) in zip(samples, function(samples)) {
      let error = error(of: y, from: function.exact(Double(x)))
      if error > worst.error { worst = (error, x) }
    }
    #expect(worst.error <= function.ulps, "\(function.name) at \(worst.x)")
  }

  /// A far angle makes its neighbours go another way too; their bits must not tell.
  @Test(arguments: functions + powers) private func bitsDependOnTheElementAlone(
    _ function: VectorFunction
  ) {
    let x = stride(from: 0, to: samples.count, by: 97).map { samples[$0] }
    let whole = function(x).map(\.bitPattern)
    let single = x.map { function([$0])[0].bitPattern }
    #expect(whole == single, "\(function.name)")
    for length in 1...35 {
      var parts = x
      parts.withUnsafeMutableBufferPointer { parts in
        for start in stride(from: 0, to: parts.count, by: length) {
          let at = parts.baseAddress! + start
          function.kernel(at, at, Swift.min(length, parts.count - start))
        }
      }
      #expect(parts.map(\.bitPattern) == whole, "\(function.name) by \(length)")
    }
  }

  @Test func knownPowersAreShortProducts() {
    let rules: [(Float, (Float) -> Float)] = [
      (2, { $0 * $0 }), (3, { $0 * $0 * $0 }), (0.5, { $0.squareRoot() }),
      (-0.5, { 1 / $0.squareRoot() }), (-1, { 1 / $0 }), (-2, { 1 / ($0 * $0) }),
    ]
    for (exponent, rule) in rules {
      let same = zip(samples, VectorFunction.power(exponent)(samples)).allSatisfy { x, y in
        let expected = rule(x)
        return expected.isNaN ? y.isNaN : y.bitPattern == expected.bitPattern
      }
      #expect(same, "\(exponent)")
    }
  }

  @Test func nothingIsWrittenForNoElements() {
    var y: Float = 7
    for function in functions + powers { function.kernel([1], &y, 0) }
    #expect(y == 7)
  }
}
