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
    (self.order, self.mode, self.richardson) = (order, mode, richardson)
    (self.eps, self.atol, self.rtol) = (eps, atol, rtol)
  }

  /// Throws where they make no sense.
  func check() throws {
    if order != 1 && order != 2 {
      throw GradCheckFailure(.misuse, "there is no order \(order)", because: "it must be 1 or 2")
    }
    if !(eps > 0 && atol >= 0 && rtol >= 0 && eps + atol + rtol < .infinity) {
      throw GradCheckFailure(
        .misuse, "eps, atol or rtol makes no sense",
        because:
          "eps must be positive, atol and rtol not negative, and all finite: eps is \(eps), atol \(atol), rtol \(rtol)"
      )
    }
  }
}
