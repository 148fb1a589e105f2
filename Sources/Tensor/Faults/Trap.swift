import CApusKernels
import Glibc
import Synchronization

/// Stops the program because of a programmer's mistake: says `message`, which names the operation and
/// the shapes, and below it the line of the program that led here, where it can be told.
///
/// `SWIFT_BACKTRACE=enable=no` leaves out the line, as it does the trace. `precondition` prints nothing in
/// optimised builds; this prints in all of them.
@inline(never)
public func trap(_ message: String) -> Never {
  // One message is enough where several threads make a mistake.
  while isTrapped.exchange(true, ordering: .relaxed) { sleep(1) }
  // What was printed before would otherwise be lost where the output is a file or a pipe.
  fflush(nil)
  // At once: whatever goes wrong in the search for the line, the message stands.
  say("Fatal error: \(message)\n")
  if isTraceWanted, let line = CallSite.search(for: .milliseconds(300)) { say("  at \(line)\n") }
  k_stop()
}

/// Traps unless `condition` holds. The message is built only on failure.
@inlinable
package func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { trap(message()) }
}

private let isTrapped = Atomic<Bool>(false)

private var isTraceWanted: Bool {
  guard let settings = getenv("SWIFT_BACKTRACE") else { return true }
  return !String(cString: settings).split(separator: ",").contains("enable=no")
}

private func say(_ text: String) {
  var text = text
  text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
