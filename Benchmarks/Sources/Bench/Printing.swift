import Foundation

/// Prints a line at once, also into a pipe: the next one may be minutes away.
func say(_ line: String) {
  print(line)
  fflush(nil)
}

/// Columns side by side: each at least so wide, to the right, or to the left where the width is negative.
func line(_ widths: [Int], _ columns: String...) -> String {
  zip(columns, widths).map { text, width in
    let padding = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? text + padding : padding + text
  }.joined(separator: "  ")
}

/// A dash where there is no number.
func text(_ format: String, _ value: Double?) -> String {
  value.map { String(format: format, $0) } ?? "-"
}

/// Milliseconds of so many seconds.
func milliseconds(_ seconds: Double?) -> String { text("%.3f", seconds.map { $0 * 1e3 }) }

/// Says which rows took longer than is asked for; nothing where none was asked for anything.
func sayTooSlow(_ rows: [(name: String, ratio: Double?, atMost: Double?)]) {
  let asked = rows.filter { $0.ratio != nil && $0.atMost != nil }
  let slow = asked.filter { $0.ratio! > $0.atMost! }.map(\.name)
  if !asked.isEmpty {
    say("above what is asked for: \(slow.isEmpty ? "none" : slow.joined(separator: ", "))")
  }
}
