import Glibc

/// `value` as C's printf writes it: `formatted(x, "%.1e")`.
package func formatted(_ value: Double, _ format: String) -> String {
  var text = [CChar](repeating: 0, count: 400)  // 309 digits before the point at most
  let count = withVaList([value]) { vsnprintf(&text, text.count, format, $0) }
  return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// An error in two digits: 2.3e-12; 0 as it is.
package func short(_ error: Double) -> String {
  error == 0 ? "0" : formatted(error, "%.1e")
}

/// Thousands apart: 1,234,567.
package func grouped(_ count: Int) -> String {
  var (digits, parts) = ("\(count)"[...], [Substring]())
  while digits.count > 3 {
    parts.insert(digits.suffix(3), at: 0)
    digits = digits.dropLast(3)
  }
  return ([digits] + parts).joined(separator: ",")
}

/// "1 rule", "2,000 rules".
package func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}
