import Glibc

/// Runs `body` on a thread with a stack of `bytes` and waits for it: a recursion as deep as a large
/// graph would not survive it.
public func withStack(bytes: Int, _ body: @escaping @Sendable () -> Void) {
  withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { buffer in
    let attributes = buffer.baseAddress!
    pthread_attr_init(attributes)
    defer { pthread_attr_destroy(attributes) }
    precondition(pthread_attr_setstacksize(attributes, bytes) == 0)
    var thread: pthread_t = 0
    let status = pthread_create(
      &thread, attributes,
      { context in
        Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(Body(run: body)).toOpaque())
    precondition(status == 0)
    pthread_join(thread, nil)
  }
}

private final class Body: Sendable {
  let run: @Sendable () -> Void
  init(run: @escaping @Sendable () -> Void) { self.run = run }
}
