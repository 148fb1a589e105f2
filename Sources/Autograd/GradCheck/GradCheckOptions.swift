import Tensor

/// What a check is asked for where nothing else is said.
public enum GradCheckDefaults {
  /// Near the cube root of a Double's precision, where truncation and rounding weigh the same; a power
  /// of two, so that x + eps and x - eps are exact for most x.
  public static let eps = 0x1p-18
  public static let atol = 1e-7
  public static let rtol = 1e-6
}

/// What a check is asked for.
package struct GradCheckOptions: Sendable {
  let order: Int
  let eps, atol, rtol: Double
  let richardson: Bool
  let mode: GradCheckMode

  package init(
    order: Int = 1, eps: Double = GradCheckDefaults.eps, atol: Double = GradCheckDefaults.atol,
    rtol: Double = GradCheckDefaults.rtol, richardson: Bool = false,
    mode: GradCheckMode = .automatic
  ) {
    require(order == 1 || order == 2, "gradCheck: order must be 1 or 2, got \(order)")
    require(
      eps > 0 && atol >= 0 && rtol >= 0,
      "gradCheck: eps must be positive, atol and rtol not negative, got \(eps), \(atol), \(rtol)")
    (self.order, self.mode, self.richardson) = (order, mode, richardson)
    (self.eps, self.atol, self.rtol) = (eps, atol, rtol)
  }
}
