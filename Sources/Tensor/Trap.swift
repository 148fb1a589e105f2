import Glibc

/// Stops the program because of a programmer's mistake, with a message that names the operation and
/// the shapes.
///
/// `precondition` prints nothing in optimised builds; this prints in all of them.
@inline(never)
public func trap(_ message: String) -> Never {
  // What was printed before would otherwise be lost where the output is a file or a pipe.
  fflush(nil)
  fatalError(message)
}

/// Traps unless `condition` holds. The message is built only on failure.
@inlinable
package func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { trap(message()) }
}
