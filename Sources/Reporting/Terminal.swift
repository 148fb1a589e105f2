import Glibc

/// Prints a line at once, also where the output is a file or a pipe that someone watches.
package func show(_ line: String) {
  print(line)
  fflush(nil)
}

/// Prints a line on standard error.
package func complain(_ line: String) { writeError("\(line)\n") }

/// A line that overwrites itself, on standard error and only where that is a terminal.
package struct ProgressLine: Sendable {
  private let isShown = isatty(STDERR_FILENO) == 1

  package init() {}

  package func show(_ text: String) {
    if isShown { writeError("\r\u{1B}[K\(text)") }
  }

  package func clear() { show("") }
}

private func writeError(_ text: String) {
  let bytes = Array(text.utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}
