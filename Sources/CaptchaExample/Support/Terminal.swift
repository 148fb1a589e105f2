import Glibc

/// Prints a line at once, also where the output is a file or a pipe that someone watches.
func show(_ line: String) {
  print(line)
  fflush(nil)
}

/// Prints a line on standard error.
func complain(_ line: String) {
  let bytes = Array("\(line)\n".utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// A counter that overwrites itself, on standard error and only where that is a terminal.
struct ProgressLine {
  private let isShown = isatty(STDERR_FILENO) == 1

  func show(_ text: String) {
    guard isShown else { return }
    let bytes = Array("\r\u{1B}[K\(text)".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  func clear() { show("") }
}

/// `value` with so many digits behind the point.
func fixed(_ value: Double, _ digits: Int) -> String {
  var text = [CChar](repeating: 0, count: 400)  // 309 digits before the point at most
  let count = withVaList([Int32(clamping: digits), value]) {
    vsnprintf(&text, text.count, "%.*f", $0)
  }
  let length = min(max(Int(count), 0), text.count - 1)
  return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
