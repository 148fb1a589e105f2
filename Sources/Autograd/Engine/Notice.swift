import Glibc
import Synchronization

/// What a user should know once: a line on standard error, printed at most once by a process.
package enum Notice: UInt8 {
  // One bit a case.
  case debugBuild = 1
  case recordedGradients = 2

  private var text: String {
    switch self {
    case .debugBuild:
      "a debug build, 11 to 25 times slower than -c release (APUS_DEBUG_NOTICE=off hides this line)"
    case .recordedGradients:
      "backward(createGraph: true) leaves recorded gradients in the leaves: each keeps its graph in memory, and "
        + "the graph its leaf, until zeroGrad() or grad = nil. grad(of:wrt:createGraph: true) leaves nothing behind"
    }
  }

  /// The variable of the environment that hides it with "off".
  private var variable: String? {
    switch self {
    case .debugBuild: "APUS_DEBUG_NOTICE"
    case .recordedGradients: nil
    }
  }

  private static let printed = Atomic<UInt8>(0)

  package func printOnce() {
    // A load is all that it costs later.
    if Notice.printed.load(ordering: .relaxed) & rawValue != 0 { return }
    let before = Notice.printed.bitwiseOr(rawValue, ordering: .relaxed).oldValue
    if before & rawValue != 0 || isHidden { return }
    var line = "Apus: \(text)\n"
    // Nothing depends on whether somebody reads it.
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  private var isHidden: Bool {
    guard let variable, let value = getenv(variable) else { return false }
    return strcmp(value, "off") == 0
  }
}
