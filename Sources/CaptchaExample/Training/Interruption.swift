import Glibc
import Synchronization

/// Ctrl-C and SIGTERM, met between two steps. The second one ends the program at once.
enum Interruption {
  /// The signal that came, 0 for none.
  fileprivate static let received = Atomic<Int32>(0)

  /// From now on signals are noted instead of ending the program.
  static func watch() {
    received.store(0, ordering: .relaxed)  // Also makes the global, which a handler must not do.
    signal(SIGINT, noteSignal)
    signal(SIGTERM, noteSignal)
  }

  /// Throws `Interrupted` where a signal has come.
  static func check() throws {
    let number = received.load(ordering: .relaxed)
    if number != 0 { throw Interrupted(signal: number) }
  }
}

struct Interrupted: Error {
  let signal: Int32

  var kind: Failure.Kind { signal == SIGTERM ? .terminated : .interrupted }
  var name: String { signal == SIGTERM ? "SIGTERM" : "Ctrl-C" }
}

private func noteSignal(_ number: Int32) {
  if Interruption.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
}
