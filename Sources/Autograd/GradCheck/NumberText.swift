extension Double {
  /// With so many significant digits; whole numbers without a point.
  func text(digits: Int) -> String {
    if isNaN { return "nan" }
    guard isFinite, self != 0 else { return self == 0 ? "0" : "\(self)" }
    var (scale, size) = (0, magnitude)
    while size >= 10 { (size, scale) = (size / 10, scale + 1) }
    while size < 1 { (size, scale) = (size * 10, scale - 1) }
    let places = digits - 1 - scale
    let factor = (0..<min(abs(places), 300)).reduce(1.0) { product, _ in product * 10 }
    let rounded =
      places >= 0 ? (self * factor).rounded() / factor : (self / factor).rounded() * factor
    return "\(rounded)".hasSuffix(".0") ? "\("\(rounded)".dropLast(2))" : "\(rounded)"
  }
}
