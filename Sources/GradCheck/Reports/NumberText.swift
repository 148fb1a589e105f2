extension Double {
  /// With so many significant digits; whole numbers without a point.
  func text(digits: Int) -> String {
    if isNaN { return "nan" }
    guard isFinite, self != 0 else { return self == 0 ? "0" : "\(self)" }
    var (scale, size) = (0, magnitude)
    while size >= 10 { (size, scale) = (size / 10, scale + 1) }
    while size < 1 { (size, scale) = (size * 10, scale - 1) }
    if digits > 15 || abs(scale) > 100 { return "\(self)" }
    let places = digits - 1 - scale
    let factor = (0..<abs(places)).reduce(1.0) { product, _ in product * 10 }
    let rounded =
      places >= 0 ? (self * factor).rounded() / factor : (self / factor).rounded() * factor
    return "\(rounded)".hasSuffix(".0") ? "\("\(rounded)".dropLast(2))" : "\(rounded)"
  }
}

/// Two numbers with seven digits, or with as many as show that they differ.
func texts(_ a: Double, _ b: Double) -> (String, String) {
  let digits = (7...17).first { a.text(digits: $0) != b.text(digits: $0) } ?? 7
  return (a.text(digits: digits), b.text(digits: digits))
}
